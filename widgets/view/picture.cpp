#include "widgets/view/picture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr int kPixelsForOne = 2;     // of a reduction, each way, for one pixel of the screen
constexpr int kLargestFactor = 128;  // sums of a column fit into 16 bits

/// Sums of `rows` rows of `bytes` bytes.
void addRows(const uint8_t* in, int64_t rows, int64_t bytes, std::vector<uint16_t>& sums) {
  std::ranges::fill(sums, uint16_t{0});
  for (int64_t y = 0; y < rows; ++y, in += bytes)
    for (int64_t i = 0; i < bytes; ++i)
      sums[static_cast<size_t>(i)] = static_cast<uint16_t>(sums[static_cast<size_t>(i)] + in[i]);
}

at::Tensor middlesOf(int64_t length, int factor) {
  const at::Tensor squares = at::arange((length + factor - 1) / factor, at::kLong);
  return squares.mul(factor).add(factor / 2).clamp_max(length - 1);
}

QImage fittedTo(const Picture& picture, QSize on_screen) {
  // A reduction may reach beyond the picture, by less than one of its pixels.
  const auto scaled = [&](int image, int size, int shown) {
    return static_cast<int>(std::lround(static_cast<double>(shown) * image * picture.factor / size));
  };
  const QSize whole(
      std::max(scaled(picture.image.width(), picture.size.width(), on_screen.width()), on_screen.width()),
      std::max(scaled(picture.image.height(), picture.size.height(), on_screen.height()),
               on_screen.height()));
  const QImage fitted = picture.image.scaled(whole, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                            .convertToFormat(QImage::Format_RGB32);
  return whole == on_screen ? fitted : fitted.copy(QRect(QPoint(), on_screen));
}

}  // namespace

QImage toImage(const at::Tensor& rgb) {
  expectShape(rgb, {3, "H", "W"});
  expectType(rgb, at::kByte);
  const at::Tensor rows = rgb.permute({1, 2, 0}).contiguous();  // no copy of interleaved memory
  const auto height = static_cast<int>(rows.size(0));
  const auto width = static_cast<int>(rows.size(1));
  QImage image(width, height, QImage::Format_RGB32);
  const uint8_t* in = rows.const_data_ptr<uint8_t>();
  for (int y = 0; y < height; ++y) {
    auto* out = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < width; ++x, in += 3) out[x] = qRgb(in[0], in[1], in[2]);
  }
  return image;
}

int reductionFor(QSize picture, QSize on_screen) {
  if (on_screen.isEmpty()) return 1;
  return std::clamp(std::min(picture.width() / (kPixelsForOne * on_screen.width()),
                             picture.height() / (kPixelsForOne * on_screen.height())),
                    1, kLargestFactor);
}

at::Tensor reduced(const at::Tensor& rgb, int factor) {
  expectShape(rgb, {3, "H", "W"});
  expectType(rgb, at::kByte);
  if (factor < 2) return rgb;
  const at::Tensor rows = rgb.permute({1, 2, 0}).contiguous();
  const int64_t height = rows.size(0);
  const int64_t width = rows.size(1);
  const at::Tensor few =
      at::empty({(height + factor - 1) / factor, (width + factor - 1) / factor, 3}, at::kByte);
  auto* out = few.mutable_data_ptr<uint8_t>();
  std::vector<uint16_t> sums(static_cast<size_t>(width) * 3);
  for (int64_t y = 0; y < height; y += factor) {
    const int64_t tall = std::min<int64_t>(factor, height - y);
    addRows(rows.const_data_ptr<uint8_t>() + y * width * 3, tall, width * 3, sums);
    for (int64_t x = 0; x < width; x += factor, out += 3) {
      const int64_t wide = std::min<int64_t>(factor, width - x);
      const auto pixels = static_cast<uint32_t>(tall * wide);
      for (size_t c = 0; c < 3; ++c) {
        uint32_t sum = pixels / 2;
        for (int64_t i = x; i < x + wide; ++i) sum += sums[static_cast<size_t>(i) * 3 + c];
        out[c] = static_cast<uint8_t>(sum / pixels);
      }
    }
  }
  return few.permute({2, 0, 1});
}

at::Tensor middles(const at::Tensor& map, int factor) {
  expectShape(map, {"H", "W"});
  if (factor < 2) return map;
  return map.index_select(0, middlesOf(map.size(0), factor)).index_select(1, middlesOf(map.size(1), factor));
}

bool Picture::isEnoughFor(QSize on_screen) const {
  return factor == 1 || (image.width() >= on_screen.width() && image.height() >= on_screen.height());
}

Picture pictureOf(QImage image, QSize size_on_screen, qint64 index) {
  const QSize size = image.size();
  return pictureOf(std::move(image), size, 1, size_on_screen, index);
}

Picture pictureOf(QImage image, QSize size, int factor, QSize size_on_screen, qint64 index) {
  Picture picture{std::move(image), size, factor, {}, index};
  if (!size_on_screen.isEmpty() && size_on_screen.width() < size.width())
    picture.fitted = fittedTo(picture, size_on_screen);
  return picture;
}

}  // namespace kerb
