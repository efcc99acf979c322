#include "core/source/image_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>  // its constants alone: see image_codecs.h
#include <opencv2/imgproc.hpp>

#include "core/base/checksums.h"
#include "core/base/file.h"
#include "core/base/shape.h"
#include "core/source/image_codecs.h"
#include "core/source/small_picture.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMostBytes = std::numeric_limits<int>::max();  // OpenCV counts bytes in an int

bool isJpeg(std::string_view bytes) { return bytes.starts_with("\xff\xd8"); }

/// A JPEG's segments up to its end marker (ISO 10918-1, annex B). The decoder fills what is missing with
/// grey, and says nothing.
bool isCutJpeg(std::string_view bytes) {
  if (!isJpeg(bytes)) return false;
  size_t at = 2;
  while (true) {
    // To the next marker: over padding, and over coded data, where FF is followed by 0 or by a restart.
    at = bytes.find('\xff', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) return true;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    const bool is_alone = marker <= 1 || (marker >= 0xD0 && marker <= 0xD8) || marker == 0xFF;
    if (marker == 0xD9) return false;
    at += marker == 0xFF ? 1 : 2;
    if (is_alone) continue;
    if (at + 2 > bytes.size()) return true;
    at += static_cast<size_t>(static_cast<unsigned char>(bytes[at])) << 8U |
          static_cast<unsigned char>(bytes[at + 1]);
    if (at > bytes.size()) return true;
  }
}

/// From memory: OpenCV's imread prints to stderr and says nothing of why it failed.
Result<cv::Mat> decodeBytes(const std::string& bytes, const fs::path& path, int flags) {
  if (bytes.empty()) return Error{"the file is empty, expected an image", path.string()};
  if (isCutJpeg(bytes))
    return Error{fmt::format("the JPEG is cut off after {} bytes: it has no end", bytes.size()),
                 path.string(), "Copy it again"};
  KERB_TRY(const ImageCodecs* codecs, imageCodecs());
  // decode does not write to its input.
  const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));  // NOLINT
  try {
    cv::Mat image = codecs->decode(raw, flags);
    if (!image.empty()) return image;
  } catch (const cv::Exception& failure) {
    return Error{fmt::format("not a readable image: {}", failure.err), path.string()};
  }
  return Error{
      fmt::format("not a readable image ({} bytes; truncated, or of an unknown format)", bytes.size()),
      path.string()};
}

Result<cv::Mat> decode(const fs::path& path, int flags) {
  KERB_TRY(const std::string bytes, readWhole(path, kMostBytes));
  return decodeBytes(bytes, path, flags);
}

// Where IHDR, always the first chunk of a PNG, has its bit depth and its colour type; its checksum follows.
constexpr size_t kPngDepth = 24;
constexpr size_t kPngColourType = 25;
constexpr size_t kPngChunks = 33;
constexpr size_t kPngHeaderType = 12;
constexpr size_t kPngHeaderChecksum = 29;

bool isPalettePng(std::string_view bytes) {
  return bytes.size() > kPngChunks && bytes.starts_with("\x89PNG\r\n\x1a\n") && bytes[kPngColourType] == 3;
}

uint32_t bigEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// The same PNG as a grey one, whose pixels are then the indices: OpenCV gives only the palette's colours.
std::string withoutPalette(std::string_view bytes) {
  std::string grey(bytes.substr(0, kPngChunks));
  grey[kPngColourType] = 0;
  const uint32_t crc = crc32(grey.data() + kPngHeaderType, kPngHeaderChecksum - kPngHeaderType);
  for (size_t i = 0; i < 4; ++i) grey[kPngHeaderChecksum + i] = static_cast<char>(crc >> (24 - 8 * i));
  bytes.remove_prefix(kPngChunks);
  while (bytes.size() >= 12) {
    const size_t size = std::min<size_t>(size_t{12} + bigEndian(bytes), bytes.size());
    const std::string_view type = bytes.substr(4, 4);
    if (type == "IDAT" || type == "IEND") grey += bytes.substr(0, size);
    bytes.remove_prefix(size);
  }
  return grey;
}

/// The tensor owns the matrix.
at::Tensor wrap(const cv::Mat& image, at::ScalarType type) {
  const cv::Mat whole = image.isContinuous() ? image : image.clone();
  return at::from_blob(whole.data, {whole.rows, whole.cols, whole.channels()}, [whole](void*) {}, type);
}

/// [3,H,W]; `bgr` is overwritten.
at::Tensor rgbOf(cv::Mat& bgr) {
  cv::cvtColor(bgr, bgr, cv::COLOR_BGR2RGB);
  return wrap(bgr, at::kByte).permute({2, 0, 1});
}

Status encode(const fs::path& path, const cv::Mat& image) {
  KERB_TRY(const ImageCodecs* codecs, imageCodecs());
  std::vector<uchar> bytes;
  try {
    const std::vector<int> options{cv::IMWRITE_JPEG_QUALITY, 95, cv::IMWRITE_PNG_COMPRESSION, 1};
    if (!codecs->encode(path.extension().string(), image, bytes, options))
      return Error{"cannot encode the image", path.string()};
  } catch (const cv::Exception& failure) {
    return Error{fmt::format("cannot encode the image: {}", failure.err), path.string()};
  }
  return writeWhole(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<at::Tensor> readImage(const fs::path& path) {
  KERB_TRY(cv::Mat image, decode(path, cv::IMREAD_COLOR));
  return rgbOf(image);
}

Result<std::optional<at::Tensor>> readSmallImage(const fs::path& path, int64_t at_least) {
  KERB_TRY(const ImageSize size, readImageSize(path));
  int flags = cv::IMREAD_COLOR;
  for (const auto& [part, reduced] : {std::pair{int64_t{2}, int{cv::IMREAD_REDUCED_COLOR_2}},
                                      {4, cv::IMREAD_REDUCED_COLOR_4},
                                      {8, cv::IMREAD_REDUCED_COLOR_8}}) {
    if (size.width / part >= at_least) flags = reduced;
  }
  if (flags == cv::IMREAD_COLOR) return std::optional<at::Tensor>();
  KERB_TRY(const std::string bytes, readWhole(path, kMostBytes));
  if (!isJpeg(bytes)) return std::optional<at::Tensor>();  // others are decoded whole all the same
  KERB_TRY(cv::Mat image, decodeBytes(bytes, path, flags));
  return std::optional(rgbOf(image));
}

Result<at::Tensor> readSingleChannel(const fs::path& path) {
  KERB_TRY(const cv::Mat image, decode(path, cv::IMREAD_UNCHANGED));
  if (image.channels() != 1)
    return Error{fmt::format("has {} channels, expected one", image.channels()), path.string()};
  if (image.depth() == CV_8U) return wrap(image, at::kByte).squeeze(2);
  if (image.depth() != CV_16U) return Error{"is neither 8 nor 16 bits deep", path.string()};
  cv::Mat wide;
  image.convertTo(wide, CV_32S);
  return wrap(wide, at::kInt).squeeze(2);
}

Result<at::Tensor> readColour16(const fs::path& path) {
  KERB_TRY(cv::Mat image, decode(path, cv::IMREAD_UNCHANGED));
  if (image.channels() != 3 || image.depth() != CV_16U)
    return Error{
        fmt::format("has {} channels of {} bits, expected 3 of 16", image.channels(), 8 * image.elemSize1()),
        path.string()};
  cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  cv::Mat wide;
  image.convertTo(wide, CV_32S);
  return wrap(wide, at::kInt);
}

Result<at::Tensor> readIndices(const fs::path& path) {
  KERB_TRY(std::string bytes, readWhole(path, kMostBytes));
  if (isPalettePng(bytes)) {
    if (bytes[kPngDepth] != 8)
      return Error{fmt::format("has a palette of {} bits, expected 8", int{bytes[kPngDepth]}), path.string()};
    bytes = withoutPalette(bytes);
  }
  KERB_TRY(const cv::Mat image, decodeBytes(bytes, path, cv::IMREAD_UNCHANGED));
  if (image.channels() != 1 || image.depth() != CV_8U)
    return Error{fmt::format("has {} channels of {} bits, expected a palette or grey of 8 bits",
                             image.channels(), 8 * image.elemSize1()),
                 path.string()};
  return wrap(image, at::kByte).squeeze(2);
}

bool isImageFile(const fs::path& path) { return isImageExtension(path.extension().string()); }

bool isImageExtension(std::string_view extension) {
  constexpr std::array<std::string_view, 9> kKnown{".png", ".jpg",  ".jpeg", ".bmp", ".ppm",
                                                   ".pgm", ".webp", ".tif",  ".tiff"};
  constexpr size_t kLongest = 5;
  if (extension.size() > kLongest) return false;
  std::string lower(extension);  // short enough to need no memory of its own
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::find(kKnown, lower) != kKnown.end();
}

Status writeImage(const fs::path& path, const at::Tensor& image) {
  expectType(image, at::kByte);
  if (image.dim() == 2) {
    const at::Tensor grey = image.contiguous();
    return encode(path, cv::Mat(static_cast<int>(grey.size(0)), static_cast<int>(grey.size(1)), CV_8U,
                                grey.data_ptr()));
  }
  expectShape(image, {3, "H", "W"});
  const at::Tensor bgr = image.permute({1, 2, 0}).flip(2).contiguous();
  return encode(
      path, cv::Mat(static_cast<int>(bgr.size(0)), static_cast<int>(bgr.size(1)), CV_8UC3, bgr.data_ptr()));
}

Status writePng16(const fs::path& path, const at::Tensor& values) {
  expectShape(values, {"H", "W"});
  expectType(values, at::kInt);
  const at::Tensor whole = values.contiguous();
  const cv::Mat wide(static_cast<int>(whole.size(0)), static_cast<int>(whole.size(1)), CV_32S,
                     whole.data_ptr());
  cv::Mat narrow;
  wide.convertTo(narrow, CV_16U);
  return encode(path, narrow);
}

}  // namespace kerb
