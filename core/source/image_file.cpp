#include "core/source/image_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "core/base/shape.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

/// Decodes from memory: OpenCV's imread prints to stderr and says nothing of why it failed.
Result<cv::Mat> decode(const fs::path& path, int flags) {
  constexpr uint64_t kMost = std::numeric_limits<int>::max();  // OpenCV counts bytes in an int
  KERB_TRY(const std::string bytes, readWhole(path, kMost));
  if (bytes.empty()) return Error{"the file is empty, expected an image", path.string()};
  // imdecode does not write to its input.
  const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));  // NOLINT
  try {
    cv::Mat image = cv::imdecode(raw, flags);
    if (!image.empty()) return image;
  } catch (const cv::Exception& failure) {
    return Error{fmt::format("not a readable image: {}", failure.err), path.string()};
  }
  return Error{
      fmt::format("not a readable image ({} bytes; truncated, or of an unknown format)", bytes.size()),
      path.string()};
}

/// The tensor owns the matrix.
at::Tensor wrap(const cv::Mat& image, at::ScalarType type) {
  const cv::Mat whole = image.isContinuous() ? image : image.clone();
  return at::from_blob(whole.data, {whole.rows, whole.cols, whole.channels()}, [whole](void*) {}, type);
}

Status encode(const fs::path& path, const cv::Mat& image) {
  std::vector<uchar> bytes;
  try {
    const std::vector<int> options{cv::IMWRITE_JPEG_QUALITY, 95, cv::IMWRITE_PNG_COMPRESSION, 1};
    if (!cv::imencode(path.extension().string(), image, bytes, options))
      return Error{"cannot encode the image", path.string()};
  } catch (const cv::Exception& failure) {
    return Error{fmt::format("cannot encode the image: {}", failure.err), path.string()};
  }
  return writeWhole(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<at::Tensor> readImage(const fs::path& path) {
  KERB_TRY(cv::Mat image, decode(path, cv::IMREAD_COLOR));
  cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  return wrap(image, at::kByte).permute({2, 0, 1});
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

bool isImageFile(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::array kKnown{".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".pgm", ".webp", ".tif", ".tiff"};
  return std::ranges::find(kKnown, extension) != kKnown.end();
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
