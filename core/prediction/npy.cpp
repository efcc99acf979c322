#include "core/prediction/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <vector>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"

namespace kerb {
namespace {

static_assert(std::endian::native == std::endian::little, "files are little-endian");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kMaxDimensions = 16;

struct TypeName {
  std::string_view descr;
  at::ScalarType type;
};
constexpr std::array kTypes{TypeName{"<f4", at::kFloat}, TypeName{"<f8", at::kDouble},
                            TypeName{"|u1", at::kByte},  TypeName{"<i2", at::kShort},
                            TypeName{"<i4", at::kInt},   TypeName{"<i8", at::kLong},
                            TypeName{"|b1", at::kBool}};
constexpr std::string_view kUnsigned16 = "<u2";  // PyTorch has few operations on it: widened to int32

struct Header {
  std::string descr;
  bool fortran_order = false;
  std::vector<int64_t> shape;
};

/// Reads the header, a Python dictionary literal: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
class HeaderReader {
 public:
  HeaderReader(std::string_view text, size_t offset, const std::string& name)
      : text_(text), offset_(offset), name_(name) {}

  Result<Header> read() {
    Header header;
    bool seen_descr = false;
    bool seen_order = false;
    bool seen_shape = false;
    KERB_CHECK(expect('{'));
    while (!accept('}')) {
      KERB_TRY(const std::string key, quoted());
      KERB_CHECK(expect(':'));
      if (key == "descr") {
        KERB_TRY(header.descr, quoted());
        seen_descr = true;
      } else if (key == "fortran_order") {
        KERB_TRY(header.fortran_order, boolean());
        seen_order = true;
      } else if (key == "shape") {
        KERB_TRY(header.shape, tuple());
        seen_shape = true;
      } else {
        return error(fmt::format("unknown key '{}' in the header", key.substr(0, 40)));
      }
      if (!accept(',')) {
        KERB_CHECK(expect('}'));
        break;
      }
    }
    if (!seen_descr || !seen_order || !seen_shape)
      return error("the header lacks descr, fortran_order or shape");
    skipSpace();
    if (position_ != text_.size()) return error("text after the header's dictionary");
    return header;
  }

 private:
  Error error(std::string what) const {
    return {std::move(what), fmt::format("{}: byte {}", name_, offset_ + position_)};
  }
  void skipSpace() { position_ = std::min(text_.find_first_not_of(" \t\n\r", position_), text_.size()); }
  bool accept(char c) {
    skipSpace();
    if (position_ >= text_.size() || text_[position_] != c) return false;
    ++position_;
    return true;
  }
  Status expect(char c) {
    if (accept(c)) return {};
    return error(fmt::format("expected '{}' in the header", c));
  }
  bool acceptWord(std::string_view word) {
    skipSpace();
    if (!text_.substr(position_).starts_with(word)) return false;
    position_ += word.size();
    return true;
  }
  Result<std::string> quoted() {
    skipSpace();
    if (position_ < text_.size() && text_[position_] == '[')
      return error("holds records of several fields, expected plain numbers");
    const char quote = position_ < text_.size() ? text_[position_] : ' ';
    if (quote != '\'' && quote != '"') return error("expected a quoted string in the header");
    const size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) return error("a quoted string in the header has no end");
    std::string value(text_.substr(position_ + 1, end - position_ - 1));
    position_ = end + 1;
    return value;
  }
  Result<bool> boolean() {
    if (acceptWord("True")) return true;
    if (acceptWord("False")) return false;
    return error("expected True or False in the header");
  }
  Result<std::vector<int64_t>> tuple() {
    KERB_CHECK(expect('('));
    std::vector<int64_t> sizes;
    while (!accept(')')) {
      KERB_TRY(const int64_t size, dimension());
      sizes.push_back(size);
      if (sizes.size() > kMaxDimensions) return error(fmt::format("more than {} dimensions", kMaxDimensions));
      if (!accept(',')) {
        KERB_CHECK(expect(')'));
        break;
      }
    }
    return sizes;
  }
  Result<int64_t> dimension() {
    skipSpace();
    const size_t end = std::min(text_.find_first_not_of("0123456789", position_), text_.size());
    const auto size = parseInteger(text_.substr(position_, end - position_));
    if (!size) return error("expected a dimension in the header's shape");
    position_ = end;
    accept('L');  // written by Python 2
    return *size;
  }

  std::string_view text_;
  size_t offset_;
  size_t position_ = 0;
  const std::string& name_;
};

struct HeaderPlace {
  size_t begin, length;
};

/// Where the header's text lies in the file.
Result<HeaderPlace> findHeader(std::string_view bytes, const std::string& name) {
  if (!bytes.starts_with(kMagic)) return Error{"not a NumPy file (it does not begin with \\x93NUMPY)", name};
  if (bytes.size() < 10) return Error{"is cut off in the header", name};
  const auto byte = [bytes](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(bytes[i])); };
  const size_t version = byte(6);
  if (version < 1 || version > 3)
    return Error{fmt::format("format version {} is not known, expected 1 to 3", version), name + ": byte 6"};
  HeaderPlace place{10, byte(8) | byte(9) << 8};
  if (version > 1) {
    if (bytes.size() < 12) return Error{"is cut off in the header", name};
    place = {12, place.length | byte(10) << 16 | byte(11) << 24};
  }
  if (place.length > bytes.size() - place.begin)
    return Error{fmt::format("is cut off: the header says it is {} bytes long, {} are there", place.length,
                             bytes.size() - place.begin),
                 name};
  return place;
}

/// Number of elements, if `available` bytes are exactly what the shape needs.
Result<int64_t> countElements(const Header& header, size_t element_size, size_t available,
                              const std::string& where) {
  // Strides are computed of empty arrays too: without its zeros the product must not overflow either.
  constexpr int64_t kMost = int64_t{1} << 48;
  int64_t count = 1;
  for (const int64_t size : header.shape) {
    if (count > kMost / std::max<int64_t>(size, 1))
      return Error{fmt::format("shape ({}) is too large", fmt::join(header.shape, ", ")), where};
    count *= std::max<int64_t>(size, 1);
  }
  if (std::ranges::find(header.shape, 0) != header.shape.end()) count = 0;
  const size_t needed = static_cast<size_t>(count) * element_size;
  if (needed != available)
    return Error{fmt::format("shape ({}) of {} needs {} bytes of data, {} are there",
                             fmt::join(header.shape, ", "), header.descr, needed, available),
                 where};
  return count;
}

Result<at::ScalarType> storedType(const std::string& descr, const std::string& name) {
  for (const auto& known : kTypes) {
    // A single byte has no order, but some writers give one.
    if (descr == known.descr ||
        (known.descr[0] == '|' && !descr.empty() && descr.substr(1) == known.descr.substr(1)))
      return known.type;
  }
  std::string what = fmt::format("holds '{}', expected one of f4 f8 u1 u2 i2 i4 i8 b1", descr.substr(0, 40));
  if (descr.starts_with('>')) {
    return Error{what + ", little-endian", name, "Save it again with numpy.save(path, array.astype('<f4'))"};
  }
  return Error{what, name, "Save it again with numpy.save(path, array.astype('float32'))"};
}

at::Tensor widened(std::string_view data, int64_t count) {
  at::Tensor wide = at::empty({count}, at::kInt);
  auto* out = wide.mutable_data_ptr<int32_t>();
  for (int64_t i = 0; i < count; ++i) {
    uint16_t value = 0;
    std::memcpy(&value, data.data() + 2 * i, 2);
    out[i] = value;
  }
  return wide;
}

/// Python writes True as 1; any other non-zero byte is no valid bool in C++.
at::Tensor copied(std::string_view data, int64_t count, at::ScalarType type) {
  const bool is_bool = type == at::kBool;
  at::Tensor values = at::empty({count}, is_bool ? at::kByte : type);
  if (count > 0) std::memcpy(values.mutable_data_ptr(), data.data(), values.nbytes());
  return is_bool ? values.ne(0) : values;
}

std::string_view descrOf(at::ScalarType type) {
  for (const auto& known : kTypes) {
    if (type == known.type) return known.descr;
  }
  throw std::invalid_argument(fmt::format("encodeNpy: {} has no place in a .npy file", c10::toString(type)));
}

}  // namespace

std::string encodeNpy(const at::Tensor& values) {
  const at::Tensor whole = values.to(at::kCPU).contiguous();
  const auto sizes = whole.sizes();
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                   descrOf(whole.scalar_type()), fmt::join(sizes.begin(), sizes.end(), ", "),
                                   sizes.size() == 1 ? "," : "");
  constexpr size_t kPrefix = 10;
  header.append(63 - (kPrefix + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes(kMagic);
  bytes += {'\1', '\0', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  bytes += header;
  bytes.append(static_cast<const char*>(whole.const_data_ptr()), whole.nbytes());
  return bytes;
}

Status writeNpy(const std::filesystem::path& path, const at::Tensor& values) {
  return writeWhole(path, encodeNpy(values));
}

Result<at::Tensor> parseNpy(std::string_view bytes, const std::string& name) {
  KERB_TRY(const HeaderPlace place, findHeader(bytes, name));
  KERB_TRY(Header header, HeaderReader(bytes.substr(place.begin, place.length), place.begin, name).read());
  const std::string_view data = bytes.substr(place.begin + place.length);
  const std::string where = fmt::format("{}: byte {}", name, place.begin + place.length);
  at::Tensor flat;
  if (header.descr == kUnsigned16) {
    KERB_TRY(const int64_t count, countElements(header, 2, data.size(), where));
    flat = widened(data, count);
  } else {
    KERB_TRY(const at::ScalarType type, storedType(header.descr, name));
    KERB_TRY(const int64_t count, countElements(header, c10::elementSize(type), data.size(), where));
    flat = copied(data, count, type);
  }
  if (!header.fortran_order) return flat.view(header.shape);
  // Fortran order is the C order of the reversed axes.
  std::vector<int64_t> axes;
  for (size_t i = header.shape.size(); i > 0; --i) axes.push_back(static_cast<int64_t>(i) - 1);
  std::ranges::reverse(header.shape);
  return flat.view(header.shape).permute(axes).contiguous();
}

Result<at::Tensor> readNpy(const std::filesystem::path& path) {
  KERB_TRY(const std::string bytes, readWhole(path));
  return parseNpy(bytes, path.string());
}

}  // namespace kerb
