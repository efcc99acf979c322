#include "widgets/cloud/cloud_canvas.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <cmath>
#include <numbers>

#include "widgets/panel/translated.h"
#include "widgets/view/look.h"
#include "widgets/view/plate.h"

namespace kerb {
namespace {

constexpr double kStepOfWheel = 1.15;  // for one notch, which is 120 units
/// A drag over the whole height goes half round.
constexpr double kTurnOfHeight = std::numbers::pi;

}  // namespace

CloudCanvas::CloudCanvas(QWidget* parent) : QWidget(parent) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::OpenHandCursor);
  translated(this, [this] {
    setAccessibleName(tr("Point cloud"));
    hand_hint_ = tr("Drag turns, Shift+drag shifts, wheel zooms");
    setAccessibleDescription(hand_hint_);
    update();
  });
}

void CloudCanvas::setPicture(const QImage& picture) {
  picture_ = picture;
  update();
}

void CloudCanvas::clear() {
  picture_ = {};
  hud_.clear();
  note_.clear();
  update();
}

void CloudCanvas::setEmptyText(const QString& title, const QString& hint) {
  if (title == empty_title_ && hint == empty_hint_) return;
  empty_title_ = title;
  empty_hint_ = hint;
  update();
}

void CloudCanvas::setHud(const QStringList& lines) {
  if (lines == hud_) return;
  hud_ = lines;
  update();
}

void CloudCanvas::setNote(const QString& note) {
  if (note == note_) return;
  note_ = note;
  update();
}

void CloudCanvas::setEye(const CloudEye& eye) { eye_ = eye; }

void CloudCanvas::move(const CloudEye& eye) {
  if (eye == eye_) return;
  eye_ = eye;
  Q_EMIT eyeMoved();
}

void CloudCanvas::turn(double right, double down) { move(orbited(eye_, right, down)); }

void CloudCanvas::shift(double right, double down) {
  move(shifted(eye_, right, down, static_cast<double>(width()) / std::max(height(), 1)));
}

void CloudCanvas::zoomBy(double factor) { move(zoomed(eye_, factor)); }

void CloudCanvas::wheelEvent(QWheelEvent* event) {
  zoomBy(std::pow(kStepOfWheel, event->angleDelta().y() / 120.0));
  event->accept();
}

void CloudCanvas::mousePressEvent(QMouseEvent* event) {
  drag_from_ = event->position();
  shifts_ = event->button() != Qt::LeftButton || event->modifiers().testFlag(Qt::ShiftModifier);
  setCursor(Qt::ClosedHandCursor);
}

void CloudCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (!drag_from_) return;
  const QPointF way = (event->position() - *drag_from_) / std::max(height(), 1);
  drag_from_ = event->position();
  if (shifts_)
    shift(way.x(), way.y());
  else
    turn(kTurnOfHeight * way.x(), kTurnOfHeight * way.y());
}

void CloudCanvas::mouseReleaseEvent(QMouseEvent*) {
  drag_from_.reset();
  setCursor(Qt::OpenHandCursor);
}

void CloudCanvas::resizeEvent(QResizeEvent*) { Q_EMIT resized(); }

void CloudCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (picture_.isNull()) {
    painter.fillRect(rect(), look::kStage);
    paintEmptyText(painter, rect(), empty_title_, empty_hint_);
    return;
  }
  if (picture_.size() == sizeOnScreen()) {
    QImage picture = picture_;
    picture.setDevicePixelRatio(devicePixelRatioF());
    painter.drawImage(QPoint(), picture);
  } else {  // stretched for a moment, until one of the new size is there
    painter.drawImage(rect(), picture_);
  }
  const QRect area = rect().adjusted(look::kGap, look::kGap, -look::kGap, -look::kGap);
  paintPlate(painter, area, Qt::AlignLeft | Qt::AlignTop, hud_);
  if (!note_.isEmpty()) paintPlate(painter, area, Qt::AlignRight | Qt::AlignBottom, {note_});
  paintHandHint(painter, area);
}

/// At the lower left; the note goes first where there is no room for both.
void CloudCanvas::paintHandHint(QPainter& painter, const QRect& area) const {
  const QFontMetrics metrics = painter.fontMetrics();
  const int of_note = note_.isEmpty() ? 0 : metrics.horizontalAdvance(note_) + 4 * look::kGap;
  if (metrics.horizontalAdvance(hand_hint_) + 4 * look::kGap + of_note > area.width()) return;
  paintPlate(painter, area, Qt::AlignLeft | Qt::AlignBottom, {hand_hint_});
}

}  // namespace kerb
