// Shows the pictures of the renderer, and turns the mouse into movements of the eye.
#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "widgets/cloud/cloud_eye.h"
#include "widgets/cloud/cloud_renderer.h"

namespace kerb {

/// Left button: goes round; right or middle button, or Shift: moves; wheel: nearer and farther. A line at the
/// bottom says so; the panel's actions do the same without the mouse.
class CloudCanvas : public QWidget {
  Q_OBJECT

 public:
  explicit CloudCanvas(QWidget* parent = nullptr);

  void setPicture(const QImage& picture);
  const QImage& picture() const { return picture_; }
  void clear();
  bool hasPicture() const { return !picture_.isNull(); }
  /// Shown while there is no picture.
  void setEmptyText(const QString& title, const QString& hint);
  QString emptyText() const { return empty_title_ + QLatin1Char('\n') + empty_hint_; }
  void setHud(const QStringList& lines);
  const QStringList& hud() const { return hud_; }
  void setNote(const QString& note);
  const QString& note() const { return note_; }
  /// How a hand moves it; over the picture.
  const QString& handHint() const { return hand_hint_; }

  const CloudEye& eye() const { return eye_; }
  void setEye(const CloudEye& eye);
  /// As a drag does; radians.
  void turn(double right, double down);
  /// As a drag with Shift does; as fractions of the height.
  void shift(double right, double down);
  /// Nearer by a factor; < 1: farther.
  void zoomBy(double factor);
  /// Device pixels.
  QSize sizeOnScreen() const { return (QSizeF(size()) * devicePixelRatioF()).toSize(); }

  QSize sizeHint() const override { return {640, 240}; }
  QSize minimumSizeHint() const override { return {160, 90}; }

 Q_SIGNALS:
  /// A hand or a key moved it.
  void eyeMoved();
  void resized();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void move(const CloudEye& eye);
  void paintHandHint(QPainter& painter, const QRect& area) const;

  QImage picture_;
  CloudEye eye_;
  QString empty_title_, empty_hint_, note_, hand_hint_;
  QStringList hud_;
  std::optional<QPointF> drag_from_;
  bool shifts_ = false;
};

}  // namespace kerb
