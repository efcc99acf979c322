#include "core/base/file_lock.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"

namespace kerb {
namespace {

/// Whether the name still leads to the file that was opened: its holder may have deleted it since.
bool isStillThere(int descriptor, const std::filesystem::path& file) {
  struct stat opened{}, named{};
  return ::fstat(descriptor, &opened) == 0 && ::stat(file.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& file, const Error& busy) {
  while (true) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return systemError("cannot create", file, errno);
    FileLock lock(descriptor, file);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return busy;
    if (isStillThere(descriptor, file)) return lock;
  }
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status FileLock::write(std::string_view text) const {
  const auto written =
      ::ftruncate(descriptor_, 0) == 0 ? ::pwrite(descriptor_, text.data(), text.size(), 0) : -1;
  if (written == static_cast<ssize_t>(text.size())) return {};
  return systemError("cannot write", file_, written < 0 ? errno : ENOSPC);
}

void FileLock::remove() const {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace kerb
