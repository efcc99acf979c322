#include "widgets/panel/timeline.h"

#include <QAccessible>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <mutex>

#include "widgets/panel/playback.h"
#include "widgets/panel/thumbnail_popup.h"
#include "widgets/panel/timeline_face.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kTrackHeight = 6;
constexpr double kHandle = 6.5;  // radius
constexpr int kSide = 10;        // free at both ends, for the handle

}  // namespace

Timeline::Timeline(Playback* playback, QWidget* parent) : QWidget(parent), playback_(playback) {
  thumbnail_ = new ThumbnailPopup(playback, this);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFocusPolicy(Qt::TabFocus);  // the player's keys move it
  translated(this, [this] { setAccessibleName(tr("Position in the video")); });
  static std::once_flag known;
  std::call_once(known, [] { QAccessible::installFactory(&TimelineFace::make); });
  connect(playback, &Playback::positionChanged, this, qOverload<>(&QWidget::update));
  connect(playback, &Playback::positionChanged, this, &Timeline::tellPosition);
  connect(playback, &Playback::stateChanged, this, qOverload<>(&QWidget::update));
  connect(playback, &Playback::cachedChanged, this, qOverload<>(&QWidget::update));
  connect(playback, &Playback::closed, this, qOverload<>(&QWidget::update));
}

QString Timeline::positionText() const {
  if (!playback_->isOpen()) return {};
  const qint64 last = std::max<qint64>(0, playback_->count() - 1);
  return tr("Frame %1 of %2, %3")
      .arg(locale().toString(playback_->index()), locale().toString(last),
           playback_->timeText(playback_->index()));
}

/// A reader of the screen hears where a hand went, not every frame that is played.
void Timeline::tellPosition() {
  if (!QAccessible::isActive() || playback_->isPlaying()) return;
  QAccessibleValueChangeEvent change(this, playback_->index());
  QAccessible::updateAccessibility(&change);
}

double Timeline::xOf(qint64 frame) const {
  const double last = std::max<double>(1, static_cast<double>(playback_->count() - 1));
  return kSide + static_cast<double>(frame) / last * (width() - 2 * kSide);
}

qint64 Timeline::frameAt(double x) const {
  const double part = std::clamp((x - kSide) / std::max(1, width() - 2 * kSide), 0.0, 1.0);
  return std::llround(part * static_cast<double>(std::max<qint64>(0, playback_->count() - 1)));
}

void Timeline::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const QPalette& colours = palette();
  const double top = (height() - kTrackHeight) / 2.0;
  const auto stretch = [&](double from, double to, const QColor& colour) {
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(from, top, std::max(2.0, to - from), kTrackHeight), kTrackHeight / 2.0,
                            kTrackHeight / 2.0);
  };
  QColor track = colours.color(QPalette::WindowText);
  track.setAlpha(40);
  stretch(kSide, width() - kSide, track);
  if (!playback_->isOpen()) return;
  QColor in_memory = colours.color(QPalette::WindowText);
  in_memory.setAlpha(70);
  for (const FrameSpan& span : playback_->cached()) stretch(xOf(span.first), xOf(span.last), in_memory);
  QColor accent = colours.color(QPalette::Highlight);
  const FrameSpan range = playback_->range();
  stretch(xOf(range.first), std::max(xOf(range.first), xOf(playback_->index())), accent);
  if (playback_->hasRange()) {
    painter.setBrush(accent);
    for (const qint64 end : {range.first, range.last})
      painter.drawRoundedRect(QRectF(xOf(end) - 1.5, top - 5, 3, kTrackHeight + 10), 1.5, 1.5);
  }
  painter.setBrush(isEnabled() ? accent : track);
  painter.setPen(QPen(colours.color(QPalette::Window), 2));
  painter.drawEllipse(QPointF(xOf(playback_->index()), height() / 2.0), kHandle, kHandle);
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(accent, 1.5));
    painter.drawEllipse(QPointF(xOf(playback_->index()), height() / 2.0), kHandle + 2.5, kHandle + 2.5);
  }
  paintHover(painter);
}

void Timeline::paintHover(QPainter& painter) const {
  if (!hover_x_) return;
  const qint64 frame = frameAt(*hover_x_);
  const double x = xOf(frame);
  painter.setPen(QPen(palette().color(QPalette::WindowText), 1));
  painter.drawLine(QPointF(x, height() / 2.0 - 8), QPointF(x, height() / 2.0 + 8));
}

void Timeline::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !playback_->isOpen()) return;
  scrubbing_ = true;
  was_playing_ = playback_->isPlaying();
  playback_->stop();
  playback_->scrub(frameAt(event->position().x()));
}

void Timeline::mouseMoveEvent(QMouseEvent* event) {
  if (!playback_->isOpen()) return;
  hover_x_ = event->position().x();
  const qint64 frame = frameAt(*hover_x_);
  thumbnail_->showFrame(frame, xOf(frame));
  if (scrubbing_) playback_->scrub(frame);
  update();
}

void Timeline::mouseReleaseEvent(QMouseEvent* event) {
  if (!scrubbing_) return;
  scrubbing_ = false;
  playback_->seek(frameAt(event->position().x()));
  if (was_playing_) playback_->speed() < 0 ? playback_->playBackwards() : playback_->play();
  if (!rect().contains(event->position().toPoint())) thumbnail_->leave();
}

void Timeline::leaveEvent(QEvent*) {
  hover_x_.reset();
  thumbnail_->leave();
  update();
}

void Timeline::hideEvent(QHideEvent*) { thumbnail_->leave(); }

}  // namespace kerb
