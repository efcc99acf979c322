// How fast the synthetic drive is rendered, by resolution and by what is wanted of a frame.
#include <chrono>
#include <ctime>

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "core/source/source.h"

namespace kerb {
SourceLayout syntheticDriveLayout();
}

namespace kerb::bench {
namespace {

/// Of all threads: what other programs on the machine take is not in it.
double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Wanted {
  const char* name;
  FrameParts parts;
};

Result<nlohmann::json> measure(const Source& drive, const Wanted& wanted, int rounds) {
  KERB_TRY([[maybe_unused]] const Frame warm, drive.at(0, wanted.parts));
  std::vector<double> milliseconds;
  const double begin = cpuSeconds();
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    KERB_TRY([[maybe_unused]] const Frame frame, drive.at((i * 17) % drive.info().count, wanted.parts));
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    milliseconds.push_back(taken.count());
  }
  const double cpu_ms = 1000 * (cpuSeconds() - begin) / rounds;
  nlohmann::json json = summarise(std::move(milliseconds));
  json["cpu_ms_per_frame"] = cpu_ms;
  json["frames_per_s_on_two_cores"] = 2000 / cpu_ms;
  return json;
}

}  // namespace

Result<nlohmann::json> benchSynth(const Options& options) {
  const Wanted kWanted[] = {
      {"picture, depth, classes, instances", {true, false, true, true, true, false, false}},
      {"and flow both ways", {true, false, true, true, true, true, true}},
      {"everything, with stereo", FrameParts::all()}};
  at::set_num_threads(options.threads);
  nlohmann::json json;
  for (const char* size : {"width=640,height=192", "width=1242,height=375"}) {
    KERB_TRY(const auto drive, syntheticDriveLayout().open(fmt::format("synthetic:{}", size), {}));
    for (const Wanted& wanted : kWanted) {
      KERB_TRY(json[size][wanted.name], measure(*drive, wanted, options.rounds));
    }
  }
  auto& basic = json["width=640,height=192"][kWanted[0].name];
  basic["target_frames_per_s"] = 5;
  basic["met"] = basic["frames_per_s_on_two_cores"].get<double>() >= 5;
  return json;
}

}  // namespace kerb::bench
