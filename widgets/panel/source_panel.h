// What is known of the open source: layout, frames, camera and where it came from, what it has besides
// images, notes; and what can be said about it: another camera, how depth becomes metres.
#pragma once

#include <QWidget>
#include <optional>

#include "core/eval/metric_scale.h"
#include "core/source/source.h"

class QFormLayout;
class QMenu;
class QPushButton;

namespace kerb {

/// "KITTI raw · 12 frames · 1242 × 375 · stereo, depth"
QString sourceSummary(const SourceInfo& info);
/// Where the camera comes from.
QString cameraText(const Camera& camera);
/// "stereo, depth, classes"; empty: nothing but images.
QString groundTruthText(const SourceInfo& info);

class CameraEditor;
class ScaleEditor;

class SourcePanel : public QWidget {
  Q_OBJECT

 public:
  explicit SourcePanel(QWidget* parent = nullptr);
  void show(const SourceInfo& info);
  /// What was chosen in place of what the source itself says, which is `own`.
  void showChoices(const SourceInfo& own, const SourceOptions& camera, const ScaleChoice& scale);
  /// Whether there is anything to forget.
  void setRemembered(bool remembered);
  void clear();
  /// Adds what can be done here; not the numbers, which are typed.
  void addTo(QMenu* menu);

  CameraEditor* camera() { return camera_; }
  ScaleEditor* scale() { return scale_; }

 Q_SIGNALS:
  void cameraChosen(const kerb::SourceOptions& options);
  void scaleChosen(const kerb::ScaleChoice& choice);
  void forgetChosen();

 private:
  void retranslate();
  void add(const QString& name, const QString& text);
  void fill();
  void describe(const SourceInfo& info);

  std::optional<SourceInfo> shown_;
  QFormLayout* form_;
  CameraEditor* camera_;
  ScaleEditor* scale_;
  QPushButton* forget_;
};

}  // namespace kerb
