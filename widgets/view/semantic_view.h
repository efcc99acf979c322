// The camera's picture with its semantic classes over it.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "widgets/bridge/latest_worker.h"
#include "widgets/view/overlay_painter.h"

namespace kerb {

class ImageCanvas;
class ViewLink;

class SemanticView : public QWidget {
  Q_OBJECT

 public:
  explicit SemanticView(ViewLink* link, QWidget* parent = nullptr);

  /// Shows this frame, with its own labels where it has any.
  void setFrame(std::shared_ptr<const Frame> frame);
  /// Labels that a method gave for the frame `index`, where the frame has none of its own.
  void setPredictedLabels(qint64 index, const std::optional<SemanticMap>& labels);
  void clear();

  ImageCanvas* canvas() { return canvas_; }
  const OverlaySettings& settings() const { return settings_; }
  void setSettings(const OverlaySettings& settings);
  /// Of the frame that is shown: its own, or those that a method gave for it.
  std::optional<SemanticMap> labels() const;

 Q_SIGNALS:
  /// labels() are others now.
  void labelsChanged();
  /// A frame is painted: its classes for a legend.
  void overlayPainted(const kerb::PaintedOverlay& painted);

 private:
  void repaintOverlay();
  void receive(const Result<PaintedOverlay>& painted);
  QString readout(QPoint pixel) const;

  std::shared_ptr<const Frame> frame_;
  qint64 predicted_index_ = -1;
  std::optional<SemanticMap> predicted_;
  OverlaySettings settings_;
  ImageCanvas* canvas_;
  std::unique_ptr<LatestWorker<OverlayJob, PaintedOverlay>> painter_;
};

}  // namespace kerb
