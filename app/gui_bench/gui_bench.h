// `kerb bench gui`, inside the window: it is driven as a hand would drive it, and timed.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace kerb {

class MainWindow;

/// What bench/gui.cpp asks for.
struct GuiBenchPlan {
  std::vector<std::string> parts;  ///< names of guiBenchParts(), in this order
  std::filesystem::path out;       ///< the JSON goes here
  std::filesystem::path video, folder;
  double seconds = 120;  ///< of the latency
  int rounds = 20;       ///< of what is timed one by one
  bool points = true;    ///< false: measured without them, where there is no OpenGL
};

struct GuiBenchPart {
  const char* name;
  Result<nlohmann::json> (*measure)(MainWindow& window, const GuiBenchPlan& plan);
};

const std::vector<GuiBenchPart>& guiBenchParts();

/// Opens a window with settings of its own, measures, writes the report and returns the exit code.
int runGuiBench(const std::filesystem::path& plan_file);

// For the parts.
using BenchClock = std::chrono::steady_clock;
double benchMsSince(BenchClock::time_point start);
/// Runs the event loop until it is so; false: it took too long.
bool benchWaitFor(const std::function<bool()>& done, std::chrono::milliseconds limit);
/// Runs the event loop and nothing else.
void benchRunFor(std::chrono::milliseconds time);
/// Opens the plan's video, and waits until its picture, its depth and its points are there; an error where
/// one of them never comes: less would be measured than is asked for.
Status benchOpenVideo(MainWindow& window, const GuiBenchPlan& plan);
Status benchWaitForDepth(MainWindow& window, const GuiBenchPlan& plan);
/// What is held to the target.
enum class BenchHeld { median, p99 };
/// {"min_ms", "median_ms", "p99_ms", "max_ms", "runs", "target_ms", "held", "met"}
nlohmann::json benchSummary(std::vector<double> milliseconds, double target_ms,
                            BenchHeld held = BenchHeld::median);

Result<nlohmann::json> benchLatency(MainWindow& window, const GuiBenchPlan& plan);
Result<nlohmann::json> benchSteps(MainWindow& window, const GuiBenchPlan& plan);
Result<nlohmann::json> benchScrub(MainWindow& window, const GuiBenchPlan& plan);
Result<nlohmann::json> benchIdle(MainWindow& window, const GuiBenchPlan& plan);
Result<nlohmann::json> benchFolder(MainWindow& window, const GuiBenchPlan& plan);
Result<nlohmann::json> benchNewCloud(MainWindow& window, const GuiBenchPlan& plan);
Result<nlohmann::json> benchTenMillionPoints(MainWindow& window, const GuiBenchPlan& plan);

}  // namespace kerb
