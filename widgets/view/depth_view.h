// The depth of the newest prediction in colours, with its scale, its range and the value under the cursor.
#pragma once

#include <QStringList>
#include <QWidget>
#include <memory>

#include "widgets/bridge/latest_worker.h"
#include "widgets/view/depth_painter.h"

class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;

namespace kerb {

class ColourBar;
class ImageCanvas;
class NumberBox;
class ViewLink;

class DepthView : public QWidget {
  Q_OBJECT

 public:
  explicit DepthView(ViewLink* link, QWidget* parent = nullptr);

  /// Shows a prediction of the frame `index`, taken at `time_s`.
  void setPrediction(std::shared_ptr<const Prediction> prediction, qint64 index, double time_s);
  /// Nothing is shown, and the range forgets what it was.
  void clear();

  /// Said beside the scale: without known intrinsics distances are a guess too.
  void setCameraIsGuess(bool guess);
  /// None: nothing is shown.
  const std::shared_ptr<const Prediction>& prediction() const { return prediction_; }

  ImageCanvas* canvas() { return canvas_; }
  /// Adds a button to the controls.
  void addTool(QAction* tool);
  /// Adds what is chosen here.
  void addTo(QMenu* menu);
  const DepthSettings& settings() const { return settings_; }
  void setSettings(const DepthSettings& settings);
  /// The range that is shown now.
  Range range() const { return range_; }

 Q_SIGNALS:
  void settingsChanged();
  void predictionChanged();
  /// range() is that of a frame that came to the screen.
  void rangeShown();

 private:
  QWidget* makeControls();
  void setTexts();
  void applyControls();
  /// One end of the range, by hand; the other stays what it is, also where its box shows it rounded.
  void takeEnd(double Range::* end, double depth);
  void showSettings();
  void repaintDepth();
  void receive(const Result<PaintedDepth>& painted);
  QStringList fallbacks() const;
  void showScale();
  QString readout(QPoint pixel) const;

  std::shared_ptr<const Prediction> prediction_;
  qint64 index_ = 0, round_ = 0;
  double time_s_ = 0;
  bool camera_is_guess_ = false;
  DepthSettings settings_;
  Range range_{1, 80};
  std::vector<float> histogram_;
  ImageCanvas* canvas_;
  ColourBar* bar_;
  QComboBox *colours_, *scaling_, *mode_;
  NumberBox *near_, *far_;
  QLabel* scale_;
  QHBoxLayout* tools_;
  std::unique_ptr<LatestWorker<DepthJob, PaintedDepth>> painter_;
};

}  // namespace kerb
