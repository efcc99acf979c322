// kerb doctor: what this machine and this build can do, and whether every kernel computes what its reference
// does.
#include <algorithm>
#include <filesystem>
#include <thread>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <torch/version.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "core/base/device.h"
#include "core/geometry/parity.h"
#include "core/loss/parity.h"
#include "core/nn/parity.h"
#include "core/source/io_report.h"
#include "core/synth/renderer.h"

namespace kerb::cli {
namespace {

using nlohmann::json;

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets variables any more
  return value == nullptr ? "" : value;
}

json versions() {
  json all{{"Kerb", KERB_VERSION}, {"LibTorch", TORCH_VERSION}, {"compiler", __VERSION__}};
  for (const auto& library : ioLibraries()) all[library.name] = library.version;
  return all;
}

json codecs() {
  json all = json::object();
  for (const auto& codec : videoCodecs())
    all[codec.name] = {{"reads", codec.reads}, {"writes", codec.writes}};
  return all;
}

/// Whether this build computes on NVIDIA's GPUs, and how to get one that does. NVIDIA's libraries are in no
/// package of Kerb's.
std::string cuda() {
#ifdef KERB_WITH_CUDA
  return "in this build";
#else
  const std::string absent = "not in this build";
  std::error_code ignored;
  if (!std::filesystem::exists("/dev/nvidiactl", ignored)) return absent;
  return absent +
         ". To use this machine's NVIDIA GPU, install the CUDA toolkit 13.0 and run `./kerb.sh build cuda` "
         "in "
         "Kerb's sources: it downloads NVIDIA's other libraries and builds with them";
#endif
}

json machine() {
  const auto choice = chooseDevice("auto");
  return {{"device", choice ? choice->device.str() : "cpu"},
          {"note", choice ? choice->note : choice.error().message()},
          {"CUDA", cuda()},
          {"cores", std::thread::hardware_concurrency()},
          {"threads", at::get_num_threads()},
          {"vector_instructions", at::get_cpu_capability()},
          {"OMP_WAIT_POLICY", environment("OMP_WAIT_POLICY")}};
}

json kernels(bool& all_passed) {
  std::vector<KernelCheck> checks = checkInferenceKernels();
  const auto choice = chooseDevice("auto");
  const at::Device device = choice ? choice->device : at::Device(at::kCPU);
  for (const auto& more : {checkInference(device), checkGeometryKernels(device),
                           synth::checkDriveKernels(device), checkLossKernels(device)}) {
    checks.insert(checks.end(), more.begin(), more.end());
  }
  json all = json::array();
  for (const auto& check : checks) {
    all_passed = all_passed && check.passed();
    all.push_back({{"kernel", check.name},
                   {"reference", check.reference},
                   {"max_error", check.max_error},
                   {"tolerance", check.tolerance},
                   {"passed", check.passed()}});
  }
  return all;
}

void print(const json& report) {
  fmt::print("Versions\n");
  for (const auto& [name, version] : report["versions"].items())
    fmt::print("  {:<20} {}\n", name, version.get<std::string>());
  fmt::print("\nMachine\n");
  for (const auto& [name, value] : report["machine"].items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (!text.empty()) fmt::print("  {:<20} {}\n", name, text);
  }
  fmt::print("\nVideo codecs\n");
  for (const auto& [name, codec] : report["codecs"].items()) {
    fmt::print("  {:<20} {}{}\n", name, codec["reads"].get<bool>() ? "reads" : "cannot read",
               codec["writes"].get<bool>() ? ", writes" : "");
  }
  fmt::print("\nKernels against their references\n");
  size_t width = 0;
  for (const auto& k : report["kernels"])
    width = std::max(width, k["kernel"].get_ref<const std::string&>().size());
  for (const auto& k : report["kernels"]) {
    fmt::print("  {} {:<{}} max error {:.1e}, allowed {:.1e}; {}\n",
               k["passed"].get<bool>() ? "ok  " : "FAIL", k["kernel"].get<std::string>(), width,
               k["max_error"].get<double>(), k["tolerance"].get<double>(), k["reference"].get<std::string>());
  }
}

Status doctor(bool as_json) {
  bool passed = true;
  const json report{
      {"versions", versions()}, {"machine", machine()}, {"codecs", codecs()}, {"kernels", kernels(passed)}};
  if (as_json)
    fmt::print("{}\n", report.dump(2));
  else
    print(report);
  if (passed) {
    if (!as_json) fmt::print("\nEvery kernel agrees with its reference on this machine.\n");
    return {};
  }
  return Error{"a kernel differs from its reference on this machine", "kerb doctor",
               "Please report this with the output of `kerb doctor --json`"};
}

}  // namespace

void addDoctor(Program& program) {
  auto as_json = std::make_shared<bool>(false);
  auto* command = program.app.add_subcommand(
      "doctor", "Versions, devices, codecs, and a check of every kernel on this machine");
  command->add_flag("--json", *as_json, "print one JSON document");
  command->callback([&program, as_json] { program.chosen = [as_json] { return doctor(*as_json); }; });
}

}  // namespace kerb::cli
