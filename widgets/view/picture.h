// Pictures for the screen, made on a worker: nothing here belongs to the UI thread.
#pragma once

#include <QImage>

#include <ATen/core/Tensor.h>

namespace kerb {

/// rgb  [3,H,W] uint8 on the CPU, any strides
/// returns  the same as Format_RGB32, the format that is painted fastest
QImage toImage(const at::Tensor& rgb);

/// A picture, and a copy of it at the size at which the view shows it when that is smaller: painting then
/// copies.
struct Picture {
  QImage full;
  QImage fitted;     ///< may be null
  qint64 index = 0;  ///< of the frame
};

/// Fills `fitted`. An empty size, or one that is not smaller: there is none.
Picture pictureOf(QImage full, QSize size_on_screen, qint64 index);

}  // namespace kerb
