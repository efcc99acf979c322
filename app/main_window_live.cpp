// The main window: frames from the player to the views and the engine, predictions back.
#include <QDockWidget>

#include "app/main_window.h"
#include "app/used_models.h"
#include "app/usual_method.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/recent.h"
#include "widgets/panel/source_panel.h"
#include "widgets/panel/translated.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/region_meter.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

constexpr int kHudMs = 250;

}  // namespace

void MainWindow::connectParts() {
  connect(playback_.get(), &Playback::frameReady, this, &MainWindow::showFrame);
  connect(playback_.get(), &Playback::frameFailed, this, &MainWindow::showFrameFailure);
  connect(playback_.get(), &Playback::infoCompleted, this, [this] {
    source_->show(playback_->info());
    updateRecent(settings_.values(), recentOf(playback_->info()));
    fillRecent();
    showEarlyEnd();
  });
  connect(picture_->canvas(), &ImageCanvas::painted, playback_.get(), &Playback::noteShown);
  connect(picture_, &SemanticView::overlayPainted, legend_, &ClassLegend::show);
  connect(legend_, &ClassLegend::settingsChanged, picture_, &SemanticView::setSettings);
  connect(method_, &MethodPanel::requested, this, &MainWindow::useMethod);
  method_->setUsualWeights(
      [this](const std::string& method) { return usualWeights(settings_.values(), method); });
  new RegionMeter(&link_, picture_, depth_, this);
  connectCloud();
  connectJobs();
  connectLatency();
  connectSource();
  connect(&hud_timer_, &QTimer::timeout, this, &MainWindow::showHud);
  hud_timer_.start(kHudMs);
  connect(&session_timer_, &QTimer::timeout, this, [this] {
    remember();
    if (playback_->isOpen())
      settings_.noteSession(path_, QString::fromStdString(playback_->info().name), playback_->index());
  });
}

void MainWindow::connectCloud() {
  connect(depth_, &DepthView::rangeShown, cloud_, [this] {
    const DepthSettings& shown = depth_->settings();
    cloud_->setDepthLook({depth_->range(), shown.colours, shown.scaling}, shown.mode == RangeMode::follow);
  });
  connect(legend_, &ClassLegend::settingsChanged, cloud_,
          [this](const OverlaySettings& settings) { cloud_->setClasses(settings.hidden, settings.colours); });
  connect(cloud_, &CloudPanel::partsChanged, this, &MainWindow::updateParts);
}

/// One reading of a frame serves the picture, the method and the points.
void MainWindow::updateParts() {
  if (!playback_->isOpen()) return;
  FrameParts parts{.image = true, .semantics = playback_->info().has.semantics};
  if (live_state_.kind == LiveState::Kind::ready) parts = parts | live_state_.reads | partsFor(scale_chosen_);
  cloud_->setSharedParts(parts);
  playback_->setParts(parts | cloud_->parts());
}

/// Another method, scale or source.
void MainWindow::forgetPrediction() {
  last_prediction_.reset();
  showLabelChoices();
  depth_->clear();
  prediction_failed_ = false;
  takeBack(failure_);
}

void MainWindow::showLabelChoices() {
  legend_->setLabelChoices(playback_->isOpen() && playback_->info().has.semantics,
                           last_prediction_ && last_prediction_->prediction->semantics);
}

void MainWindow::showEarlyEnd() {
  const SourceInfo& info = playback_->info();
  if (!info.count_is_final || !info.ends_early) return;
  messages_->showText(MessageBar::Kind::warning,
                      tr("%1 ends early: %Ln frame(s) can be read.", nullptr, forPlural(info.count))
                          .arg(QString::fromStdString(info.name)));
}

void MainWindow::showFrame(const std::shared_ptr<const Frame>& frame, const std::optional<Error>& lacking) {
  const bool is_exact = !playback_->isReading();  // while the bar is dragged a part of a frame comes first
  picture_->setFrame(frame, lacking ? QString::fromStdString(lacking->message()) : QString(),
                     is_exact && !lacking && playback_->info().has.semantics && !frame->semantics);
  if (is_exact) takeBack(frame_failure_);
  cloud_->showFrame(frame->index);
  if (live_state_.kind == LiveState::Kind::ready) live_->show(frame->index);
}

/// A damaged stretch says so once, the next one again.
void MainWindow::showFrameFailure(qint64 index, const Error& error) {
  picture_->stayInPlaceOf(index);
  if (!frame_failure_.isEmpty()) return;
  messages_->showError(tr("Frame %1").arg(locale().toString(index)), error, tr("Try Again"), [this] {
    frame_failure_.clear();
    playback_->retry();
  });
  frame_failure_ = messages_->text();
}

void MainWindow::showLiveState(const LiveState& state) {
  live_state_ = state;
  method_->showState(state);
  cloud_->setExpectsDepth(state.kind == LiveState::Kind::loading || state.kind == LiveState::Kind::ready);
  showDepthHint();
  if (!playback_->isOpen()) return;
  updateParts();
  noteMethod(state);
  if (state.kind == LiveState::Kind::ready) live_->show(playback_->index());
}

void MainWindow::showPrediction(const LiveResult& result) {
  if (!playback_->isOpen()) return;
  if (!result.prediction) return showFailure(result);  // the last good frame stays
  takeBack(failure_);
  last_prediction_ = result;
  showLabelChoices();
  depth_->setPrediction(result.prediction, result.index, result.time_s);
  cloud_->setPrediction(result.prediction, result.index);
  picture_->setPredictedLabels({result.prediction->semantics, result.index, result.time_s, result.clip});
  showHud();
}

/// A method that fails all the time says so once.
void MainWindow::showFailure(const LiveResult& failed) {
  if (failed.error.cancelled || std::exchange(prediction_failed_, true)) return;
  messages_->showError(tr("Depth of frame %1").arg(locale().toString(static_cast<qlonglong>(failed.index))),
                       failed.error, tr("Try Again"), [this] {
                         prediction_failed_ = false;
                         live_->show(playback_->index());
                       });
  failure_ = messages_->text();
}

/// What the bar said is over; another message stays.
void MainWindow::takeBack(QString& said) {
  if (!said.isEmpty() && messages_->text() == said) messages_->dismiss();
  said.clear();
}

void MainWindow::showDepthHint() {
  ImageCanvas* canvas = depth_->canvas();
  switch (live_state_.kind) {
    case LiveState::Kind::loading:
      return canvas->setEmptyText(tr("Loading"), tr("The method gets ready."));
    case LiveState::Kind::failed:
      return canvas->setEmptyText(tr("No depth"), QString::fromStdString(live_state_.error.message()));
    case LiveState::Kind::ready:
      return canvas->setEmptyText(tr("Computing"), tr("The first depth will be here in a moment."));
    case LiveState::Kind::off:
      break;
  }
  const bool needs_model = playback_->isOpen() && !usualDepthMethod(playback_->info());
  canvas->setEmptyText(
      tr("Live depth is off"),
      needs_model ? tr("One camera without depth of its own needs a trained model. Choose one in the "
                       "panel Method, then switch live depth on.")
                  : tr("Switch it on in the panel Method."));
}

void MainWindow::showHud() {
  QStringList player, depth;
  if (show_hud_->isChecked() && playback_->isOpen()) {
    if (playback_->isPlaying())
      player
          << tr("%1 of %2 fps").arg(playback_->shownFps()).arg(locale().toString(playback_->fps(), 'g', 4));
    if (playback_->dropped() > 0) player << tr("left out: %1").arg(playback_->dropped());
    if (live_state_.kind == LiveState::Kind::ready && last_prediction_) {
      QStringList what{translatedText("Methods", live_state_.title)};
      if (!live_state_.model.empty()) what << QString::fromStdString(live_state_.model);
      what << QString::fromStdString(live_state_.device) << QString::fromStdString(live_state_.precision);
      depth << what.join(QStringLiteral(" · "));
      depth << tr("%1 ms · left out: %2")
                   .arg(locale().toString(last_prediction_->milliseconds, 'f', 1))
                   .arg(last_prediction_->dropped);
    }
  }
  if (const QString latency = latencyText(); !latency.isEmpty() && playback_->isOpen()) player << latency;
  // How far depth lags behind the picture is no measurement to switch off: it says what is seen.
  const qint64 behind = last_prediction_ ? playback_->index() - last_prediction_->index : 0;
  if (behind != 0 && depth_->canvas()->hasPicture())
    depth << tr("depth of frame %1").arg(locale().toString(static_cast<qlonglong>(last_prediction_->index)));
  picture_->canvas()->setHud(player);
  depth_->canvas()->setHud(depth);
}

}  // namespace kerb
