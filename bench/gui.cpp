// The window, measured from inside: it is started here with a plan, and writes what it measured
// (app/gui_bench).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "bench/numbered_files.h"
#include "core/base/file.h"
#include "core/base/temporary_folder.h"
#include "core/prediction/video_writer.h"
#include "core/source/source.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int64_t kRendered = 100;  ///< frames; shown there and back, so that no jump is in the video
constexpr int kTimesThereAndBack = 5;
constexpr int kFewestStarts = 5;

/// 1280x720, 1000 frames: more than the player keeps in memory. Rendered at half the size, which takes a
/// quarter of the time; kept for the next run.
Result<fs::path> drivingVideo() {
  const fs::path file = fs::temp_directory_path() / "kerb-bench-drive-1280x720.mp4";
  if (fs::exists(file)) return file;
  fmt::print(stderr, "  rendering {}\n", file.string());
  KERB_TRY(const auto drive,
           openSource(fmt::format("synthetic:look=camera,width=640,height=360,frames={}", kRendered)));
  std::vector<at::Tensor> frames;
  for (int64_t i = 0; i < kRendered; ++i) {
    KERB_TRY(const Frame frame, drive->at(i, FrameParts{}));
    frames.push_back(frame.image);
  }
  KERB_TRY(auto writer, VideoWriter::create(file, 1280, 720, {.fps = 25}));
  for (int64_t i = 0; i < 2 * kTimesThereAndBack * kRendered; ++i) {
    const int64_t at = i % (2 * kRendered);
    const at::Tensor& image = frames[static_cast<size_t>(at < kRendered ? at : 2 * kRendered - 1 - at)];
    const at::Tensor large = at::upsample_bilinear2d(image.unsqueeze(0).to(at::kFloat), {720, 1280}, false);
    KERB_CHECK(writer.add(large.squeeze(0).round().to(at::kByte)));
  }
  KERB_CHECK(writer.finish());
  return file;
}

bool isSet(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read only
  return value != nullptr && *value != '\0';
}

/// Without a display the window is drawn in memory, and what needs points is not measured; the report says
/// so.
std::string environment() {
  const bool has_display = isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
  return std::string("OMP_WAIT_POLICY=passive ") + (has_display ? "" : "QT_QPA_PLATFORM=offscreen ");
}

Result<json> runWindow(const fs::path& folder, json plan) {
  const fs::path window = fs::read_symlink("/proc/self/exe").parent_path() / "kerb-window";
  const fs::path plan_file = folder / "plan.json", report = folder / "report.json";
  plan["out"] = report.string();
  KERB_CHECK(writeWhole(plan_file, plan.dump()));
  const std::string line =
      fmt::format("{} '{}' '--bench-plan={}'", environment(), window.string(), plan_file.string());
  // NOLINTNEXTLINE(concurrency-mt-unsafe,cert-env33-c,bugprone-command-processor)
  if (std::system(line.c_str()) != 0) return Error{"the window did not end well", line};
  KERB_TRY(const std::string text, readWhole(report));
  json made = json::parse(text, nullptr, false);
  if (made.is_discarded()) return Error{"the window wrote no report", report.string()};
  return made;
}

/// From the start of the process to the first picture of the start page.
Result<json> timeStarts(const fs::path& folder, int starts) {
  std::vector<double> milliseconds;
  for (int round = -1; round < starts; ++round) {
    const auto begin = std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
    KERB_TRY(const json made, runWindow(folder, {{"parts", json::array()}}));
    if (round >= 0)  // the first one warms the file cache
      milliseconds.push_back(1e-6 * static_cast<double>(made.at("first_paint_ns").get<int64_t>() - begin));
  }
  json summary = summarise(milliseconds);
  summary["target_ms"] = 1000;
  summary["met"] = summary["median_ms"].get<double>() <= 1000;
  return summary;
}

}  // namespace

Result<json> benchGui(const Options& options) {
  const TemporaryFolder folder;
  KERB_TRY(const fs::path video, drivingVideo());
  const fs::path images = folder.path() / "images";
  KERB_CHECK(writeNumbered(images, 100'000, ".png"));
  KERB_TRY(const json start, timeStarts(folder.path(), std::max(options.rounds, kFewestStarts)));
  const json plan{
      {"parts",
       {"event_loop", "cached_step", "scrub", "idle", "folder_of_100000", "new_cloud", "ten_million_points"}},
      {"video", video.string()},
      {"folder", images.string()},
      {"seconds", options.seconds},
      {"rounds", options.rounds}};
  KERB_TRY(json report, runWindow(folder.path(), plan));
  report.erase("first_paint_ns");
  report["start_to_first_painted_window"] = start;
  return report;
}

}  // namespace kerb::bench
