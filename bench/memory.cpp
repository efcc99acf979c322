// Memory of an export does not grow with the length of its source.
#include <fstream>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "bench/random_model.h"
#include "core/base/temporary_folder.h"
#include "core/job/inspect.h"
#include "core/method/open.h"
#include "core/prediction/video_writer.h"
#include "models/catalogue.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kFrames = 10'000;

/// Resident memory of this process [MiB].
double residentMiB() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

Status writeVideo(const fs::path& path) {
  KERB_TRY(auto writer, VideoWriter::create(path, 128, 96));
  const at::Tensor base = at::arange(96 * 128 * 3, at::kInt).view({96, 128, 3});
  for (int64_t i = 0; i < kFrames; ++i)
    KERB_CHECK(writer.add((base + i * 5).remainder(256).to(at::kByte).permute({2, 0, 1})));
  return writer.finish();
}

}  // namespace

Result<nlohmann::json> benchMemory(const Options&) {
  const TemporaryFolder folder;
  KERB_CHECK(writeVideo(folder.path() / "long.mp4"));
  const fs::path model = folder.path() / "model.safetensors";
  KERB_CHECK(writeRandomModel(model, 64, 64));
  KERB_TRY(const auto source, openSource(folder.path() / "long.mp4"));
  KERB_TRY(const OpenedMethod opened, openMethod(methods(), "", model, {}));
  EngineInfo info;
  info.method = opened.spec->id;
  KERB_TRY(const auto engine, Engine::create(*opened.spec, opened.method, info, {.device = "cpu"}));
  InspectRequest request;
  request.out = folder.path() / "out";
  request.outputs = {Output::depth, Output::colour, Output::cloud};
  nlohmann::json resident = nlohmann::json::object();
  const JobContext context{{}, [&](const Progress& p) {
                             if (p.done == 100 || p.done == 1000 || p.done == kFrames)
                               resident["after_" + std::to_string(p.done) + "_frames_mib"] = residentMiB();
                           }};
  KERB_TRY(const InspectReport report, inspect(*source, *engine, request, context));
  if (report.exported != kFrames) return Error{"not all frames were exported"};
  const double growth =
      resident["after_10000_frames_mib"].get<double>() - resident["after_100_frames_mib"].get<double>();
  return nlohmann::json{
      {"resident", resident}, {"growth_mib", growth}, {"target_mib", 16}, {"met", growth < 16}};
}

}  // namespace kerb::bench
