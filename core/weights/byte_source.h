// Bytes at offsets, from a file or from memory: what the readers of weights files are written against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// Of a tensor in a file: more of them is damage.
inline constexpr size_t kMostDimensions = 32;

class ByteSource {
 public:
  ByteSource(std::string name, uint64_t size) : name_(std::move(name)), size_(size) {}
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// The file's name, for errors.
  const std::string& name() const { return name_; }
  uint64_t size() const { return size_; }
  /// `bytes` bytes from `offset`. Past the end: an Error with the expected and the found size.
  Status read(uint64_t offset, void* into, uint64_t bytes) const;
  Result<std::string> read(uint64_t offset, uint64_t bytes) const;
  /// A new contiguous tensor filled from `offset`; a bool that is neither 0 nor 1 is an Error.
  Result<at::Tensor> readTensor(uint64_t offset, at::IntArrayRef shape, at::ScalarType type) const;

  /// "name, byte 1234"
  std::string at(uint64_t offset) const;

 private:
  virtual Status readInside(uint64_t offset, void* into, uint64_t bytes) const = 0;
  std::string name_;
  uint64_t size_;
};

Result<std::unique_ptr<ByteSource>> openFile(const std::filesystem::path& path);
/// `bytes` must outlive the source.
std::unique_ptr<ByteSource> memorySource(std::string_view bytes, std::string name);

/// At most 100 characters, without control characters: for errors that quote what a stranger wrote.
std::string printable(std::string_view text);

}  // namespace kerb
