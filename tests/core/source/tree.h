// Small data sets in the true layouts, written by code that shares nothing with the readers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/source/source.h"
#include "tests/temporary_folder.h"

namespace kerb {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

inline void writeText(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string readText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void bigEndian(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFFU));
}

/// PNG's CRC-32 and zlib's Adler-32, bit by bit.
inline uint32_t crc32(const std::string& bytes) {
  uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int k = 0; k < 8; ++k) crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xEDB88320U : crc >> 1U;
  }
  return ~crc;
}

inline uint32_t adler32(const std::string& bytes) {
  uint32_t a = 1;
  uint32_t b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<unsigned char>(byte)) % 65521U;
    b = (b + a) % 65521U;
  }
  return b << 16U | a;
}

inline void pngChunk(std::string& out, const std::string& type, const std::string& data) {
  bigEndian(out, static_cast<uint32_t>(data.size()));
  out += type + data;
  bigEndian(out, crc32(type + data));
}

/// zlib's format with stored (uncompressed) blocks.
inline std::string zlibStored(const std::string& raw) {
  constexpr size_t kBlock = 60000;
  std::string zlib = "\x78\x01";
  for (size_t at = 0; at < raw.size(); at += kBlock) {
    const std::string block = raw.substr(at, kBlock);
    const auto size = static_cast<unsigned>(block.size());
    zlib.push_back(static_cast<char>(at + kBlock >= raw.size()));
    for (const unsigned part : {size & 0xFFU, size >> 8U, ~size & 0xFFU, ~size >> 8U & 0xFFU})
      zlib.push_back(static_cast<char>(part));
    zlib += block;
  }
  bigEndian(zlib, adler32(raw));
  return zlib;
}

/// A PNG with stored (uncompressed) pixels: `channels` 1 or 3 of `bits` 8 or 16 (big-endian), row by row;
/// with a palette (RGB triples) one index each. Rows under 65 kB.
inline std::string png(int width, int height, int channels, const std::string& pixels, int bits = 8,
                       const std::string& palette = "") {
  std::string header;
  bigEndian(header, static_cast<uint32_t>(width));
  bigEndian(header, static_cast<uint32_t>(height));
  const int colour_type = palette.empty() ? (channels == 3 ? 2 : 0) : 3;
  header += std::string{static_cast<char>(bits), static_cast<char>(colour_type), 0, 0, 0};
  std::string raw;
  const auto row = static_cast<size_t>(width * channels * bits / 8);
  for (int y = 0; y < height; ++y) raw += '\0' + pixels.substr(static_cast<size_t>(y) * row, row);
  std::string out = "\x89PNG\r\n\x1a\n";
  pngChunk(out, "IHDR", header);
  if (!palette.empty()) pngChunk(out, "PLTE", palette);
  pngChunk(out, "IDAT", zlibStored(raw));
  pngChunk(out, "IEND", "");
  return out;
}

inline void writeColour(const fs::path& path, int width, int height, int red) {
  std::string pixels;
  for (int i = 0; i < width * height; ++i)
    pixels += std::string{static_cast<char>(red), static_cast<char>(i % width), static_cast<char>(i / width)};
  writeText(path, png(width, height, 3, pixels));
}

inline void writeGrey(const fs::path& path, int width, int height, int value) {
  writeText(path, png(width, height, 1,
                      std::string(static_cast<size_t>(width * height), static_cast<char>(value))));
}

/// 16 bits: value(column, row, channel).
template <class Value>
void write16(const fs::path& path, int width, int height, int channels, Value value) {
  std::string pixels;
  for (int i = 0; i < width * height; ++i) {
    for (int c = 0; c < channels; ++c) {
      const auto v = static_cast<unsigned>(value(i % width, i / width, c));
      pixels += std::string{static_cast<char>(v >> 8U), static_cast<char>(v & 0xFFU)};
    }
  }
  writeText(path, png(width, height, channels, pixels, 16));
}

/// 8 bits, one channel: value(column, row); with a palette its indices.
template <class Value>
void write8(const fs::path& path, int width, int height, Value value, const std::string& palette = "") {
  std::string pixels;
  for (int i = 0; i < width * height; ++i) pixels.push_back(static_cast<char>(value(i % width, i / width)));
  writeText(path, png(width, height, 1, pixels, 8, palette));
}

inline void writeScan(const fs::path& path, const std::vector<float>& numbers) {
  writeText(path, {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)});
}

/// The message of a failed open, or "opened".
inline std::string openError(const fs::path& path, const SourceOptions& options = {}) {
  const auto source = openSource(path, options);
  return source ? "opened" : source.error().message();
}

inline std::string readError(const Source& source, int64_t index, FrameParts parts = FrameParts::all()) {
  const auto frame = source.at(index, parts);
  return frame ? "read" : frame.error().message();
}

}  // namespace kerb
