// The picture's rectangle that is measured: drawn by hand, shown, and removed.
#include <QKeyEvent>
#include <QLineF>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "widgets/view/image_canvas.h"
#include "widgets/view/look.h"
#include "widgets/view/plate.h"

namespace kerb {
namespace {

constexpr double kStill = 3;  // a hand that moves less between press and release clicks

}  // namespace

bool ImageCanvas::isClick(QPointF pressed, QPointF now) { return QLineF(pressed, now).length() < kStill; }

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Escape || !link_ || (!link_->region() && !link_->drawsRegion()))
    return QWidget::keyPressEvent(event);
  if (link_->region())
    link_->setRegion(std::nullopt);
  else
    link_->setDrawsRegion(false);
}

bool ImageCanvas::startsRegion(const QMouseEvent& event) const {
  return event.button() == Qt::LeftButton && link_ && hasPicture() &&
         (link_->drawsRegion() || event.modifiers().testFlag(Qt::ShiftModifier));
}

QPointF ImageCanvas::normalised(QPointF point) const {
  const QRectF rect = pictureRect();
  return {std::clamp((point.x() - rect.left()) / rect.width(), 0.0, 1.0),
          std::clamp((point.y() - rect.top()) / rect.height(), 0.0, 1.0)};
}

void ImageCanvas::dragRegion(QPointF to) {
  if (!link_ || !hasPicture() || (pressed_at_ && isClick(*pressed_at_, to))) return;
  link_->setRegion(QRectF(*region_from_, normalised(to)).normalized());
}

void ImageCanvas::endRegion(QPointF released) {
  if (pressed_at_ && isClick(*pressed_at_, released) && link_) link_->setRegion(std::nullopt);
  pressed_at_.reset();
  region_from_.reset();
}

/// Between the lines above and the cursor's line below, where the region's plate fits there.
QRect ImageCanvas::areaBesideTexts() const {
  const QRect area = rect().adjusted(look::kGap, look::kGap, -look::kGap, -look::kGap);
  const QFontMetrics metrics = fontMetrics();
  const int above = hud_.isEmpty() ? 0 : plateHeight(metrics, hud_.size()) + look::kGap;
  const QRect between = area.adjusted(0, above, 0, -plateHeight(metrics, 1) - look::kGap);
  return between.height() < plateHeight(metrics, region_text_.size()) ? area : between;
}

void ImageCanvas::paintRegion(QPainter& painter) const {
  if (!link_ || !link_->region()) return;
  const QRectF whole = pictureRect();
  const QRectF& part = *link_->region();
  const QRectF rect(whole.left() + part.left() * whole.width(), whole.top() + part.top() * whole.height(),
                    part.width() * whole.width(), part.height() * whole.height());
  for (const auto& [colour, wide] :
       {std::pair{QColor(0, 0, 0, 160), 3.0}, {QColor(255, 255, 255, 235), 1.0}}) {
    painter.setPen(QPen(colour, wide, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(rect);
  }
  paintPlateBeside(painter, areaBesideTexts(), rect.toAlignedRect(), region_text_);
}

}  // namespace kerb
