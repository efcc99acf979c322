#include "core/source/picture.h"

#include <algorithm>
#include <cstring>

#include <ATen/ATen.h>
#include <fmt/format.h>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

namespace kerb::libav {
namespace {

constexpr int64_t kBudgetBytes = int64_t{64} << 20;
constexpr size_t kMostPictures = 512;
// As many as leave the decoder at once at the end of a stream.
constexpr size_t kFewestPictures = 6;

/// The deprecated "J" formats are the plain ones with full range.
AVPixelFormat withoutRange(int format, bool& full_range) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      full_range = true;
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      full_range = true;
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      full_range = true;
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      full_range = true;
      return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ411P:
      full_range = true;
      return AV_PIX_FMT_YUV411P;
    default:
      return static_cast<AVPixelFormat>(format);
  }
}

int64_t bytesOf(const AVFrame& picture) {
  return std::max(1, av_image_get_buffer_size(static_cast<AVPixelFormat>(picture.format), picture.width,
                                              picture.height, 32));
}

}  // namespace

AVColorSpace colourSpaceFor(AVColorSpace named, int width, int height) {
  if (named != AVCOL_SPC_UNSPECIFIED) return named;
  return width >= 1280 || height > 576 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

Result<at::Tensor> RgbConverter::convert(const AVFrame& picture, int quarter_turns, bool mirrored) {
  bool full_range = picture.color_range == AVCOL_RANGE_JPEG;
  const AVPixelFormat format = withoutRange(picture.format, full_range);
  const int width = picture.width;
  const int height = picture.height;
  scaler_.reset(sws_getCachedContext(scaler_.release(), width, height, format, width, height,
                                     AV_PIX_FMT_RGB24, SWS_BILINEAR, nullptr, nullptr, nullptr));
  if (!scaler_) {
    const char* name = av_get_pix_fmt_name(format);
    return Error{fmt::format("pixels of format {} cannot be converted to RGB", name != nullptr ? name : "?")};
  }
  const int* from = sws_getCoefficients(colourSpaceFor(picture.colorspace, width, height));
  const int* to = sws_getCoefficients(SWS_CS_DEFAULT);
  constexpr int kOne = 1 << 16;  // contrast and saturation in 16.16
  sws_setColorspaceDetails(scaler_.get(), from, full_range ? 1 : 0, to, 1, 0, kOne, kOne);
  // Its vector code writes whole vectors: rows are padded where the width is not a multiple of them.
  const int64_t padded = (int64_t{width} + 31) / 32 * 32;
  at::Tensor rows = at::empty({height, padded, 3}, at::kByte);
  uint8_t* planes[] = {rows.data_ptr<uint8_t>()};  // NOLINT: what libswscale takes
  const int strides[] = {static_cast<int>(padded * 3)};
  if (sws_scale(scaler_.get(), picture.data, picture.linesize, 0, height, planes, strides) != height)
    return Error{"the picture cannot be converted to RGB"};
  rows = rows.narrow(1, 0, width);
  if (quarter_turns != 0) rows = at::rot90(rows, quarter_turns, {0, 1});
  if (mirrored) rows = rows.flip(1);
  return rows.contiguous().permute({2, 0, 1});
}

const AVFrame* PictureCache::find(int64_t packet) {
  const auto found = std::ranges::find(entries_, packet, &Entry::packet);
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return entries_.front().picture.get();
}

void PictureCache::put(int64_t packet, Picture picture) {
  if (find(packet) != nullptr) return;
  const int64_t bytes = bytesOf(*picture);
  entries_.push_front({packet, bytes, std::move(picture)});
  bytes_ += bytes;
  while (entries_.size() > kMostPictures || (bytes_ > kBudgetBytes && entries_.size() > kFewestPictures)) {
    bytes_ -= entries_.back().bytes;
    entries_.pop_back();
  }
}

void PictureCache::clear() {
  entries_.clear();
  bytes_ = 0;
}

int64_t PictureCache::capacity() const {
  if (entries_.empty()) return static_cast<int64_t>(kFewestPictures);
  return std::clamp<int64_t>(kBudgetBytes / entries_.front().bytes, kFewestPictures, kMostPictures);
}

}  // namespace kerb::libav
