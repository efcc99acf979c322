#include "core/train/png.h"

#include <algorithm>
#include <string_view>

#include "core/base/checksums.h"
#include "core/base/shape.h"

namespace kerb {
namespace {

void putBigEndian(std::string& out, uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(value >> shift));
}

void putLittleEndian16(std::string& out, size_t value) {
  out.push_back(static_cast<char>(value));
  out.push_back(static_cast<char>(value >> 8U));
}

/// Length, type, data, CRC of type and data.
void putChunk(std::string& out, std::string_view type, std::string_view data) {
  putBigEndian(out, static_cast<uint32_t>(data.size()));
  std::string body(type);
  body += data;
  out += body;
  putBigEndian(out, crc32(body.data(), body.size()));
}

uint32_t adler32(std::string_view bytes) {
  uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16U | a;
}

/// A zlib stream of stored blocks (RFC 1951, 3.2.4).
std::string stored(std::string_view bytes) {
  constexpr size_t kMost = 65535;
  std::string out("\x78\x01", 2);
  const uint32_t checksum = adler32(bytes);
  do {
    const size_t size = std::min(bytes.size(), kMost);
    out.push_back(size == bytes.size() ? '\1' : '\0');
    putLittleEndian16(out, size);
    putLittleEndian16(out, ~size & 0xFFFFU);
    out += bytes.substr(0, size);
    bytes.remove_prefix(size);
  } while (!bytes.empty());
  putBigEndian(out, checksum);
  return out;
}

}  // namespace

std::string encodePng(const at::Tensor& image) {
  expectShape(image, {3, "H", "W"});
  expectType(image, at::kByte);
  const at::Tensor rows = image.cpu().permute({1, 2, 0}).contiguous();
  const auto row_bytes = static_cast<size_t>(3 * rows.size(1));
  const auto* data = reinterpret_cast<const char*>(rows.const_data_ptr<uint8_t>());
  std::string filtered;
  for (int64_t y = 0; y < rows.size(0); ++y) {
    filtered.push_back('\0');  // no filter
    filtered.append(data + static_cast<size_t>(y) * row_bytes, row_bytes);
  }
  std::string header;
  putBigEndian(header, static_cast<uint32_t>(rows.size(1)));
  putBigEndian(header, static_cast<uint32_t>(rows.size(0)));
  header += std::string("\x08\x02\0\0\0", 5);  // 8 bits, RGB
  std::string png("\x89PNG\r\n\x1a\n");
  putChunk(png, "IHDR", header);
  putChunk(png, "IDAT", stored(filtered));
  putChunk(png, "IEND", {});
  return png;
}

}  // namespace kerb
