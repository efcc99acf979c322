// The point cloud of the frame that is shown: controls, the picture, and what its colours mean.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "widgets/bridge/latest_worker.h"
#include "widgets/cloud/cloud_builder.h"
#include "widgets/cloud/cloud_controls.h"
#include "widgets/cloud/cloud_export.h"
#include "widgets/cloud/cloud_map.h"
#include "widgets/cloud/cloud_renderer.h"
#include "widgets/cloud/gl_probe.h"

namespace kerb {

class CloudCanvas;
class ColourBar;

/// Works only while it can be seen. OpenGL is probed when it is seen first; without it the panel says so.
class CloudPanel : public QWidget {
  Q_OBJECT

 public:
  explicit CloudPanel(QWidget* parent = nullptr);
  ~CloudPanel() override;

  /// Frames are read from here; what was shown is forgotten.
  void setSource(std::shared_ptr<const Source> frames, const SourceInfo& info);
  /// The same source with another camera: one looks at its points from where one looked before.
  void replaceSource(std::shared_ptr<const Source> frames, const SourceInfo& info);
  void clear();
  /// Parts that are read anyway: one reading serves all.
  void setSharedParts(FrameParts parts) { shared_parts_ = parts; }
  /// What of a frame it needs now; nothing but the image while it cannot be seen.
  FrameParts parts() const;

  /// A method gets ready or runs: depth, and with it points, will come.
  void setExpectsDepth(bool expects);
  void showFrame(qint64 index);
  void setPrediction(std::shared_ptr<const Prediction> prediction, qint64 index);
  /// Another method: its predictions have nothing to do with those so far.
  void forgetPrediction();
  /// `follows`: the range is another one with each frame. Points that are collected then keep that of the
  /// first of them.
  void setDepthLook(const DepthLook& look, bool follows = false);
  void setClasses(const HiddenClasses& hidden, const ClassColours& colours);

  const CloudSettings& settings() const { return settings_; }
  const CloudLook& look() const { return look_; }
  void setSettings(const CloudSettings& settings, const CloudLook& look);
  /// In metres, or in what a metre is about.
  const std::optional<CloudEye>& savedEye() const { return saved_eye_; }
  void setSavedEye(const std::optional<CloudEye>& eye);
  void choosePreset(CloudPreset preset);
  /// Looks the same way, at all of the points but those that lie far outside.
  void fit();
  void goTo(const CloudEye& eye);

  CloudCanvas* canvas() { return canvas_; }
  CloudControls* controls() { return controls_; }
  /// Whether OpenGL works; none: nobody has seen the panel yet, or the answer is on its way.
  const std::optional<GlAnswer>& gl() const { return gl_; }
  /// What is on the screen; none: no picture yet.
  const std::optional<CloudShot>& lastShot() const { return shot_; }
  const std::optional<BuiltCloud>& lastCloud() const { return built_; }
  /// .pcd: PCD; else PLY. exportWanted() follows, if there are points.
  void exportTo(const QString& path);

 Q_SIGNALS:
  /// parts() may be others now.
  void partsChanged();
  void exportWanted(const kerb::CloudExport& order);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void connectControls();
  void startBuilder();
  void receiveGl(const GlAnswer& answer);
  bool collects() const;
  DepthLook lookOfPoints();
  void submit();
  void receive(Result<BuiltCloud> built);
  void render();
  void receiveShot(CloudShot shot);
  void showState();
  void showTexts();
  void showHint();
  void showProblem(const Error& problem);
  void showLackOfDepth();
  void chooseExport();
  CloudEye startEye() const;
  void keepEyeFor(double unit);

  std::shared_ptr<const Source> frames_;
  SourceInfo info_;
  FrameParts shared_parts_;
  bool expects_depth_ = false;
  qint64 index_ = -1, predicted_index_ = -1;
  std::shared_ptr<const Prediction> prediction_;
  DepthLook depth_look_;
  bool look_follows_ = false;
  std::optional<DepthLook> collected_look_;  ///< see setDepthLook()
  CloudSettings settings_;
  CloudLook look_;
  std::optional<CloudEye> saved_eye_;
  std::optional<double> eye_unit_;  ///< what a metre is where the eye is; none: it is nowhere yet

  std::optional<GlAnswer> gl_;
  std::optional<BuiltCloud> built_;
  std::shared_ptr<const CloudContent> content_;
  std::optional<CloudShot> shot_;
  CloudMap map_;
  int64_t round_ = 0;
  QString problem_;
  bool lacks_depth_ = false;  ///< the frame that is shown

  CloudControls* controls_;
  CloudCanvas* canvas_;
  ColourBar* bar_;
  std::unique_ptr<GlProbe> probe_;
  std::unique_ptr<CloudRenderer> renderer_;
  std::unique_ptr<LatestWorker<CloudJob, BuiltCloud>> builder_;
};

}  // namespace kerb
