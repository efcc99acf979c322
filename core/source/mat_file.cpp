#include "core/source/mat_file.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <vector>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <zlib.h>

#include "core/base/file.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr size_t kHeader = 128;
constexpr uint64_t kLargestFile = uint64_t{1} << 30;

enum Type : uint32_t {
  kInt8 = 1,
  kUint8 = 2,
  kInt16 = 3,
  kUint16 = 4,
  kInt32 = 5,
  kUint32 = 6,
  kSingle = 7,
  kDouble = 9,
  kMatrix = 14,
  kCompressed = 15,
};

/// One data element, its bytes without their padding.
struct Element {
  uint32_t type = 0;
  std::string_view bytes;
};

template <class T>
T numberAt(std::string_view bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

/// Takes the next element of an array off `rest`: nothing if it does not end within it. Up to four bytes may
/// lie in the tag itself, whose upper half is then their count.
std::optional<Element> takeElement(std::string_view& rest) {
  constexpr size_t kTag = 8;
  if (rest.size() < kTag) return std::nullopt;
  const auto first = numberAt<uint32_t>(rest, 0);
  if (const uint32_t small = first >> 16U; small != 0) {
    if (small > 4) return std::nullopt;
    const Element element{first & 0xFFFFU, rest.substr(4, small)};
    rest.remove_prefix(kTag);
    return element;
  }
  const size_t size = numberAt<uint32_t>(rest, 4);
  if (size > rest.size() - kTag) return std::nullopt;
  const Element element{first, rest.substr(kTag, size)};
  rest.remove_prefix(std::min(rest.size(), kTag + (size + 7) / 8 * 8));
  return element;
}

struct Array {
  std::string_view name;
  std::vector<int64_t> sizes;
  bool is_real_numeric = false;
  Element numbers;
};

/// Dimensions whose product is at most `most`.
std::optional<std::vector<int64_t>> sizesOf(const Element& element, size_t most) {
  std::vector<int64_t> sizes;
  uint64_t product = 1;
  for (size_t at = 0; at + 4 <= element.bytes.size(); at += 4) {
    const auto size = numberAt<int32_t>(element.bytes, at);
    if (size < 0) return std::nullopt;
    product *= static_cast<uint64_t>(size);
    if (product > most) return std::nullopt;
    sizes.push_back(size);
  }
  if (element.type != kInt32 || sizes.size() < 2) return std::nullopt;
  return sizes;
}

/// Flags, dimensions, name, numbers. Nothing: no such thing.
std::optional<Array> arrayOf(std::string_view matrix) {
  const auto flags = takeElement(matrix);
  if (!flags || flags->type != kUint32 || flags->bytes.size() < 8) return std::nullopt;
  const auto word = numberAt<uint32_t>(flags->bytes, 0);
  const uint32_t kind = word & 0xFFU;
  const bool is_complex = (word & 0x0800U) != 0;
  constexpr uint32_t kFirstNumeric = 6;  // double; below: cells, structures, text, sparse
  constexpr uint32_t kLastNumeric = 15;  // uint64; above: functions and objects, which have no dimensions
  if (kind > kLastNumeric) return Array{};
  const auto dimensions = takeElement(matrix);
  const auto name = takeElement(matrix);
  if (!dimensions || !name || name->type != kInt8) return std::nullopt;
  Array array;
  array.name = name->bytes;
  array.is_real_numeric = kind >= kFirstNumeric && !is_complex;
  const auto sizes = sizesOf(*dimensions, matrix.size());
  const auto numbers = takeElement(matrix);
  if (!array.is_real_numeric) return array;
  if (!sizes || !numbers) return std::nullopt;
  array.sizes = *sizes;
  array.numbers = *numbers;
  return array;
}

std::optional<at::ScalarType> scalarType(uint32_t type) {
  switch (type) {
    case kInt8:
      return at::kChar;
    case kUint8:
      return at::kByte;
    case kInt16:
      return at::kShort;
    case kUint16:
      return at::kUInt16;
    case kInt32:
      return at::kInt;
    case kUint32:
      return at::kUInt32;
    case kSingle:
      return at::kFloat;
    case kDouble:
      return at::kDouble;
    default:
      return std::nullopt;
  }
}

/// MATLAB stores the numbers of an array as the smallest type that holds them.
Result<at::Tensor> toTensor(const Array& array) {
  if (!array.is_real_numeric) return Error{"is no array of real numbers"};
  const auto type = scalarType(array.numbers.type);
  if (!type)
    return Error{
        fmt::format("is stored as type {}, which is none of 8 to 32 bits or double", array.numbers.type)};
  const auto count = static_cast<size_t>(c10::multiply_integers(array.sizes));
  if (array.numbers.bytes.size() != count * c10::elementSize(*type))
    return Error{fmt::format("is cut: it announces {} numbers and has {} bytes of them", count,
                             array.numbers.bytes.size())};
  // Columns first: rows of the dimensions in reverse.
  const std::vector<int64_t> reversed(array.sizes.rbegin(), array.sizes.rend());
  std::vector<int64_t> order(array.sizes.size());
  std::iota(order.rbegin(), order.rend(), 0);
  at::Tensor numbers = at::empty(reversed, *type);
  if (count > 0) std::memcpy(numbers.data_ptr(), array.numbers.bytes.data(), array.numbers.bytes.size());
  return numbers.to(at::kDouble).permute(order).contiguous();
}

/// zlib's format; nothing if it is damaged or holds more than one element.
std::optional<std::string> inflated(std::string_view packed) {
  constexpr size_t kTag = 8;
  constexpr uint64_t kMostPerByte = 1032;  // deflate's best
  const auto unpack = [&](std::string& out) {
    uLongf size = out.size();
    const int code = uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
    return std::pair{code, static_cast<size_t>(size)};
  };
  std::string tag(kTag, '\0');
  if (const auto [code, size] = unpack(tag); (code != Z_OK && code != Z_BUF_ERROR) || size < kTag)
    return std::nullopt;
  const size_t size = kTag + numberAt<uint32_t>(tag, 4);
  if (size > packed.size() * kMostPerByte) return std::nullopt;
  std::string whole(size, '\0');
  if (const auto [code, read] = unpack(whole); code != Z_OK || read != size) return std::nullopt;
  return whole;
}

Status checkHeader(std::string_view bytes, const std::string& name) {
  const std::string_view order = bytes.size() < kHeader ? "" : bytes.substr(126, 2);
  // 'MI' as a 16-bit number: bytes in this order come from a big-endian machine, which few have seen since.
  if (order == "MI")
    return Error{"is big-endian, which Kerb does not read", name,
                 "Load and save it again with MATLAB, Octave or SciPy"};
  const int version = order == "IM" ? numberAt<uint16_t>(bytes, 124) : 0;
  if (version == 0x0200)
    return Error{"is of MATLAB 7.3, which Kerb does not read", name, "Save it again with -v7"};
  if (version != 0x0100) return Error{"is no MATLAB file of level 5 (MATLAB 5 to 7)", name};
  return {};
}

}  // namespace

Result<at::Tensor> parseMatArray(std::string_view bytes, const std::string& variable,
                                 const std::string& name) {
  KERB_CHECK(checkHeader(bytes, name));
  constexpr size_t kTag = 8;
  size_t next = 0;
  for (size_t at = kHeader; at < bytes.size(); at = next) {
    const size_t left = bytes.size() - at;
    const size_t size = left < kTag ? left : numberAt<uint32_t>(bytes, at + 4);
    if (left < kTag || size > left - kTag)
      return Error{
          fmt::format("is cut: the element at byte {} does not end within its {} bytes", at, bytes.size()),
          name, "Copy or unpack it again"};
    next = at + kTag + size;
    std::string_view whole = bytes.substr(at, kTag + size);
    std::optional<std::string> unpacked;
    if (numberAt<uint32_t>(bytes, at) == kCompressed) {
      unpacked = inflated(whole.substr(kTag));
      if (!unpacked) return Error{fmt::format("is damaged: the packed element at byte {}", at), name};
      whole = *unpacked;
    }
    const auto element = takeElement(whole);
    if (!element || element->type != kMatrix) continue;
    const auto array = arrayOf(element->bytes);
    if (!array) return Error{fmt::format("is damaged: the array at byte {}", at), name};
    if (array->name != variable) continue;
    auto tensor = toTensor(*array);
    if (!tensor) return Error{fmt::format("'{}' {}", variable, tensor.error().what), name};
    return tensor;
  }
  return Error{fmt::format("has no array '{}'", variable), name};
}

Result<at::Tensor> readMatArray(const fs::path& file, const std::string& variable) {
  KERB_TRY(const std::string bytes, readWhole(file, kLargestFile));
  return parseMatArray(bytes, variable, file.string());
}

}  // namespace kerb
