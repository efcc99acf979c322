// kerb bench: measures this machine; the figures of docs/performance.md come from here.
#include "bench/bench.h"

#include <fstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/file.h"

namespace kerb::cli {
namespace {

struct BenchOptions {
  std::vector<std::string> names;
  std::string out;
  bench::Options run;
};

std::string cpuName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

Status measure(const BenchOptions& options) {
  nlohmann::json report{{"cpu", cpuName()}, {"threads", options.run.threads}, {"version", KERB_VERSION}};
  for (const auto& benchmark : bench::benchmarks()) {
    const bool wanted =
        options.names.empty() || std::ranges::find(options.names, benchmark.name) != options.names.end();
    if (!wanted) continue;
    fmt::print(stderr, "{}: {}\n", benchmark.name, benchmark.help);
    KERB_TRY(report[benchmark.name], benchmark.run(options.run));
  }
  fmt::print("{}\n", report.dump(2));
  if (!options.out.empty()) return writeWhole(options.out, report.dump(2) + "\n");
  return {};
}

}  // namespace

void addBench(Program& program) {
  auto options = std::make_shared<BenchOptions>();
  std::vector<std::string> names;
  std::string help = "Measures this machine and prints JSON:";
  for (const auto& benchmark : bench::benchmarks()) {
    names.push_back(benchmark.name);
    help += fmt::format("\n  {}  {}", benchmark.name, benchmark.help);
  }
  auto* command = program.app.add_subcommand("bench", help);
  command->add_option("NAME", options->names, "which; none: all")->check(CLI::IsMember(names));
  command->add_option("--out", options->out, "also write the JSON to this file");
  command->add_option("--threads", options->run.threads, "threads of LibTorch's operators")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--device", options->run.device, "of loss and training: cpu, cuda, cuda:N")
      ->capture_default_str();
  command->add_option("--rounds", options->run.rounds, "how often each candidate runs")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--seconds", options->run.seconds, "how long gui watches the event loop")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  command->callback([&program, options] { program.chosen = [options] { return measure(*options); }; });
}

}  // namespace kerb::cli
