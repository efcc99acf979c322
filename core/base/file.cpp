#include "core/base/file.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/sync_file.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

/// Closes a descriptor at the end of a scope.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

Status syncToDisk(const fs::path& path, int flags) {
  const Descriptor file(path, flags);
  if (!file) return systemError("cannot open to sync", path, errno);
  // Some network and special file systems cannot fsync a folder; that is not a failed write.
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS)
    return systemError("cannot sync", path, errno);
  return {};
}

Status makeFolder(const fs::path& folder) {
  std::error_code failure;
  if (!folder.empty()) fs::create_directories(folder, failure);
  if (failure) return systemError("cannot create the folder", folder, failure.value());
  return {};
}

Status writeBytes(const fs::path& path, std::string_view bytes) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (!file) return systemError("cannot create", path, errno);
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return systemError("cannot write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

}  // namespace

Error systemError(std::string what, const fs::path& where, int error_number) {
  Error error{std::move(what), where.string(), ""};
  error.what += fmt::format(": {}", std::strerror(error_number));
  if (error_number == ENOSPC || error_number == EDQUOT)
    error.fix =
        "Free some space or choose another disk, then try again; a run of training goes on with --resume";
  if (error_number == EACCES || error_number == EPERM || error_number == EROFS)
    error.fix = "Choose a folder you may write to, or change its permissions";
  return error;
}

fs::path partialPath(const fs::path& final_path) {
  return final_path.parent_path() / fmt::format(".{}.{}.partial{}", final_path.filename().string(),
                                                ::getpid(), final_path.extension().string());
}

Status syncFile(const fs::path& file) { return syncToDisk(file, O_RDONLY); }

Status renameSynced(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return systemError("cannot rename to", to, errno);
  const fs::path folder = to.parent_path();
  return syncToDisk(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

Status writeWhole(const fs::path& final_path, const std::function<Status(const fs::path&)>& write) {
  KERB_CHECK(makeFolder(final_path.parent_path()));
  const fs::path partial = partialPath(final_path);
  const auto finish = [&]() -> Status {
    KERB_CHECK(write(partial));
    KERB_CHECK(syncFile(partial));
    return renameSynced(partial, final_path);
  };
  Status done = finish();
  if (!done) {
    std::error_code ignored;
    fs::remove(partial, ignored);
  }
  return done;
}

Status writeWhole(const fs::path& final_path, std::string_view bytes) {
  return writeWhole(final_path, [bytes, &final_path](const fs::path& partial) -> Status {
    Status written = writeBytes(partial, bytes);
    if (written) return written;
    Error error = written.error();
    error.where = final_path.string();
    return error;
  });
}

Result<std::string> readWhole(const fs::path& path, uint64_t limit) {
  const Descriptor file(path, O_RDONLY | O_NONBLOCK);  // a FIFO must not block
  if (!file) return systemError("cannot open", path, errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return systemError("cannot read", path, errno);
  if (S_ISDIR(status.st_mode)) return Error{"is a folder, expected a file", path.string()};
  if (!S_ISREG(status.st_mode)) return Error{"is no ordinary file", path.string()};
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size > limit)
    return Error{fmt::format("is {} bytes, more than the {} expected at most", size, limit), path.string()};
  std::string bytes(size, '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return systemError("cannot read", path, errno);
    if (n == 0) break;  // the file became shorter
    done += static_cast<size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

Status ensureWritableFolder(const fs::path& folder) {
  KERB_CHECK(makeFolder(folder));
  const fs::path probe = partialPath(folder / "probe");
  Status written = writeBytes(probe, "kerb");
  std::error_code ignored;
  fs::remove(probe, ignored);
  if (written) return written;
  Error error = written.error();
  error.where = folder.string();
  return error;
}

std::vector<std::string_view> splitWords(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  size_t begin = 0;
  while ((begin = line.find_first_not_of(kSpace, begin)) != std::string_view::npos) {
    const size_t end = std::min(line.find_first_of(kSpace, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

std::vector<std::string_view> splitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Result<double> parseNumber(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return Error{fmt::format("'{}' is not a number", text.substr(0, 80))};
  }
  return value;
}

Result<int64_t> parseInteger(std::string_view text) {
  int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return Error{fmt::format("'{}' is not a whole number", text.substr(0, 80))};
  }
  return value;
}

bool naturalLess(std::string_view a, std::string_view b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      const size_t first_i = std::min(a.find_first_not_of('0', i), a.size());
      const size_t first_j = std::min(b.find_first_not_of('0', j), b.size());
      size_t end_i = first_i;
      size_t end_j = first_j;
      while (end_i < a.size() && digit(a[end_i])) ++end_i;
      while (end_j < b.size() && digit(b[end_j])) ++end_j;
      const auto number_a = a.substr(first_i, end_i - first_i);
      const auto number_b = b.substr(first_j, end_j - first_j);
      if (number_a.size() != number_b.size()) return number_a.size() < number_b.size();
      if (number_a != number_b) return number_a < number_b;
      i = end_i;
      j = end_j;
    } else {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
    }
  }
  if (i < a.size() || j < b.size()) return j < b.size();
  return a < b;  // "1" and "01" are equal as numbers; keep a strict order
}

}  // namespace kerb
