#include "core/weights/pth.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "core/weights/byte_source.h"
#include "core/weights/pth_container.h"
#include "core/weights/tensor_reader.h"

namespace kerb {
namespace {

using Extra = std::variant<bool, int64_t, double, std::string>;

std::optional<Extra> asExtra(const PickleValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* integer = std::get_if<int64_t>(&value)) return *integer;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::nullopt;
}

/// One dictionary, sorted out; `nested` is what its key "state_dict" or "model" holds.
struct Level {
  TensorDescriptions tensors;
  std::map<std::string, Extra> extras;
  const PickleDict* nested = nullptr;
};

Result<Level> sortOut(const PickleTree& tree, const PickleDict& dict, const std::string& where) {
  Level level;
  std::set<std::string> seen;
  for (const auto& [key, id] : dict.items) {
    const auto* name = tree.get<std::string>(key);
    if (name == nullptr) continue;  // an optimiser numbers its parameters
    if (!seen.insert(*name).second) return Error{fmt::format("'{}' comes twice", printable(*name)), where};
    if (const auto* tensor = tree.get<PickleTensor>(id)) level.tensors.emplace(*name, tensor);
    if (auto extra = asExtra(tree.values[id])) level.extras.emplace(*name, *std::move(extra));
    if (*name == "state_dict" || (*name == "model" && level.nested == nullptr)) {
      if (const auto* nested = tree.get<PickleDict>(id)) level.nested = nested;
    }
  }
  return level;
}

/// DataParallel writes "module." in front of every name.
template <class T>
std::map<std::string, T> withoutModule(std::map<std::string, T> named) {
  constexpr std::string_view kModule = "module.";
  const bool all = std::all_of(named.begin(), named.end(),
                               [&](const auto& entry) { return entry.first.starts_with(kModule); });
  if (!all) return named;
  std::map<std::string, T> shorter;
  for (auto& [name, value] : named) shorter.emplace(name.substr(kModule.size()), std::move(value));
  return shorter;
}

Result<StateDict> readAll(const ByteSource& source) {
  KERB_TRY(const PthContainer container, readPthContainer(source));
  const PickleTree& tree = container.tree;
  const auto* root = tree.get<PickleDict>(tree.root);
  if (root == nullptr)
    return Error{"does not hold a dictionary of tensors", source.name(),
                 "Load it in Python and save model.state_dict()"};
  KERB_TRY(Level level, sortOut(tree, *root, source.name()));
  if (level.tensors.empty() && level.nested != nullptr) {
    KERB_TRY(Level inner, sortOut(tree, *level.nested, source.name()));
    inner.extras.merge(level.extras);
    level = std::move(inner);
  }
  if (level.tensors.empty())
    return Error{fmt::format("holds no tensors: its dictionary has {} other entries", root->items.size()),
                 source.name(), "Load it in Python and save model.state_dict()"};
  KERB_TRY(auto tensors, readTensors(source, container, level.tensors));
  return StateDict{withoutModule(std::move(tensors)), std::move(level.extras)};
}

}  // namespace

Result<StateDict> readStateDict(const std::filesystem::path& path) {
  KERB_TRY(const auto source, openFile(path));
  return readAll(*source);
}

Result<StateDict> parseStateDict(std::string_view bytes, const std::string& name) {
  return readAll(*memorySource(bytes, name));
}

}  // namespace kerb
