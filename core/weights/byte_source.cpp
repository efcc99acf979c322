#include "core/weights/byte_source.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include <ATen/ops/empty.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"

namespace kerb {
namespace {

static_assert(std::endian::native == std::endian::little, "weights files are little-endian");

class FileSource final : public ByteSource {
 public:
  FileSource(std::string name, uint64_t size, int descriptor)
      : ByteSource(std::move(name), size), descriptor_(descriptor) {}
  ~FileSource() override { ::close(descriptor_); }

 private:
  Status readInside(uint64_t offset, void* into, uint64_t bytes) const override {
    auto* to = static_cast<char*>(into);
    while (bytes > 0) {
      const ssize_t n = ::pread(descriptor_, to, bytes, static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return systemError("cannot read", name(), errno);
      if (n == 0) return Error{"became shorter while it was read", at(offset), "Copy the file again"};
      to += n;
      offset += static_cast<uint64_t>(n);
      bytes -= static_cast<uint64_t>(n);
    }
    return {};
  }
  int descriptor_;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string_view bytes, std::string name)
      : ByteSource(std::move(name), bytes.size()), bytes_(bytes) {}

 private:
  Status readInside(uint64_t offset, void* into, uint64_t bytes) const override {
    if (bytes > 0) std::memcpy(into, bytes_.data() + offset, bytes);
    return {};
  }
  std::string_view bytes_;
};

}  // namespace

std::string ByteSource::at(uint64_t offset) const { return fmt::format("{}, byte {}", name_, offset); }

Status ByteSource::read(uint64_t offset, void* into, uint64_t bytes) const {
  if (offset <= size_ && bytes <= size_ - offset) return readInside(offset, into, bytes);
  return Error{
      fmt::format("is truncated: expected {} bytes from byte {}, the file has {}", bytes, offset, size_),
      name_, "Copy or download the file again"};
}

Result<std::string> ByteSource::read(uint64_t offset, uint64_t bytes) const {
  std::string text;
  if (bytes <= size_) text.resize(bytes);
  KERB_CHECK(read(offset, bytes <= size_ ? text.data() : nullptr, bytes));
  return text;
}

Result<at::Tensor> ByteSource::readTensor(uint64_t offset, at::IntArrayRef shape, at::ScalarType type) const {
  at::Tensor tensor;
  try {
    tensor = at::empty(shape, at::TensorOptions(type));
  } catch (const std::exception&) {  // LibTorch's own for a failed allocation
    return Error{"there is not enough memory for a tensor of this file", at(offset)};
  }
  if (tensor.numel() == 0) return tensor;
  KERB_CHECK(read(offset, tensor.data_ptr(), tensor.nbytes()));
  if (type == at::kBool) {
    const auto* values = static_cast<const unsigned char*>(tensor.const_data_ptr());
    if (std::any_of(values, values + tensor.nbytes(), [](unsigned char value) { return value > 1; }))
      return Error{"a boolean that is neither 0 nor 1", at(offset), "The file is damaged: copy it again"};
  }
  return tensor;
}

Result<std::unique_ptr<ByteSource>> openFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not block
  if (descriptor < 0) return systemError("cannot open", path, errno);
  struct stat status{};
  const int failed = ::fstat(descriptor, &status);
  auto source =
      std::make_unique<FileSource>(path.string(), static_cast<uint64_t>(status.st_size), descriptor);
  if (failed != 0) return systemError("cannot read", path, errno);
  if (!S_ISREG(status.st_mode)) return Error{"is not a file", path.string(), "Name the weights file itself"};
  return std::unique_ptr<ByteSource>(std::move(source));
}

std::unique_ptr<ByteSource> memorySource(std::string_view bytes, std::string name) {
  return std::make_unique<MemorySource>(bytes, std::move(name));
}

std::string printable(std::string_view text) {
  constexpr size_t kLongest = 100;
  std::string shown(text.substr(0, kLongest));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text.size() > kLongest ? shown + "..." : shown;
}

}  // namespace kerb
