// The names of what an export can write.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/job/inspect.h"

namespace kerb {
namespace {

constexpr std::array kOutputs{Output::depth,  Output::npy,       Output::disparity, Output::colour,
                              Output::labels, Output::overlay,   Output::cloud,     Output::collected,
                              Output::video,  Output::trajectory};
constexpr std::array kNames{"depth",   "npy",   "disparity", "colour", "labels",
                            "overlay", "cloud", "collected", "video",  "trajectory"};

}  // namespace

std::span<const Output> allOutputs() { return kOutputs; }

std::string outputName(Output output) { return kNames.at(static_cast<size_t>(output)); }

OutputSet OutputSet::fromNames(const std::vector<std::string>& names) {
  OutputSet set;
  for (const auto& name : names) {
    if (const auto output = parseOutput(name)) set.insert(*output);
  }
  return set;
}

std::vector<std::string> OutputSet::names() const {
  std::vector<std::string> names;
  for (const Output output : kOutputs) {
    if (contains(output)) names.push_back(outputName(output));
  }
  return names;
}

Result<Output> parseOutput(const std::string& name) {
  const auto found = std::ranges::find(kNames, name);
  if (found != kNames.end()) return kOutputs.at(static_cast<size_t>(found - kNames.begin()));
  return Error{fmt::format("no output '{}'", name), "--export",
               fmt::format("There are: {}", fmt::join(kNames, ", "))};
}

}  // namespace kerb
