#include "widgets/view/picture.h"

#include <ATen/core/Tensor.h>

#include "core/base/shape.h"

namespace kerb {

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

Picture pictureOf(QImage full, QSize size_on_screen, qint64 index) {
  Picture picture{std::move(full), {}, index};
  if (!size_on_screen.isEmpty() && size_on_screen.width() < picture.full.width())
    picture.fitted = picture.full.scaled(size_on_screen, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                         .convertToFormat(QImage::Format_RGB32);
  return picture;
}

}  // namespace kerb
