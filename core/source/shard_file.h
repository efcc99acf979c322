// A shard on disk: header, records one after the other, index. docs/formats.md, "Shards", has the format.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/source/shard_record.h"

namespace kerb::shard {

/// What the index knows of a record.
struct Entry {
  uint64_t offset = 0;  ///< in the file
  int64_t number_in_clip = 0;
  std::string clip;
  Role role = Role::target;
  int64_t source_index = 0;
};

/// An open file descriptor.
class File {
 public:
  explicit File(int descriptor, std::filesystem::path path)
      : descriptor_(descriptor), path_(std::move(path)) {}
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int descriptor() const { return descriptor_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

/// Appends records to NAME.partial beside the final name; a run that was cut off, killed or met a full disk
/// goes on there. One process at a time (flock).
class Writer {
 public:
  /// `header` is a JSON text. A partial file with the same header is continued behind its last whole record;
  /// with another header it is an Error, because two packings must not mix.
  static Result<std::unique_ptr<Writer>> open(const std::filesystem::path& path, const std::string& header);
  /// Records that are in the file already.
  const std::vector<Entry>& entries() const { return entries_; }
  Status append(const Record& record);
  /// Writes the index, syncs, and gives the file its name.
  Status finish();

 private:
  Writer(std::unique_ptr<File> file, std::filesystem::path path)
      : file_(std::move(file)), path_(std::move(path)) {}
  Status begin(const std::string& header);
  Status resume(const std::string& header);
  Status write(const void* bytes, size_t size);

  std::unique_ptr<File> file_;
  std::filesystem::path path_;
  std::vector<Entry> entries_;
  uint64_t end_ = 0;  ///< where the next record begins
};

/// Reads at any position; thread-safe.
class Reader {
 public:
  /// No shard, of a newer version, not finished, cut off, a damaged index: an Error with the byte.
  static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& path);
  const std::string& header() const { return header_; }
  const std::vector<Entry>& entries() const { return entries_; }
  /// The description of the record, whose frame has the wanted parts. A checksum that differs is an Error
  /// that names part and byte.
  Result<Description> read(const Entry& entry, const FrameParts& parts) const;

 private:
  explicit Reader(std::unique_ptr<File> file) : file_(std::move(file)) {}

  std::unique_ptr<File> file_;
  std::string header_;
  std::vector<Entry> entries_;
};

/// The file begins like a shard.
bool isShard(const std::filesystem::path& path);

}  // namespace kerb::shard
