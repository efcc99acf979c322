#include "widgets/view/semantic_view.h"

#include <QLocale>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include <ATen/core/Tensor.h>

#include "core/labels/taxonomy.h"
#include "widgets/panel/translated.h"
#include "widgets/view/image_canvas.h"

namespace kerb {
namespace {

/// Of the source's time: after that a picture has little to do with the labels of the frame before.
constexpr double kLongestLagS = 1;

}  // namespace

SemanticView::SemanticView(ViewLink* link, QWidget* parent) : QWidget(parent) {
  canvas_ = new ImageCanvas(link, this);
  canvas_->setReadout([this](QPoint pixel) { return readout(pixel); });
  connect(canvas_, &ImageCanvas::finerWanted, this, &SemanticView::repaintOverlay);
  setFocusProxy(canvas_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(canvas_);
  painter_ = std::make_unique<LatestWorker<OverlayJob, PaintedOverlay>>(
      [](const OverlayJob& job, const std::stop_token&) { return paintOverlay(job); },
      [this](const Result<PaintedOverlay>& painted) { receive(painted); });
  translated(this, [this] {
    canvas_->setAccessibleName(tr("Camera picture"));
    repaintOverlay();  // its note comes back with it
  });
}

void SemanticView::setFrame(std::shared_ptr<const Frame> frame, const QString& note, bool lacks_labels) {
  frame_ = std::move(frame);
  frame_note_ = note;
  lacks_labels_ = lacks_labels;
  is_of_another_ = false;
  repaintOverlay();
  Q_EMIT labelsChanged();
}

void SemanticView::stayInPlaceOf(qint64 index) {
  if (!frame_) return;
  const bool is_of_another = frame_->index != index;
  if (std::exchange(is_of_another_, is_of_another) != is_of_another) repaintOverlay();
}

void SemanticView::setPredictedLabels(PredictedLabels predicted) {
  const bool had_labels = labels().has_value();
  predicted_ = std::move(predicted);
  is_too_late_ = frame_ && predicted_.map && predicted_.clip == frame_->clip &&
                 frame_->time_s - predicted_.time_s > kLongestLagS;
  if (!frame_ || !wantsPrediction() || (!had_labels && !labels() && !is_too_late_)) return;
  repaintOverlay();
  Q_EMIT labelsChanged();
}

void SemanticView::clear() {
  frame_.reset();
  is_of_another_ = false;
  predicted_ = {};
  canvas_->clear();
  canvas_->setNote({});
  Q_EMIT labelsChanged();
}

void SemanticView::setSettings(const OverlaySettings& settings) {
  if (settings == settings_) return;
  const bool are_others = settings.of_prediction != settings_.of_prediction;
  settings_ = settings;
  repaintOverlay();
  if (are_others) Q_EMIT labelsChanged();
}

std::optional<SemanticMap> SemanticView::labels() const {
  if (!frame_) return std::nullopt;
  return showsPrediction() ? predicted_.map : frame_->semantics;
}

bool SemanticView::wantsPrediction() const { return settings_.of_prediction || !frame_->semantics; }

bool SemanticView::showsPrediction() const { return wantsPrediction() && suits(predicted_); }

bool SemanticView::suits(const PredictedLabels& predicted) const {
  if (!predicted.map || predicted.index == frame_->index) return predicted.map.has_value();
  const at::Tensor& ids = predicted.map->ids;
  return predicted.clip == frame_->clip && std::abs(predicted.time_s - frame_->time_s) <= kLongestLagS &&
         ids.dim() == 2 && ids.size(0) == frame_->height() && ids.size(1) == frame_->width();
}

QString SemanticView::note() const {
  QStringList notes;
  if (is_of_another_) notes << tr("picture of frame %1").arg(locale().toString(qint64{frame_->index}));
  if (!frame_note_.isEmpty()) notes << frame_note_;
  const bool shows_prediction = showsPrediction();
  if (lacks_labels_ && !(settings_.of_prediction && shows_prediction))
    notes << tr("no labels for this frame");
  if (shows_prediction && predicted_.index != frame_->index)
    notes << tr("classes of frame %1").arg(locale().toString(predicted_.index));
  if (is_too_late_ && wantsPrediction() && !shows_prediction)
    notes << tr("classes come more than a second late: pause to see them");
  if (settings_.of_prediction && frame_->semantics && !shows_prediction)
    notes << tr("no predicted classes: ground truth");
  return notes.join(QStringLiteral(" · "));
}

void SemanticView::repaintOverlay() {
  if (!frame_) return;
  const QSize size(static_cast<int>(frame_->width()), static_cast<int>(frame_->height()));
  painter_->submit({frame_, labels(), settings_, canvas_->sizeOnScreen(size), note().toStdString()});
}

void SemanticView::receive(const Result<PaintedOverlay>& painted) {
  if (!frame_) return;  // cleared in the meantime
  if (!painted) {
    canvas_->setNote(QString::fromStdString(painted.error().message()));
    return;
  }
  canvas_->setPicture(painted->picture);
  canvas_->setNote(QString::fromStdString(painted->note));
  Q_EMIT overlayPainted(*painted);
}

QString SemanticView::readout(QPoint pixel) const {
  const auto map = labels();
  if (!map || map->ids.dim() != 2 || pixel.y() >= map->ids.size(0) || pixel.x() >= map->ids.size(1))
    return {};
  const uint8_t id =
      map->ids.const_data_ptr<uint8_t>()[pixel.y() * map->ids.stride(0) + pixel.x() * map->ids.stride(1)];
  const auto known = classes(map->taxonomy);
  if (id >= known.size()) return tr("unlabelled");
  return translatedText("Classes", known[id].name);
}

}  // namespace kerb
