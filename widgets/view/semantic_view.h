// The camera's picture with its semantic classes over it.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <string>

#include "widgets/bridge/latest_worker.h"
#include "widgets/view/overlay_painter.h"

namespace kerb {

class ImageCanvas;
class ViewLink;

/// What a method says about a frame.
struct PredictedLabels {
  std::optional<SemanticMap> map;  ///< none: it gives none
  qint64 index = -1;
  double time_s = 0;
  std::string clip;  ///< Frame::clip
};

class SemanticView : public QWidget {
  Q_OBJECT

 public:
  explicit SemanticView(ViewLink* link, QWidget* parent = nullptr);

  /// Shows this frame with its labels. `note`: what the picture says about it;
  /// `lacks_labels`: others of its source have some.
  void setFrame(std::shared_ptr<const Frame> frame, const QString& note = {}, bool lacks_labels = false);
  /// The frame `index` cannot be read: the picture stays, and says of which frame it is.
  void stayInPlaceOf(qint64 index);
  /// For frames without labels, or where they are chosen. While a method lags behind, those of a frame
  /// shortly before stay, and the picture says of which one they are; of those that come too late it says
  /// that.
  void setPredictedLabels(PredictedLabels predicted);
  /// Another method or source: what was predicted so far is not shown any more.
  void forgetPredictedLabels() { setPredictedLabels({}); }
  void clear();

  ImageCanvas* canvas() { return canvas_; }
  const OverlaySettings& settings() const { return settings_; }
  void setSettings(const OverlaySettings& settings);
  /// Of the frame that is shown: its own, or those that a method gave for it or shortly before. Where those
  /// that were chosen are not there, the others, and the picture says so.
  std::optional<SemanticMap> labels() const;

 Q_SIGNALS:
  /// labels() are others now.
  void labelsChanged();
  /// A frame is painted: its classes for a legend.
  void overlayPainted(const kerb::PaintedOverlay& painted);

 private:
  bool suits(const PredictedLabels& predicted) const;
  bool wantsPrediction() const;
  bool showsPrediction() const;
  QString note() const;
  void repaintOverlay();
  void receive(const Result<PaintedOverlay>& painted);
  QString readout(QPoint pixel) const;

  std::shared_ptr<const Frame> frame_;
  QString frame_note_;
  bool lacks_labels_ = false;
  bool is_of_another_ = false;  ///< see stayInPlaceOf()
  PredictedLabels predicted_;
  bool is_too_late_ = false;  ///< they came when their frame was long gone: a slow method while a video plays
  OverlaySettings settings_;
  ImageCanvas* canvas_;
  std::unique_ptr<LatestWorker<OverlayJob, PaintedOverlay>> painter_;
};

}  // namespace kerb
