// Pictures for the screen, made on a worker: nothing here belongs to the UI thread.
#pragma once

#include <QImage>

#include <ATen/core/Tensor.h>

namespace kerb {

/// rgb  [3,H,W] uint8 on the CPU, any strides
/// returns  the same as Format_RGB32, the format that is painted fastest
QImage toImage(const at::Tensor& rgb);

/// By how much a picture may be made smaller before it is coloured: what is left has at least twice the
/// pixels, each way, of the place where it is shown, and no 4K picture costs more than the screen can show.
/// returns  >= 1; 1 too where `on_screen` is empty
int reductionFor(QSize picture, QSize on_screen);

/// Means of squares of `factor` pixels; at the right and lower border of what is left of a square.
/// rgb      [3,H,W] uint8 on the CPU
/// factor   1 to 128
/// returns  [3,ceil(H/factor),ceil(W/factor)] uint8
at::Tensor reduced(const at::Tensor& rgb, int factor);

/// The pixel in the middle of each of the same squares, for maps whose values must not be mixed.
/// map      [H,W]
/// returns  [ceil(H/factor),ceil(W/factor)]
at::Tensor middles(const at::Tensor& map, int factor);

/// A picture, and a copy of it at the size at which the view shows it when that is smaller: painting then
/// copies.
struct Picture {
  QImage image;      ///< the picture, or its reduction
  QSize size;        ///< of the picture itself; image.size() where that is no reduction
  int factor = 1;    ///< of the reduction: see reductionFor()
  QImage fitted;     ///< may be null
  qint64 index = 0;  ///< of the frame

  /// Whether image() has all the pixels that a view of this size can show.
  bool isEnoughFor(QSize on_screen) const;
};

/// Fills `fitted`. An empty size, or one that is not smaller: there is none.
Picture pictureOf(QImage image, QSize size_on_screen, qint64 index);

/// The same for a picture of the size `size` of which `image` is the reduction by `factor`.
Picture pictureOf(QImage image, QSize size, int factor, QSize size_on_screen, qint64 index);

}  // namespace kerb
