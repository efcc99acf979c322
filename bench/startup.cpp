// From the start of the process to the first depth map on disk: what a user waits for.
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/random_model.h"
#include "core/base/temporary_folder.h"
#include "core/source/image_file.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;

Result<double> firstDepthMs(const fs::path& folder, const std::string& model, int round) {
  const fs::path kerb = kerbProgram();
  const fs::path out = folder / ("out" + std::to_string(round));
  const std::string line = kerb.string() + " inspect " + (folder / "image.png").string() +
                           " --export npy --out " + out.string() +
                           (model.empty() ? " --version" : " --model " + model) + " >/dev/null 2>&1";
  const auto begin = std::chrono::steady_clock::now();
  const int code =
      std::system(line.c_str());  // NOLINT(concurrency-mt-unsafe,cert-env33-c,bugprone-command-processor)
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  if (code != 0) return Error{"kerb inspect failed", line};
  return taken.count();
}

}  // namespace

Result<nlohmann::json> benchStartup(const Options& options) {
  const TemporaryFolder folder;
  KERB_CHECK(writeRandomModel(folder.path() / "model.safetensors", 640, 192));
  KERB_CHECK(writeImage(folder.path() / "image.png", at::randint(0, 255, {3, 375, 1242}, at::kByte)));
  std::vector<double> times;
  for (int round = -1; round < options.rounds; ++round) {
    KERB_TRY(const double ms,
             firstDepthMs(folder.path(), (folder.path() / "model.safetensors").string(), round));
    if (round >= 0) times.push_back(ms);
  }
  return nlohmann::json{{"process_start_to_first_depth_map", summarise(times)}, {"target_ms", 1000}};
}

}  // namespace kerb::bench
