// The main window: what is set for one source (camera, scale, method, ranges), applied and remembered.
#include <QDockWidget>
#include <QMenuBar>

#include "app/main_window.h"
#include "widgets/bridge/camera_change.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/source_panel.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/semantic_view.h"

namespace kerb {

/// What is done from the menu is seen in the panel.
void MainWindow::buildSourceMenu() {
  source_menu_ = titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&Source"));
  source_->addTo(source_menu_);
  connect(source_menu_, &QMenu::triggered, this, [this] {
    source_dock_->show();
    source_dock_->raise();
  });
}

void MainWindow::connectSource() {
  connect(source_, &SourcePanel::cameraChosen, this, &MainWindow::chooseCamera);
  connect(source_, &SourcePanel::scaleChosen, this, &MainWindow::chooseScale);
  connect(source_, &SourcePanel::forgetChosen, this, &MainWindow::forgetSourceSettings);
  connect(depth_, &DepthView::settingsChanged, this, &MainWindow::rememberSource);
  connect(playback_.get(), &Playback::stateChanged, this, &MainWindow::rememberSource);
}

/// `own` was opened; with what was set for it the last time.
void MainWindow::receiveOwn(std::shared_ptr<const Source> own, qint64 frame) {
  const SourceSettings settings = readSourceSettings(settings_.values(), own->info());
  if (!changesCamera(settings.camera)) return showOpened(own, own, settings, frame);
  opening_camera_ = std::make_unique<CameraChange>(
      own, settings.camera, [this, own, settings, frame](Result<std::shared_ptr<const Source>> source) {
        if (source) return showOpened(own, *std::move(source), settings, frame);
        SourceSettings without = settings;
        without.camera = {};
        showOpened(own, own, without, frame);
        messages_->showError(tr("The camera that was set for this source"), source.error());
      });
}

void MainWindow::applySourceSettings(const SourceSettings& settings) {
  applying_settings_ = true;
  camera_chosen_ = settings.camera;
  scale_chosen_ = settings.scale;
  method_chosen_ = settings.method;
  live_->setScale(scale_chosen_);
  DepthSettings depth = depth_->settings();
  depth.mode = settings.range_mode;
  depth.range = settings.range;
  depth_->setSettings(depth);
  playback_->setRange(settings.first, settings.last);
  applying_settings_ = false;
  showSourceFacts();
}

/// All panels that say something about camera and scale.
void MainWindow::showSourceFacts() {
  const SourceInfo& info = playback_->info();
  source_->show(info);
  source_->showChoices(own_->info(), camera_chosen_, scale_chosen_);
  source_->setRemembered(hasSourceSettings(settings_.values(), info));
  depth_->setCameraIsGuess(info.camera.origin == CameraOrigin::kitti_default);
}

void MainWindow::rememberSource() {
  if (applying_settings_ || !own_ || !playback_->isOpen()) return;
  SourceSettings settings;
  settings.camera = camera_chosen_;
  settings.scale = scale_chosen_;
  settings.method = method_chosen_;
  settings.range_mode = depth_->settings().mode;
  settings.range = depth_->settings().range;
  const FrameSpan played = playback_->range();
  settings.first = played.first;
  settings.last = played.last + 1 < playback_->count() ? played.last : -1;
  writeSourceSettings(settings_.values(), own_->info(), settings);
  source_->setRemembered(hasSourceSettings(settings_.values(), own_->info()));
}

void MainWindow::forgetSourceSettings() {
  if (!own_) return;
  writeSourceSettings(settings_.values(), own_->info(), {});
  const bool had_camera = changesCamera(camera_chosen_);
  const bool had_method = method_chosen_.has_value();
  applySourceSettings({});
  if (had_method) chooseUsualMethod();
  if (had_camera)
    chooseCamera({});
  else if (!had_method)
    predictAgain();
}

/// What was shown has another scale.
void MainWindow::predictAgain() {
  forgetPrediction();
  cloud_->forgetPrediction();
  updateParts();
  live_->show(playback_->index());
}

/// The position stays, and so does the picture until the same frame is there with the other camera.
void MainWindow::chooseCamera(const SourceOptions& options) {
  if (!own_) return;
  camera_change_ = std::make_unique<CameraChange>(
      own_, options, [this, options](Result<std::shared_ptr<const Source>> source) {
        camera_change_.reset();
        if (!source) return messages_->showError(tr("Camera"), source.error());
        camera_chosen_ = options;
        useSource(*std::move(source));
        rememberSource();
      });
}

void MainWindow::useSource(std::shared_ptr<const Source> source) {
  opened_ = source;
  playback_->replace(std::move(source));
  forgetPrediction();
  picture_->forgetPredictedLabels();
  live_->setSource(playback_->frames());
  cloud_->replaceSource(playback_->frames(), playback_->info());
  updateParts();
  showSourceFacts();
}

void MainWindow::chooseScale(const ScaleChoice& choice) {
  scale_chosen_ = choice;
  live_->setScale(choice);
  predictAgain();
  rememberSource();
}

}  // namespace kerb
