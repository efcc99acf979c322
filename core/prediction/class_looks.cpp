#include "core/prediction/class_looks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kerb {
namespace {

using ClassKey = std::pair<Taxonomy, uint8_t>;

constexpr std::array kTaxonomies{std::pair{Taxonomy::cityscapes, "cityscapes"},
                                 std::pair{Taxonomy::camvid, "camvid"}};

std::string lower(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return low;
}

/// "cityscapes/traffic light" of every class.
std::map<std::string, ClassKey> classesByName() {
  std::map<std::string, ClassKey> known;
  for (const auto& [taxonomy, folder] : kTaxonomies) {
    uint8_t id = 0;
    for (const ClassInfo& info : classes(taxonomy))
      known[fmt::format("{}/{}", folder, info.name)] = {taxonomy, id++};
  }
  return known;
}

Result<std::vector<ClassKey>> classesNamed(const std::string& name) {
  const size_t first = name.find_first_not_of(' ');
  const std::string wanted = lower(first == std::string::npos ? "" : name.substr(first));
  std::vector<ClassKey> found;
  for (const auto& [full, key] : classesByName()) {
    const std::string known = lower(full);
    if (known == wanted || known.substr(known.find('/') + 1) == wanted) found.push_back(key);
  }
  if (!found.empty()) return found;
  std::vector<std::string_view> names;
  for (const ClassInfo& info : classes(Taxonomy::cityscapes)) names.push_back(info.name);
  return Error{fmt::format("no class '{}'", name), "",
               fmt::format("There are: {}, and CamVid's (camvid/pavement)", fmt::join(names, ", "))};
}

/// "#rrggbb"
std::optional<Colour> parseColour(std::string_view text) {
  if (text.size() != 7 || text.front() != '#') return std::nullopt;
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Colour{static_cast<uint8_t>(number >> 16U), static_cast<uint8_t>(number >> 8U),
                static_cast<uint8_t>(number)};
}

}  // namespace

std::map<uint8_t, Colour> ofTaxonomy(const ClassColours& colours, Taxonomy taxonomy) {
  std::map<uint8_t, Colour> own;
  for (const auto& [key, colour] : colours) {
    if (key.first == taxonomy) own[key.second] = colour;
  }
  return own;
}

Colour colourOf(const ClassColours& colours, Taxonomy taxonomy, uint8_t id) {
  const auto own = colours.find({taxonomy, id});
  return own != colours.end() ? own->second : classes(taxonomy)[id].colour;
}

std::array<bool, 256> hiddenOf(const HiddenClasses& hidden, Taxonomy taxonomy) {
  const auto found = hidden.find(taxonomy);
  return found == hidden.end() ? std::array<bool, 256>{} : found->second;
}

Status hideClass(HiddenClasses& hidden, const std::string& name) {
  KERB_TRY(const auto named, classesNamed(name));
  for (const auto& [taxonomy, id] : named) hidden[taxonomy].at(id) = true;
  return {};
}

Status colourClass(ClassColours& colours, const std::string& text) {
  const size_t sign = std::min(text.find('='), text.size());
  const auto colour = parseColour(std::string_view(text).substr(std::min(sign + 1, text.size())));
  if (!colour) return Error{fmt::format("'{}' is not CLASS=#RRGGBB", text), "", "For example car=#ffffff"};
  KERB_TRY(const auto named, classesNamed(text.substr(0, sign)));
  for (const auto& each : named) colours[each] = *colour;
  return {};
}

std::vector<std::string> namesOf(const HiddenClasses& hidden) {
  std::vector<std::string> names;
  for (const auto& [name, key] : classesByName()) {
    if (hiddenOf(hidden, key.first).at(key.second)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> namesOf(const ClassColours& colours) {
  std::vector<std::string> names;
  for (const auto& [name, key] : classesByName()) {
    const auto own = colours.find(key);
    if (own == colours.end()) continue;
    const auto& [red, green, blue] = own->second;
    names.push_back(fmt::format("{}=#{:02x}{:02x}{:02x}", name, red, green, blue));
  }
  return names;
}

}  // namespace kerb
