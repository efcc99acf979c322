#include "core/weights/zip_directory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include <fmt/format.h>

namespace kerb {
namespace {

constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr uint32_t kCentralSignature = 0x02014b50;
constexpr uint32_t kZip64EndSignature = 0x06064b50;
constexpr uint32_t kZip64LocatorSignature = 0x07064b50;
constexpr std::string_view kEndSignature("PK\x05\x06", 4);
constexpr uint64_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22, kLocatorBytes = 20,
                   kZip64EndBytes = 56;
constexpr uint64_t kDirectoryLimit = uint64_t{256} << 20;
constexpr uint32_t kInZip64 = std::numeric_limits<uint32_t>::max();

/// A little-endian number inside `record`, which is long enough.
template <class T>
T field(std::string_view record, size_t at) {
  T value;
  std::memcpy(&value, record.data() + at, sizeof(T));
  return value;
}

struct Directory {
  uint64_t offset = 0, bytes = 0;
};

class ZipReader {
 public:
  explicit ZipReader(const ByteSource& source) : source_(source) {}

  Result<std::map<std::string, ZipEntry>> run() {
    KERB_TRY(const Directory directory, findDirectory());
    if (directory.bytes > kDirectoryLimit) return fail("the zip directory is too large", directory.offset);
    KERB_TRY(const std::string table, source_.read(directory.offset, directory.bytes));
    std::map<std::string, ZipEntry> entries;
    for (size_t at = 0; at < table.size();) {
      const std::string_view rest = std::string_view(table).substr(at);
      KERB_TRY(auto entry, readEntry(rest, directory.offset + at));
      at += entry.table_bytes;
      if (!entries.emplace(std::move(entry.name), entry.where).second)
        return fail("two zip entries have the same name", directory.offset + at);
    }
    return entries;
  }

 private:
  struct Entry {
    std::string name;
    ZipEntry where;
    size_t table_bytes = 0;
  };

  Error fail(const std::string& what, uint64_t offset) const {
    return {what, source_.at(offset), "The file is damaged: copy or download it again"};
  }

  Result<Directory> findDirectory() const {
    // The end record is the last thing in the file, but for a comment of at most 65,535 bytes.
    const uint64_t tail_bytes = std::min<uint64_t>(source_.size(), kEndBytes + 65535);
    const uint64_t tail_at = source_.size() - tail_bytes;
    KERB_TRY(const std::string tail, source_.read(tail_at, tail_bytes));
    const size_t end = tail.rfind(kEndSignature);
    if (end == std::string::npos || tail.size() - end < kEndBytes)
      return Error{
          fmt::format(
              "is a truncated zip archive: its directory, at the end of the file, is missing ({} bytes)",
              source_.size()),
          source_.name(), "Copy or download the file again"};
    const std::string_view record = std::string_view(tail).substr(end);
    const Directory directory{field<uint32_t>(record, 16), field<uint32_t>(record, 12)};
    if (directory.offset != kInZip64 && directory.bytes != kInZip64 && field<uint16_t>(record, 10) != 0xffff)
      return directory;
    return findDirectory64(tail_at + end);
  }

  Result<Directory> findDirectory64(uint64_t end) const {
    if (end < kLocatorBytes) return fail("the zip64 directory is missing", end);
    KERB_TRY(const std::string locator, source_.read(end - kLocatorBytes, kLocatorBytes));
    if (field<uint32_t>(locator, 0) != kZip64LocatorSignature)
      return fail("the zip64 directory is missing", end - kLocatorBytes);
    const auto offset = field<uint64_t>(locator, 8);
    KERB_TRY(const std::string record, source_.read(offset, kZip64EndBytes));
    if (field<uint32_t>(record, 0) != kZip64EndSignature)
      return fail("the zip64 directory is broken", offset);
    return Directory{field<uint64_t>(record, 48), field<uint64_t>(record, 40)};
  }

  Result<Entry> readEntry(std::string_view rest, uint64_t offset) const {
    if (rest.size() < kCentralBytes || field<uint32_t>(rest, 0) != kCentralSignature)
      return fail("the zip directory is broken", offset);
    const size_t name_bytes = field<uint16_t>(rest, 28);
    const size_t extra_bytes = field<uint16_t>(rest, 30);
    const size_t table_bytes = kCentralBytes + name_bytes + extra_bytes + field<uint16_t>(rest, 32);
    if (rest.size() < table_bytes) return fail("the zip directory is broken", offset);
    Entry entry{std::string(rest.substr(kCentralBytes, name_bytes)), {}, table_bytes};
    if ((field<uint16_t>(rest, 8) & 1U) != 0 || field<uint16_t>(rest, 10) != 0)
      return Error{
          fmt::format("'{}' is compressed or encrypted, which PyTorch never writes", printable(entry.name)),
          source_.at(offset), "Save it again with torch.save"};
    entry.where.crc32 = field<uint32_t>(rest, 16);
    uint64_t local = field<uint32_t>(rest, 42);
    uint64_t packed = field<uint32_t>(rest, 20);
    entry.where.bytes = field<uint32_t>(rest, 24);
    const auto extra = rest.substr(kCentralBytes + name_bytes, extra_bytes);
    if (!widen(extra, {&entry.where.bytes, &packed, &local})) return fail("a zip64 field is broken", offset);
    if (packed != entry.where.bytes) return fail("a zip entry has two sizes", offset);
    KERB_TRY(entry.where.offset, dataOffset(local, entry));
    return entry;
  }

  /// Replaces what did not fit into 32 bits by the zip64 extra field (id 1), in the given order.
  static bool widen(std::string_view extra, std::array<uint64_t*, 3> values) {
    if (std::none_of(values.begin(), values.end(), [](const uint64_t* value) { return *value == kInZip64; }))
      return true;
    while (extra.size() >= 4) {
      const size_t bytes = field<uint16_t>(extra, 2);
      if (extra.size() - 4 < bytes) return false;
      std::string_view content = extra.substr(4, bytes);
      if (field<uint16_t>(extra, 0) == 1) {
        for (uint64_t* value : values) {
          if (*value != kInZip64) continue;
          if (content.size() < sizeof(uint64_t)) return false;
          *value = field<uint64_t>(content, 0);
          content.remove_prefix(sizeof(uint64_t));
        }
        return true;
      }
      extra.remove_prefix(4 + bytes);
    }
    return false;
  }

  /// The data follows the local header, whose own name and extra field may differ in length.
  Result<uint64_t> dataOffset(uint64_t local, const Entry& entry) const {
    KERB_TRY(const std::string header, source_.read(local, kLocalBytes));
    if (field<uint32_t>(header, 0) != kLocalSignature) return fail("a zip entry's header is broken", local);
    const uint64_t begin = local + kLocalBytes + field<uint16_t>(header, 26) + field<uint16_t>(header, 28);
    if (begin <= source_.size() && entry.where.bytes <= source_.size() - begin) return begin;
    return Error{fmt::format("is truncated: '{}' needs {} bytes from byte {}, the file has {}",
                             printable(entry.name), entry.where.bytes, begin, source_.size()),
                 source_.name(), "Copy or download the file again"};
  }

  const ByteSource& source_;
};

}  // namespace

Result<std::map<std::string, ZipEntry>> readZipDirectory(const ByteSource& source) {
  return ZipReader(source).run();
}

}  // namespace kerb
