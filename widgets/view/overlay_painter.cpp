#include "widgets/view/overlay_painter.h"

#include <QCoreApplication>
#include <utility>

#include <ATen/core/Tensor.h>

#include "core/base/one_thread.h"
#include "core/prediction/overlay.h"

namespace kerb {
namespace {

std::array<double, 256> sharesOf(const at::Tensor& ids) {
  const at::Tensor all = ids.contiguous();
  // Neighbours have the same class: one counter would wait for its own last count.
  std::array<std::array<int64_t, 256>, 4> counts{};
  const uint8_t* id = all.const_data_ptr<uint8_t>();
  for (int64_t i = 0; i < all.numel(); ++i) ++counts[static_cast<size_t>(i) % 4][id[i]];
  std::array<double, 256> shares{};
  for (size_t i = 0; i < shares.size(); ++i) {
    const int64_t count = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
    shares[i] = static_cast<double>(count) / static_cast<double>(all.numel());
  }
  return shares;
}

QImage overlaid(const at::Tensor& image, const OverlayJob& job, int factor) {
  const SemanticMap labels{middles(job.labels->ids, factor), job.labels->taxonomy};
  QImage picture(static_cast<int>(image.size(2)), static_cast<int>(image.size(1)), QImage::Format_RGB32);
  overlayPixels(
      image, labels,
      {job.settings.opacity, job.settings.contours, ofTaxonomy(job.settings.colours, labels.taxonomy),
       hiddenOf(job.settings.hidden, labels.taxonomy)},
      reinterpret_cast<uint32_t*>(picture.bits()), picture.bytesPerLine() / 4);
  return picture;
}

std::string misfit(const Frame& frame, const SemanticMap& labels) {
  const auto& ids = labels.ids;
  if (ids.dim() == 2 && ids.size(0) == frame.height() && ids.size(1) == frame.width() && ids.numel() > 0)
    return {};
  if (ids.dim() != 2)
    return QCoreApplication::translate("OverlayPainter", "labels that are no map are not shown")
        .toStdString();
  return QCoreApplication::translate("OverlayPainter",
                                     "labels of another size (%1 × %2) than the picture are not shown")
      .arg(ids.size(1))
      .arg(ids.size(0))
      .toStdString();
}

}  // namespace

Result<PaintedOverlay> paintOverlay(const OverlayJob& job) {
  workOnOneThread();
  PaintedOverlay painted;
  const QSize size(static_cast<int>(job.frame->width()), static_cast<int>(job.frame->height()));
  const int factor = reductionFor(size, job.size_on_screen);
  const at::Tensor image = reduced(job.frame->image, factor);
  painted.note = job.note;
  if (job.labels) {
    const std::string reason = misfit(*job.frame, *job.labels);
    painted.has_labels = reason.empty();
    if (!reason.empty()) painted.note += (job.note.empty() ? "" : " · ") + reason;
  }
  if (painted.has_labels) {
    painted.taxonomy = job.labels->taxonomy;
    painted.shares = sharesOf(job.labels->ids);
  }
  QImage shown = painted.has_labels && job.settings.shown ? overlaid(image, job, factor) : toImage(image);
  painted.picture = pictureOf(std::move(shown), size, factor, job.size_on_screen, job.frame->index);
  return painted;
}

}  // namespace kerb
