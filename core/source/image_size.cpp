// Width and height from the headers of image files, so that a folder opens without decoding a picture.
#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/image_file.h"

namespace kerb {
namespace {

/// Bytes with numbers at positions; a position past the end gives nothing.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  std::optional<uint32_t> number(size_t at, size_t size, bool big_endian) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i) {
      const size_t k = big_endian ? i : size - 1 - i;
      value = value << 8U | static_cast<unsigned char>(bytes_[at + k]);
    }
    return value;
  }
  bool says(size_t at, std::string_view text) const {
    return at <= bytes_.size() && bytes_.substr(at, text.size()) == text;
  }
  std::string_view view() const { return bytes_; }

 private:
  std::string_view bytes_;
};

using Size = std::optional<ImageSize>;

Size sizeOf(std::optional<uint32_t> width, std::optional<uint32_t> height) {
  if (!width || !height || *width == 0 || *height == 0) return std::nullopt;
  return ImageSize{*width, *height};
}

/// The value of a tag in the first TIFF directory; the TIFF header lies at `base`.
std::optional<uint32_t> tiffTag(const Bytes& b, size_t base, uint32_t tag) {
  const bool big = b.says(base, "MM");
  if (!big && !b.says(base, "II")) return std::nullopt;
  const auto directory = b.number(base + 4, 4, big);
  if (!directory) return std::nullopt;
  const size_t first = base + *directory;
  const auto count = b.number(first, 2, big);
  for (uint32_t i = 0; count && i < *count; ++i) {
    const size_t entry = first + 2 + size_t{12} * i;
    const auto id = b.number(entry, 2, big);
    if (!id) return std::nullopt;
    if (*id != tag) continue;
    const bool is_short = b.number(entry + 2, 2, big) == 3U;
    return b.number(entry + 8, is_short ? 2 : 4, big);
  }
  return std::nullopt;
}

/// OpenCV turns pictures by their EXIF orientation; 5 to 8 swap the sides.
Size jpegSize(const Bytes& b) {
  bool swapped = false;
  for (size_t at = 2;;) {
    const auto marker = b.number(at, 2, true);
    const auto length = b.number(at + 2, 2, true);
    if (!marker || !length || *marker < 0xFF00U || *length < 2) return std::nullopt;
    if (*marker == 0xFFFFU) {  // fill byte
      ++at;
      continue;
    }
    if (*marker == 0xFFE1U && b.says(at + 4, std::string_view("Exif\0\0", 6)))
      swapped = tiffTag(b, at + 10, 0x112).value_or(1) >= 5;
    const bool frame_header = *marker >= 0xFFC0U && *marker <= 0xFFCFU && *marker != 0xFFC4U &&
                              *marker != 0xFFC8U && *marker != 0xFFCCU;
    if (frame_header) {
      const auto height = b.number(at + 5, 2, true);
      const auto width = b.number(at + 7, 2, true);
      return swapped ? sizeOf(height, width) : sizeOf(width, height);
    }
    at += 2 + *length;
  }
}

Size pnmSize(const Bytes& b) {
  std::array<std::optional<uint32_t>, 2> sides;
  std::string_view rest = b.view().substr(2);
  for (auto& side : sides) {
    for (;;) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
      if (!rest.starts_with('#')) break;
      rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    }
    const size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const auto number = parseInteger(rest.substr(0, end));
    if (!number || *number > INT32_MAX) return std::nullopt;
    side = static_cast<uint32_t>(*number);
    rest.remove_prefix(end);
  }
  return sizeOf(sides[0], sides[1]);
}

/// 24 or 14 bits of a little-endian number, plus one.
std::optional<uint32_t> plusOne(std::optional<uint32_t> value, unsigned shift, uint32_t mask) {
  if (!value) return std::nullopt;
  return (*value >> shift & mask) + 1;
}

Size webpSize(const Bytes& b) {
  if (b.says(12, "VP8X"))
    return sizeOf(plusOne(b.number(24, 3, false), 0, 0xFFFFFF), plusOne(b.number(27, 3, false), 0, 0xFFFFFF));
  if (b.says(12, "VP8L"))
    return sizeOf(plusOne(b.number(21, 4, false), 0, 0x3FFF), plusOne(b.number(21, 4, false), 14, 0x3FFF));
  if (!b.says(12, "VP8 ")) return std::nullopt;
  const auto width = b.number(26, 2, false);
  const auto height = b.number(28, 2, false);
  if (!width || !height) return std::nullopt;
  return sizeOf(*width & 0x3FFFU, *height & 0x3FFFU);
}

Size bmpSize(const Bytes& b) {
  const auto height = b.number(22, 4, false);
  if (!height) return std::nullopt;
  const auto rows = static_cast<int32_t>(*height);  // negative: stored from the top
  return sizeOf(b.number(18, 4, false), rows < 0 ? 0U - *height : *height);
}

Size headerSize(const Bytes& b) {
  if (b.says(0, "\x89PNG\r\n\x1a\n")) return sizeOf(b.number(16, 4, true), b.number(20, 4, true));
  if (b.says(0, "\xFF\xD8")) return jpegSize(b);
  if (b.says(0, "BM")) return bmpSize(b);
  if (b.says(0, "RIFF") && b.says(8, "WEBP")) return webpSize(b);
  if (b.says(0, "P5") || b.says(0, "P6")) return pnmSize(b);
  return sizeOf(tiffTag(b, 0, 256), tiffTag(b, 0, 257));
}

}  // namespace

Result<ImageSize> readImageSize(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure)) return Error{"is no file", path.string()};
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return Error{"cannot open the image", path.string()};
  std::string head(size_t{1} << 16, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  if (const Size size = headerSize(Bytes(head))) return *size;
  // A header behind a large colour profile or thumbnail, a TIFF directory at the end: decode it.
  KERB_TRY(const at::Tensor image, readImage(path));
  return ImageSize{image.size(2), image.size(1)};
}

}  // namespace kerb
