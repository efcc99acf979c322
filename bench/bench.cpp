#include "bench/bench.h"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

namespace kerb::bench {

std::filesystem::path kerbProgram() {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const auto beside = folder / "kerb";
  // bin/kerb of libexec/kerb/kerb-main
  return std::filesystem::exists(beside) ? beside : folder / "../../bin/kerb";
}

Timing summarise(std::vector<double> milliseconds) {
  if (milliseconds.empty()) return {};
  std::ranges::sort(milliseconds);
  const size_t n = milliseconds.size();
  const double median =
      n % 2 == 1 ? milliseconds[n / 2] : (milliseconds[n / 2 - 1] + milliseconds[n / 2]) / 2;
  return {milliseconds.front(), median, static_cast<int>(n)};
}

std::vector<std::vector<double>> timeAlternating(const std::vector<std::function<void()>>& candidates,
                                                 int rounds) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::vector<double>> times(candidates.size());
  for (int round = -1; round < rounds; ++round) {
    for (size_t i = 0; i < candidates.size(); ++i) {
      const auto begin = Clock::now();
      candidates[i]();
      const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
      if (round >= 0) times[i].push_back(taken.count());
    }
  }
  return times;
}

void to_json(nlohmann::json& json, const Timing& timing) {
  json = {{"min_ms", timing.min_ms}, {"median_ms", timing.median_ms}, {"runs", timing.runs}};
}

const std::vector<Benchmark>& benchmarks() {
  static const std::vector<Benchmark> all{
      {"loss", "self-supervised losses, forward and backward: fused against composed", benchLoss},
      {"training", "a training step of Monodepth2: fused against composed", benchTraining},
#ifdef KERB_WITH_IO
      {"inference", "depth of one image on the CPU: fused path against plain LibTorch", benchInference},
      {"seek", "random seeks in an uncached 1280x720 H.264 video", benchSeek},
      {"startup", "process start to the first depth map on disk", benchStartup},
      {"synth", "frames/s of the synthetic drive by resolution and ground truth", benchSynth},
      {"loading", "samples/s of the training loader, from JPEG files, from shards and from a video",
       benchLoading},
      {"resume", "training that is killed at least 50 times: does it end in the same bits?", benchResume},
      {"memory", "resident memory of an export after 100 and after 10,000 frames", benchMemory},
      {"opening", "opening 100,000 images: a folder, and KITTI stereo with LiDAR", benchOpening},
#endif
#ifdef KERB_WITH_WINDOW
      {"gui", "the window: how late its event loop is, steps, scrubbing, clouds, start", benchGui},
#endif
  };
  return all;
}

}  // namespace kerb::bench
