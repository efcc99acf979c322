// A file that one process at a time holds.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "core/base/result.h"

namespace kerb {

/// The system lets go of it when the process dies. Advisory, and local where the file system shares no locks.
class FileLock {
 public:
  /// Creates the file where it is missing, empty. Held by another process: the Error `busy`.
  static Result<FileLock> take(const std::filesystem::path& file, const Error& busy);
  FileLock(FileLock&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), file_(std::move(other.file_)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

  /// Replaces what the file says.
  Status write(std::string_view text) const;
  /// Deletes the file, while it is held: whoever waits for it finds that out.
  void remove() const;

 private:
  FileLock(int descriptor, std::filesystem::path file) : descriptor_(descriptor), file_(std::move(file)) {}
  int descriptor_;
  std::filesystem::path file_;
};

}  // namespace kerb
