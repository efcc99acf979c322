#include "core/synth/options.h"

#include <functional>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"

namespace kerb::synth {
namespace {

constexpr std::string_view kName = "synthetic";

Error outOfRange(std::string_view key, std::string_view value, std::string_view expected) {
  return {fmt::format("{}={} is not {}", key, value, expected), std::string(kName)};
}

Status setInteger(std::string_view key, std::string_view value, int64_t low, int64_t high, int64_t& out) {
  const auto number = parseInteger(value);
  if (!number || *number < low || *number > high)
    return outOfRange(key, value, fmt::format("an integer from {} to {}", low, high));
  out = *number;
  return {};
}

Status setNumber(std::string_view key, std::string_view value, double low, double high, double& out) {
  const auto number = parseNumber(value);
  if (!number || *number < low || *number > high)
    return outOfRange(key, value, fmt::format("a number from {} to {}", low, high));
  out = *number;
  return {};
}

template <class T>
Status setChoice(std::string_view key, std::string_view value, const std::map<std::string_view, T>& choices,
                 T& out) {
  const auto found = choices.find(value);
  if (found == choices.end()) {
    std::vector<std::string_view> names;
    for (const auto& choice : choices) names.push_back(choice.first);
    return outOfRange(key, value, fmt::format("one of {}", fmt::join(names, ", ")));
  }
  out = found->second;
  return {};
}

using Setter = std::function<Status(std::string_view key, std::string_view value, DriveOptions& o)>;

Setter integer(int64_t DriveOptions::* member, int64_t low, int64_t high) {
  return [=](auto key, auto value, DriveOptions& o) { return setInteger(key, value, low, high, o.*member); };
}
Setter number(double DriveOptions::* member, double low, double high) {
  return [=](auto key, auto value, DriveOptions& o) { return setNumber(key, value, low, high, o.*member); };
}
Setter noise(double LabelNoise::* member, double high) {
  return
      [=](auto key, auto value, DriveOptions& o) { return setNumber(key, value, 0, high, o.labels.*member); };
}

const std::map<std::string_view, Setter>& setters() {
  static const std::map<std::string_view, Setter> all{
      {"seed",
       [](auto key, auto value, DriveOptions& o) -> Status {
         int64_t seed = 0;
         KERB_CHECK(setInteger(key, value, 0, 0xFFFFFFFE, seed));
         o.seed = static_cast<uint32_t>(seed);
         return {};
       }},
      {"look",
       [](auto key, auto value, DriveOptions& o) {
         return setChoice<Look>(key, value, {{"clean", Look::clean}, {"camera", Look::camera}}, o.look);
       }},
      {"intrinsics",
       [](auto key, auto value, DriveOptions& o) {
         return setChoice<Intrinsics>(
             key, value, {{"kitti", Intrinsics::kitti}, {"vkitti2", Intrinsics::vkitti2}}, o.intrinsics);
       }},
      {"split",
       [](auto key, auto value, DriveOptions& o) {
         return setChoice<Split>(
             key, value, {{"train", Split::train}, {"val", Split::val}, {"test", Split::test}}, o.split);
       }},
      {"depth",
       [](auto key, auto value, DriveOptions& o) {
         return setChoice<bool>(key, value, {{"dense", false}, {"lidar", true}}, o.lidar);
       }},
      {"device",
       [](auto key, auto value, DriveOptions& o) {
         return setChoice<bool>(key, value, {{"cpu", false}, {"cuda", true}}, o.cuda);
       }},
      {"width", integer(&DriveOptions::width, 16, 4096)},
      {"height", integer(&DriveOptions::height, 16, 4096)},
      {"frames", integer(&DriveOptions::frames, 1, 100'000)},
      {"drives", integer(&DriveOptions::drives, 1, 100'000)},
      {"fps", number(&DriveOptions::fps, 1, 120)},
      {"hour", number(&DriveOptions::hour, 5, 21)},
      {"wet", number(&DriveOptions::wet, 0, 1)},
      {"clouds", number(&DriveOptions::clouds, 0, 1)},
      {"traffic",
       [](auto key, auto value, DriveOptions& o) {
         return setChoice<bool>(key, value, {{"on", true}, {"off", false}}, o.traffic);
       }},
      {"displace", noise(&LabelNoise::displace_px, 50)},
      {"swap", noise(&LabelNoise::swap, 1)},
      {"drop", noise(&LabelNoise::drop, 1)},
  };
  return all;
}

Status setOption(std::string_view item, DriveOptions& options) {
  const size_t equals = item.find('=');
  const auto found = setters().find(item.substr(0, equals));
  if (equals == std::string_view::npos || found == setters().end()) {
    std::vector<std::string_view> names;
    for (const auto& setter : setters()) names.push_back(setter.first);
    return Error{fmt::format("'{}' is no option", item), std::string(kName),
                 fmt::format("Known: name=value with {}", fmt::join(names, ", "))};
  }
  return found->second(found->first, item.substr(equals + 1), options);
}

}  // namespace

bool isSyntheticName(std::string_view name) {
  return name == kName ||
         (name.substr(0, kName.size()) == kName && name.size() > kName.size() && name[kName.size()] == ':');
}

Result<DriveOptions> parseDriveOptions(std::string_view name) {
  DriveOptions options;
  if (!isSyntheticName(name)) return Error{"is no name of the synthetic drive", std::string(name)};
  if (name.size() <= kName.size() + 1) return options;
  std::string_view rest = name.substr(kName.size() + 1);
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    KERB_CHECK(setOption(rest.substr(0, comma), options));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return options;
}

std::vector<uint32_t> driveSeeds(const DriveOptions& options) {
  std::vector<uint32_t> seeds;
  for (uint32_t seed = options.seed; static_cast<int64_t>(seeds.size()) < options.drives; ++seed) {
    const uint32_t digit = seed % 10;
    const Split split = digit < 8 ? Split::train : digit == 8 ? Split::val : Split::test;
    if (options.split == Split::none || options.split == split) seeds.push_back(seed);
  }
  return seeds;
}

}  // namespace kerb::synth
