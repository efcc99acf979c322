#include "widgets/view/overlay_painter.h"

#include <QCoreApplication>

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

/// Hidden classes become unlabelled, which shows the picture.
SemanticMap visibleOf(const SemanticMap& labels, const OverlaySettings& settings, int factor) {
  const auto hidden = hiddenOf(settings.hidden, labels.taxonomy);
  LabelTable table{};
  for (size_t id = 0; id < table.size(); ++id)
    table[id] = hidden[id] ? kIgnoreLabel : static_cast<uint8_t>(id);
  return {mapLabels(middles(labels.ids, factor), table), labels.taxonomy};
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
  at::Tensor image = reduced(job.frame->image, factor);
  painted.note = job.note;
  if (job.labels) {
    const std::string reason = misfit(*job.frame, *job.labels);
    painted.has_labels = reason.empty();
    if (!reason.empty()) painted.note += (job.note.empty() ? "" : " · ") + reason;
  }
  if (painted.has_labels) {
    painted.taxonomy = job.labels->taxonomy;
    painted.shares = sharesOf(job.labels->ids);
    if (job.settings.shown)
      image = overlayLabels(image, visibleOf(*job.labels, job.settings, factor),
                            {job.settings.opacity, job.settings.contours,
                             ofTaxonomy(job.settings.colours, job.labels->taxonomy)});
  }
  painted.picture = pictureOf(toImage(image), size, factor, job.size_on_screen, job.frame->index);
  return painted;
}

}  // namespace kerb
