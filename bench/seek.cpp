// How long a random seek takes in an uncached 1280x720 H.264 video.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "core/base/temporary_folder.h"
#include "core/prediction/video_writer.h"
#include "core/source/video_source.h"

namespace kerb::bench {
namespace fs = std::filesystem;
namespace {

constexpr int64_t kWidth = 1280, kHeight = 720, kFrames = 600;

/// A textured picture, larger than a frame, over which the frames glide, as a drive would.
at::Tensor texture() {
  at::Generator random = at::detail::createCPUGenerator(5);
  const at::Tensor coarse = at::rand({1, 3, 60, 200}, random, at::kFloat);
  const at::Tensor fine = at::rand({1, 3, 360, 1200}, random, at::kFloat);
  const std::vector<int64_t> size{kHeight + 80, kWidth * 2};
  const auto enlarged = [&size](const at::Tensor& t) { return at::upsample_bilinear2d(t, size, false); };
  return ((enlarged(coarse) * 0.8 + enlarged(fine) * 0.2) * 255).to(at::kByte).squeeze(0);
}

Status writeVideo(const fs::path& path, int gop) {
  KERB_TRY(VideoWriter writer, VideoWriter::create(path, kWidth, kHeight, {.fps = 25, .key_interval = gop}));
  const at::Tensor world = texture();
  for (int64_t i = 0; i < kFrames; ++i) {
    const int64_t x = i * 2;
    const int64_t y = std::abs(i % 80 - 40);
    KERB_CHECK(writer.add(world.narrow(1, y, kHeight).narrow(2, x, kWidth)));
  }
  return writer.finish();
}

enum class Kind { preview, exact };

/// Each seek begins with no decoded frame and an unpositioned decoder.
Result<Timing> timeSeeks(const VideoSource& source, Kind kind, int seeks) {
  std::mt19937 random(11);
  std::vector<double> milliseconds;
  for (int i = 0; i < seeks; ++i) {
    const auto frame = static_cast<int64_t>(random() % kFrames);
    source.forgetDecoded();
    const auto begin = std::chrono::steady_clock::now();
    KERB_TRY(const Frame got, kind == Kind::exact ? source.at(frame, {}) : source.preview(frame, {}));
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    milliseconds.push_back(taken.count());
  }
  return summarise(std::move(milliseconds));
}

nlohmann::json judged(const Timing& timing, double target_ms) {
  nlohmann::json json = timing;
  json["target_median_ms"] = target_ms;
  json["met"] = timing.median_ms <= target_ms;
  return json;
}

}  // namespace

Result<nlohmann::json> benchSeek(const Options& options) {
  const TemporaryFolder folder;
  nlohmann::json json = {{"video", "1280x720 H.264, B pictures, 600 frames, uncached"}};
  for (const auto& [gop, exact_ms] : {std::pair{30, 150.0}, {250, 500.0}}) {
    const fs::path path = folder.path() / "seek.mp4";
    KERB_CHECK(writeVideo(path, gop));
    const auto begin = std::chrono::steady_clock::now();
    KERB_TRY(const auto source, VideoSource::open(path));
    const std::chrono::duration<double, std::milli> opened = std::chrono::steady_clock::now() - begin;
    KERB_TRY(const SourceInfo info, source->completeInfo({}));
    const std::chrono::duration<double, std::milli> indexed = std::chrono::steady_clock::now() - begin;
    KERB_TRY(const Timing preview, timeSeeks(*source, Kind::preview, options.rounds));
    KERB_TRY(const Timing exact, timeSeeks(*source, Kind::exact, options.rounds));
    json["gop_" + std::to_string(gop)] = {{"frames", info.count},
                                          {"open_ms", opened.count()},
                                          {"index_ms", indexed.count()},
                                          {"bytes", fs::file_size(path)},
                                          {"nearest_key_frame", judged(preview, 50)},
                                          {"exact", judged(exact, exact_ms)}};
  }
  return json;
}

}  // namespace kerb::bench
