// parsePly: the vertex element of any PLY file.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/prediction/ply.h"
#include "core/prediction/ply_header.h"

namespace kerb {
namespace {

using ply::Encoding;
using ply::Property;
using ply::Type;

/// Where a vertex's values go: x y z red green blue class.
constexpr size_t kClass = 6;
constexpr size_t kSlots = 7;
using Values = std::array<double, kSlots>;

std::optional<size_t> slotOf(std::string_view name) {
  constexpr std::array<std::string_view, kSlots> kNames{"x", "y", "z", "red", "green", "blue", "class"};
  for (size_t i = 0; i < kSlots; ++i) {
    if (name == kNames[i]) return i;
  }
  if (name == "label" || name == "scalar_class" || name == "scalar_label") return kClass;
  return std::nullopt;
}

/// The values of a file one after the other, from text or from bytes.
class ValueReader {
 public:
  virtual ~ValueReader() = default;
  virtual Result<double> next(Type type) = 0;
  virtual std::string place() const = 0;
  virtual size_t bytesLeft() const = 0;
};

class BinaryReader : public ValueReader {
 public:
  BinaryReader(std::string_view bytes, size_t begin, bool swap) : bytes_(bytes), at_(begin), swap_(swap) {}
  Result<double> next(Type type) override {
    const size_t size = ply::sizeOf(type);
    if (size > bytesLeft()) return Error{"the file is cut off"};
    std::array<char, 8> raw{};
    std::memcpy(raw.data(), bytes_.data() + at_, size);
    if (swap_) std::reverse(raw.begin(), raw.begin() + static_cast<ptrdiff_t>(size));
    at_ += size;
    return decode(type, raw);
  }
  std::string place() const override { return fmt::format("byte {}", at_); }
  size_t bytesLeft() const override { return bytes_.size() - at_; }

 private:
  template <class T>
  static double as(const std::array<char, 8>& raw) {
    T value;
    std::memcpy(&value, raw.data(), sizeof value);
    return static_cast<double>(value);
  }
  static double decode(Type type, const std::array<char, 8>& raw) {
    switch (type) {
      case Type::int8:
        return as<int8_t>(raw);
      case Type::uint8:
        return as<uint8_t>(raw);
      case Type::int16:
        return as<int16_t>(raw);
      case Type::uint16:
        return as<uint16_t>(raw);
      case Type::int32:
        return as<int32_t>(raw);
      case Type::uint32:
        return as<uint32_t>(raw);
      case Type::float32:
        return as<float>(raw);
      case Type::float64:
        break;
    }
    return as<double>(raw);
  }
  std::string_view bytes_;
  size_t at_;
  bool swap_;
};

class TextReader : public ValueReader {
 public:
  TextReader(std::string_view bytes, const ply::Header& header)
      : bytes_(bytes), at_(header.bytes), line_(header.lines + 1) {}
  Result<double> next(Type) override {
    while (at_ < bytes_.size() && std::strchr(" \t\r\n", bytes_[at_]) != nullptr && bytes_[at_] != '\0') {
      if (bytes_[at_++] == '\n') ++line_;
    }
    if (at_ == bytes_.size()) return Error{"the file is cut off"};
    double value = 0;
    // NaN and infinity are legal: CloudCompare writes them for points without a value.
    const auto [end, failure] = std::from_chars(bytes_.data() + at_, bytes_.data() + bytes_.size(), value);
    if (failure != std::errc()) return Error{"expected a number"};
    at_ = static_cast<size_t>(end - bytes_.data());
    return value;
  }
  std::string place() const override { return std::to_string(line_); }
  size_t bytesLeft() const override { return bytes_.size() - at_; }

 private:
  std::string_view bytes_;
  size_t at_;
  size_t line_;
};

/// Reads one element of a file; keeps the values that have a slot.
class RecordReader {
 public:
  RecordReader(ValueReader& reader, const ply::Element& element) : reader_(reader) {
    for (const auto& property : element.properties) {
      fields_.push_back({property, property.is_list ? std::nullopt : slotOf(property.name)});
    }
  }
  Status next(Values& values) {
    for (const auto& [property, slot] : fields_) {
      if (property.is_list) {
        KERB_CHECK(skipList(property));
        continue;
      }
      KERB_TRY(const double value, reader_.next(property.type));
      if (slot) values[*slot] = value;
    }
    return {};
  }

 private:
  struct Field {
    Property property;
    std::optional<size_t> slot;
  };
  Status skipList(const Property& property) {
    KERB_TRY(const double length, reader_.next(property.count_type));
    if (!(length >= 0) || length > static_cast<double>(reader_.bytesLeft()))
      return Error{"a list is longer than the file"};
    for (size_t i = 0; i < static_cast<size_t>(length); ++i) {
      KERB_CHECK(ignoreValue(reader_.next(property.type)));
    }
    return {};
  }
  static Status ignoreValue(const Result<double>& value) {
    if (!value) return value.error();
    return {};
  }
  ValueReader& reader_;
  std::vector<Field> fields_;
};

/// The fewest bytes that one record takes: what bounds a count before memory is asked for.
size_t leastBytes(const ply::Element& element, Encoding encoding) {
  size_t bytes = 0;
  for (const auto& property : element.properties) {
    if (encoding == Encoding::ascii)
      bytes += 1;
    else
      bytes += ply::sizeOf(property.is_list ? property.count_type : property.type);
  }
  return bytes;
}

const Property* find(const ply::Element& element, size_t slot) {
  for (const auto& property : element.properties) {
    if (!property.is_list && slotOf(property.name) == slot) return &property;
  }
  return nullptr;
}

uint8_t toByte(double value) { return static_cast<uint8_t>(value >= 0 ? std::min(value + 0.5, 255.0) : 0.0); }

/// Collects vertices in tensors.
class CloudBuilder {
 public:
  explicit CloudBuilder(const ply::Element& vertex) {
    const auto count = static_cast<int64_t>(vertex.count);
    cloud_.xyz = at::empty({count, 3}, at::kFloat);
    const Property* red = find(vertex, 3);
    if (red != nullptr && find(vertex, 4) != nullptr && find(vertex, 5) != nullptr) {
      cloud_.rgb = at::empty({count, 3}, at::kByte);
      if (ply::isFloat(red->type)) colour_scale_ = 255;
    }
    if (find(vertex, kClass) != nullptr) cloud_.class_id = at::empty({count}, at::kByte);
    xyz_ = cloud_.xyz.mutable_data_ptr<float>();
    rgb_ = cloud_.rgb ? cloud_.rgb->mutable_data_ptr<uint8_t>() : nullptr;
    class_id_ = cloud_.class_id ? cloud_.class_id->mutable_data_ptr<uint8_t>() : nullptr;
  }
  void add(const Values& values) {
    for (size_t i = 0; i < 3; ++i) *xyz_++ = static_cast<float>(values[i]);
    for (size_t i = 3; rgb_ != nullptr && i < 6; ++i) *rgb_++ = toByte(values[i] * colour_scale_);
    // No number, or one that no class has: unlabelled.
    const bool is_class = values[kClass] >= 0 && values[kClass] <= 255;
    if (class_id_ != nullptr) *class_id_++ = is_class ? toByte(values[kClass]) : kIgnoreLabel;
  }
  PointCloud take() { return std::move(cloud_); }

 private:
  PointCloud cloud_;
  double colour_scale_ = 1;
  float* xyz_;
  uint8_t* rgb_;
  uint8_t* class_id_;
};

std::unique_ptr<ValueReader> readerOf(std::string_view bytes, const ply::Header& header) {
  if (header.encoding == Encoding::ascii) return std::make_unique<TextReader>(bytes, header);
  const bool swap = (header.encoding == Encoding::big_endian) == (std::endian::native == std::endian::little);
  return std::make_unique<BinaryReader>(bytes, header.bytes, swap);
}

Status checkElement(const ply::Element& element, Encoding encoding, size_t bytes_left) {
  const size_t least = leastBytes(element, encoding);
  if (least == 0 ? element.count > 0 : element.count > bytes_left / least) {
    return Error{fmt::format("is cut off: {} records of element '{}' do not fit in {} bytes", element.count,
                             element.name.substr(0, 40), bytes_left)};
  }
  if (element.name != "vertex") return {};
  for (size_t slot = 0; slot < 3; ++slot) {
    if (find(element, slot) == nullptr) return Error{"the vertex element lacks x, y or z"};
  }
  return {};
}

Result<std::optional<PointCloud>> readElement(ValueReader& reader, const ply::Element& element,
                                              Encoding encoding) {
  KERB_CHECK(checkElement(element, encoding, reader.bytesLeft()));
  RecordReader records(reader, element);
  std::optional<CloudBuilder> builder;
  if (element.name == "vertex") builder.emplace(element);
  for (size_t i = 0; i < element.count; ++i) {
    Values values{};
    KERB_CHECK(records.next(values));
    if (builder) builder->add(values);
  }
  if (!builder) return std::optional<PointCloud>();
  return std::optional(builder->take());
}

}  // namespace

Result<PointCloud> parsePly(std::string_view bytes, const std::string& name) {
  KERB_TRY(const ply::Header header, ply::parseHeader(bytes, name));
  const auto reader = readerOf(bytes, header);
  const char* separator = header.encoding == Encoding::ascii ? ":" : ": ";
  for (const auto& element : header.elements) {
    auto cloud = readElement(*reader, element, header.encoding);
    if (!cloud) {
      Error error = cloud.error();
      error.where = name + separator + reader->place();
      return error;
    }
    if (*cloud) return std::move(**cloud);
  }
  return Error{"has no vertex element: no points", name};
}

}  // namespace kerb
