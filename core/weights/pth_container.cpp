#include "core/weights/pth_container.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "core/base/checksums.h"
#include "core/weights/zip_directory.h"

namespace kerb {
namespace {

constexpr uint64_t kPickleLimit = uint64_t{256} << 20;
constexpr std::string_view kZipMagic = "PK\x03\x04";
// The pickled integer 0x1950a86a20f9469cfc6c, after the two bytes that name the pickle protocol.
constexpr std::string_view kLegacyMagic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 13);
constexpr uint64_t kLegacyBegin = 2 + kLegacyMagic.size();
constexpr int64_t kLegacyVersion = 1001;

Error bigEndian(const std::string& name) {
  return {"was written on a big-endian machine", name,
          "Load it in Python and save it on a little-endian one"};
}

/// Zip: <folder>/data.pkl, <folder>/data/<key>, <folder>/byteorder.
Result<PthContainer> readZip(const ByteSource& source) {
  KERB_TRY(const auto entries, readZipDirectory(source));
  constexpr std::string_view kPickleName = "/data.pkl";
  const auto pickle = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return entry.first.ends_with(kPickleName) &&
           entry.first.find('/') == entry.first.size() - kPickleName.size();
  });
  if (pickle == entries.end())
    return Error{"is a zip archive, but not one of PyTorch's: it has no data.pkl", source.name(),
                 "Unpack it, or name the .pth file"};
  const std::string folder = pickle->first.substr(0, pickle->first.size() - kPickleName.size() + 1);
  if (const auto order = entries.find(folder + "byteorder"); order != entries.end()) {
    KERB_TRY(const std::string text, source.read(order->second.offset, order->second.bytes));
    if (text != "little") return bigEndian(source.name());
  }
  const auto& [offset, bytes, checksum] = pickle->second;
  if (bytes > kPickleLimit) return Error{"its data.pkl is too large", source.at(offset)};
  KERB_TRY(const std::string text, source.read(offset, bytes));
  PthContainer container;
  KERB_TRY(container.tree, readPickle(text, source.name(), offset));
  if (crc32(text.data(), text.size()) != checksum)
    return Error{"the checksum of data.pkl does not match", source.at(offset),
                 "Copy or download the file again"};
  for (const auto& [name, entry] : entries) {
    const std::string data = folder + "data/";
    if (name.starts_with(data))
      container.storages[name.substr(data.size())] = {entry.offset, entry.bytes, entry.crc32};
  }
  return container;
}

/// One pickle of a legacy file, whose length is not known beforehand: more is read until it ends.
Result<PickleTree> readPickleAt(const ByteSource& source, uint64_t offset) {
  const uint64_t left = source.size() - offset;
  for (uint64_t bytes = uint64_t{1} << 20;; bytes *= 16) {
    KERB_TRY(const std::string text, source.read(offset, std::min(bytes, left)));
    auto tree = readPickle(text, source.name(), offset);
    if (tree || bytes >= left || bytes >= kPickleLimit) return tree;
  }
}

const PickleValue* findKey(const PickleTree& tree, const std::string& wanted) {
  const auto* dict = tree.get<PickleDict>(tree.root);
  if (dict == nullptr) return nullptr;
  for (const auto& [key, value] : dict->items) {
    const auto* name = tree.get<std::string>(key);
    if (name != nullptr && *name == wanted) return &tree.values[value];
  }
  return nullptr;
}

/// The key and type of every storage that the pickle mentions.
Result<std::map<std::string, at::ScalarType>> storageTypes(const PickleTree& tree, const std::string& where) {
  std::map<std::string, at::ScalarType> types;
  for (const PickleValue& value : tree.values) {
    const auto* storage = std::get_if<PickleStorage>(&value);
    if (storage == nullptr) continue;
    const auto& key = *tree.get<std::string>(storage->key);
    if (types.emplace(key, storage->type).first->second != storage->type)
      return Error{fmt::format("storage '{}' is used with two types", printable(key)), where};
  }
  return types;
}

/// After the pickles: for each key in the given order 8 bytes of element count, then the elements.
Result<std::map<std::string, StorageExtent>> findLegacyStorages(
    const ByteSource& source, uint64_t offset, const PickleTree& keys,
    const std::map<std::string, at::ScalarType>& types) {
  const auto* list = keys.get<PickleList>(keys.root);
  if (list == nullptr) return Error{"the list of storages is missing", source.at(offset)};
  std::map<std::string, StorageExtent> extents;
  for (const PickleId id : list->items) {
    const auto* key = keys.get<std::string>(id);
    const auto type = key != nullptr ? types.find(*key) : types.end();
    if (type == types.end()) return Error{"a storage that no tensor uses", source.at(offset)};
    uint64_t numel = 0;
    KERB_CHECK(source.read(offset, &numel, sizeof(numel)));
    offset += sizeof(numel);
    const uint64_t item_bytes = c10::elementSize(type->second);
    const uint64_t left = source.size() - offset;
    if (numel > left / item_bytes)
      return Error{
          fmt::format("is truncated: storage '{}' has {} elements of {} bytes, the file has {} bytes left",
                      printable(*key), numel, item_bytes, left),
          source.at(offset), "Copy or download the file again"};
    extents[*key] = {offset, numel * item_bytes, std::nullopt};
    offset += numel * item_bytes;
  }
  return extents;
}

/// Legacy: the magic number, the version, facts about the machine, the object, the storages' keys, the
/// storages.
Result<PthContainer> readLegacy(const ByteSource& source) {
  KERB_TRY(const PickleTree version, readPickleAt(source, kLegacyBegin));
  const auto* number = version.get<int64_t>(version.root);
  if (number == nullptr || *number != kLegacyVersion)
    return Error{"is not of PyTorch's file version 1001", source.at(kLegacyBegin)};
  uint64_t offset = kLegacyBegin + version.bytes;
  KERB_TRY(const PickleTree machine, readPickleAt(source, offset));
  if (const auto* little = findKey(machine, "little_endian")) {
    const bool* is_little = std::get_if<bool>(little);
    if (is_little == nullptr || !*is_little) return bigEndian(source.name());
  }
  offset += machine.bytes;
  PthContainer container;
  KERB_TRY(container.tree, readPickleAt(source, offset));
  offset += container.tree.bytes;
  KERB_TRY(const auto types, storageTypes(container.tree, source.name()));
  KERB_TRY(const PickleTree keys, readPickleAt(source, offset));
  KERB_TRY(container.storages, findLegacyStorages(source, offset + keys.bytes, keys, types));
  return container;
}

}  // namespace

Result<PthContainer> readPthContainer(const ByteSource& source) {
  const Result<std::string> begin = source.read(0, std::min<uint64_t>(source.size(), kLegacyBegin));
  KERB_CHECK(begin);
  const std::string_view start = *begin;
  if (start.starts_with(kZipMagic)) return readZip(source);
  if (start.size() == kLegacyBegin && start[0] == '\x80' && start.substr(2) == kLegacyMagic)
    return readLegacy(source);
  return Error{
      fmt::format(
          "is not a PyTorch weights file: it is {} bytes and begins with neither of PyTorch's two marks",
          source.size()),
      source.name(), "Give a .pth or .pt file that torch.save wrote"};
}

}  // namespace kerb
