// Measuring on shared, noisy machines: candidates alternate in one process, and a ratio is what counts.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace kerb::bench {

struct Timing {
  double min_ms = 0;
  double median_ms = 0;
  int runs = 0;
};

/// The minimum and the median of what was measured.
Timing summarise(std::vector<double> milliseconds);

/// Milliseconds per candidate and round. The candidates run in turn, A B C A B C ..., after a warm-up round:
/// what disturbs the machine disturbs them all.
std::vector<std::vector<double>> timeAlternating(const std::vector<std::function<void()>>& candidates,
                                                 int rounds);

void to_json(nlohmann::json& json, const Timing& timing);

struct Options {
  int threads = 2;
  int rounds = 20;
  std::string device = "cpu";  ///< of loss and training: see chooseDevice()
  double seconds = 120;        ///< of what is watched rather than repeated
};

/// One benchmark of `kerb bench NAME`. `run` returns figures, ratios and the targets they are held to.
struct Benchmark {
  std::string name;
  std::string help;
  Result<nlohmann::json> (*run)(const Options& options) = nullptr;
};

/// The command line that belongs to this program: beside it in a build folder, in bin/ where it is installed.
std::filesystem::path kerbProgram();

Result<nlohmann::json> benchInference(const Options& options);
Result<nlohmann::json> benchLoss(const Options& options);
Result<nlohmann::json> benchTraining(const Options& options);
Result<nlohmann::json> benchSeek(const Options& options);
Result<nlohmann::json> benchStartup(const Options& options);
Result<nlohmann::json> benchMemory(const Options& options);
Result<nlohmann::json> benchOpening(const Options& options);
Result<nlohmann::json> benchSynth(const Options& options);
Result<nlohmann::json> benchResume(const Options& options);
Result<nlohmann::json> benchLoading(const Options& options);
Result<nlohmann::json> benchGui(const Options& options);

/// All benchmarks, in the order in which `kerb bench` runs them.
const std::vector<Benchmark>& benchmarks();

}  // namespace kerb::bench
