#include "widgets/view/image_canvas.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "widgets/view/look.h"
#include "widgets/view/plate.h"

namespace kerb {
namespace {

constexpr double kSmallestScale = 1.0 / 32;  // device pixels for one pixel of the picture
constexpr double kLargestScale = 64;
constexpr double kStepOfWheel = 1.2;  // for one notch, which is 120 units

}  // namespace

ImageCanvas::ImageCanvas(ViewLink* link, QWidget* parent)
    : QWidget(parent),
      link_(link),
      refit_(
          [](const Refit& job, const std::stop_token&) -> Result<Picture> {
            const Picture& of = job.picture;
            return pictureOf(of.image, of.size, of.factor, job.size, of.index);
          },
          [this](const Result<Picture>& made) {
            if (!made || made->image.cacheKey() != picture_.image.cacheKey()) return;
            picture_.fitted = made->fitted;
            update();
          }) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::CrossCursor);
  connect(link, &ViewLink::placeChanged, this, qOverload<>(&QWidget::update));
  connect(link, &ViewLink::crosshairChanged, this, qOverload<>(&QWidget::update));
  connect(link, &ViewLink::regionChanged, this, qOverload<>(&QWidget::update));
}

void ImageCanvas::setPicture(const Picture& picture) {
  picture_ = picture;
  requested_ = {};
  update();
}

void ImageCanvas::clear() {
  picture_ = {};
  painted_index_ = -1;
  update();
}

void ImageCanvas::setEmptyText(const QString& title, const QString& hint) {
  if (title == empty_title_ && hint == empty_hint_) return;
  empty_title_ = title;
  empty_hint_ = hint;
  update();
}

void ImageCanvas::setReadout(std::function<QString(QPoint)> readout) { readout_ = std::move(readout); }

void ImageCanvas::setHud(const QStringList& lines) {
  if (lines == hud_) return;
  hud_ = lines;
  update();
}

void ImageCanvas::setRegionText(const QStringList& lines) {
  if (lines == region_text_) return;
  region_text_ = lines;
  update();
}

void ImageCanvas::setNote(const QString& note) {
  if (note == note_) return;
  note_ = note;
  update();
}

QRectF ImageCanvas::pictureRect() const {
  return link_ ? placeOfPicture(link_->place(), picture_.size, size()) : QRectF();
}

QSize ImageCanvas::sizeOnScreen(QSize picture) const {
  if (!link_ || picture.isEmpty()) return {};
  return (placeOfPicture(link_->place(), picture, size()).size() * devicePixelRatioF()).toSize();
}

std::optional<QPoint> ImageCanvas::pixelAt(QPointF point) const {
  const QRectF rect = pictureRect();
  if (rect.isEmpty() || !rect.contains(point)) return std::nullopt;
  const QSize size = picture_.size;
  return QPoint(
      std::min(static_cast<int>((point.x() - rect.left()) / rect.width() * size.width()), size.width() - 1),
      std::min(static_cast<int>((point.y() - rect.top()) / rect.height() * size.height()),
               size.height() - 1));
}

void ImageCanvas::fit() {
  if (link_) link_->setPlace({});
}

void ImageCanvas::actualSize() {
  const QRectF rect = pictureRect();
  if (rect.isEmpty()) return;
  zoomAt(QPointF(width() / 2.0, height() / 2.0),
         picture_.size.width() / (rect.width() * devicePixelRatioF()));
}

void ImageCanvas::zoomBy(double factor) { zoomAt(QPointF(width() / 2.0, height() / 2.0), factor); }

void ImageCanvas::zoomAt(QPointF cursor, double factor) {
  if (!link_ || !hasPicture()) return;
  const double ratio = devicePixelRatioF();
  link_->setPlace(zoomedAt(link_->place(), picture_.size, size(), cursor, factor, kSmallestScale / ratio,
                           kLargestScale / ratio));
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
  const int turned = event->angleDelta().y();
  if (turned == 0) return event->ignore();  // sideways: even a factor of 1 would end the fit
  zoomAt(event->position(), std::pow(kStepOfWheel, turned / 120.0));
  event->accept();
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
  if (event->button() == Qt::LeftButton) pressed_at_ = event->position();
  if (startsRegion(*event)) {
    region_from_ = normalised(event->position());
    return;
  }
  drag_from_ = event->position();
  pans_ = false;
  if (hasPicture()) setCursor(Qt::ClosedHandCursor);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (drag_from_) pans_ = pans_ || !isClick(*drag_from_, event->position());
  if (drag_from_ && pans_ && link_ && hasPicture()) {
    link_->setPlace(panned(link_->place(), picture_.size, size(), event->position() - *drag_from_));
    drag_from_ = event->position();
  }
  if (region_from_) dragRegion(event->position());
  point(event->position());
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
  endRegion(event->position());
  drag_from_.reset();
  setCursor(Qt::CrossCursor);
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  const QRectF rect = pictureRect();
  if (!link_ || rect.isEmpty()) return;
  if (link_->place().fits)
    zoomAt(event->position(), picture_.size.width() / (rect.width() * devicePixelRatioF()));
  else
    fit();
}

void ImageCanvas::leaveEvent(QEvent*) { point(std::nullopt); }

void ImageCanvas::resizeEvent(QResizeEvent*) { requested_ = {}; }

void ImageCanvas::point(std::optional<QPointF> at) {
  const QRectF rect = pictureRect();
  is_source_of_crosshair_ = at.has_value();
  if (!link_) return;
  if (at && rect.contains(*at))
    link_->setCrosshair(
        QPointF((at->x() - rect.left()) / rect.width(), (at->y() - rect.top()) / rect.height()));
  else
    link_->setCrosshair(std::nullopt);
}

QString ImageCanvas::readoutText() const {
  if (!link_ || !link_->crosshair() || !hasPicture()) return {};
  const QRectF rect = pictureRect();
  const QPointF at = *link_->crosshair();
  const auto pixel = pixelAt({rect.left() + at.x() * rect.width(), rect.top() + at.y() * rect.height()});
  if (!pixel) return {};
  const QString place = QStringLiteral("%1, %2").arg(pixel->x()).arg(pixel->y());
  const QString value = readout_ ? readout_(*pixel) : QString();
  return value.isEmpty() ? place : place + QStringLiteral("   ") + value;
}

void ImageCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look::kStage);
  if (hasPicture()) {
    paintPicture(painter);
    paintCrosshair(painter);
    paintRegion(painter);  // its plate over the lines
  } else {
    paintEmptyText(painter, rect(), empty_title_, empty_hint_);
  }
  paintTexts(painter);
  if (hasPicture() && painted_index_ != picture_.index) {
    painted_index_ = picture_.index;
    Q_EMIT painted(painted_index_);
  }
}

void ImageCanvas::paintPicture(QPainter& painter) {
  const double ratio = devicePixelRatioF();
  const QRectF rect = pictureRect();
  const QSize on_screen = sizeOnScreen(picture_.size);
  painter.save();
  painter.scale(1 / ratio, 1 / ratio);
  // Whole device pixels, so that a fitted copy is not resampled again.
  const QPoint corner(static_cast<int>(std::lround(rect.left() * ratio)),
                      static_cast<int>(std::lround(rect.top() * ratio)));
  if (on_screen.width() >= picture_.size.width() && picture_.factor == 1) {
    painter.drawImage(QRect(corner, on_screen), picture_.image);
  } else if (picture_.fitted.size() == on_screen) {
    painter.drawImage(corner, picture_.fitted);
  } else {  // coarse for a moment
    painter.drawImage(QRect(corner, on_screen), picture_.fitted.isNull() ? picture_.image : picture_.fitted);
    requestFitted();
  }
  painter.restore();
}

void ImageCanvas::requestFitted() {
  const QSize size = sizeOnScreen(picture_.size);
  if (size == requested_) return;
  requested_ = size;
  if (picture_.isEnoughFor(size))
    refit_.submit({picture_, size});
  else
    Q_EMIT finerWanted();
}

void ImageCanvas::paintCrosshair(QPainter& painter) const {
  if (!link_ || !link_->crosshair() || is_source_of_crosshair_) return;
  const QRectF rect = pictureRect();
  const double x = std::floor(rect.left() + link_->crosshair()->x() * rect.width()) + 0.5;
  const double y = std::floor(rect.top() + link_->crosshair()->y() * rect.height()) + 0.5;
  for (const auto& [colour, wide] :
       {std::pair{QColor(0, 0, 0, 120), 3.0}, {QColor(255, 255, 255, 220), 1.0}}) {
    painter.setPen(QPen(colour, wide));
    painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
  }
}

void ImageCanvas::paintTexts(QPainter& painter) const {
  const QRect area = rect().adjusted(look::kGap, look::kGap, -look::kGap, -look::kGap);
  paintPlate(painter, area, Qt::AlignLeft | Qt::AlignTop, hud_);
  if (!note_.isEmpty()) paintPlate(painter, area, Qt::AlignRight | Qt::AlignTop, {note_});
  const QString readout = readoutText();
  if (!readout.isEmpty()) paintPlate(painter, area, Qt::AlignLeft | Qt::AlignBottom, {readout});
}

}  // namespace kerb
