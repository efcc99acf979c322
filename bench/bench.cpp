#include "bench/bench.h"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

#include "bench/seek.h"

namespace kerb::bench {

Timing summarise(std::vector<double> milliseconds) {
  if (milliseconds.empty()) return {};
  std::ranges::sort(milliseconds);
  const size_t n = milliseconds.size();
  const double median =
      n % 2 == 1 ? milliseconds[n / 2] : (milliseconds[n / 2 - 1] + milliseconds[n / 2]) / 2;
  return {milliseconds.front(), median, static_cast<int>(n)};
}

std::vector<Timing> timeAlternating(const std::vector<std::function<void()>>& candidates, int rounds) {
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
  std::vector<Timing> timings;
  timings.reserve(times.size());
  for (auto& t : times) timings.push_back(summarise(std::move(t)));
  return timings;
}

void to_json(nlohmann::json& json, const Timing& timing) {
  json = {{"min_ms", timing.min_ms}, {"median_ms", timing.median_ms}, {"runs", timing.runs}};
}

Result<nlohmann::json> benchInference(const Options& options);  // inference.cpp

const std::vector<Benchmark>& benchmarks() {
  static const std::vector<Benchmark> all{
      {"inference", "depth of one image on the CPU: fused path against plain LibTorch", &benchInference},
      {"seek", "random seeks in an uncached 1280x720 H.264 video", benchSeek},
  };
  return all;
}

}  // namespace kerb::bench
