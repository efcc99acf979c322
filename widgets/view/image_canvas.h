// Shows a picture: fit, 1:1, zoom at the cursor, pan, linked with other canvases through a ViewLink.
#pragma once

#include <QPointer>
#include <QStringList>
#include <QWidget>
#include <functional>

#include "widgets/bridge/latest_worker.h"
#include "widgets/view/picture.h"
#include "widgets/view/view_link.h"

namespace kerb {

/// Wheel zooms at the cursor, dragging pans, a double click changes between fit and 1:1 (one pixel of the
/// picture for one of the screen). Dragging with Shift, or with the link's tool, draws the rectangle that is
/// measured; a click or Escape removes it. Magnified pixels stay sharp squares. All scaling down happens on a
/// worker.
class ImageCanvas : public QWidget {
  Q_OBJECT

 public:
  explicit ImageCanvas(ViewLink* link, QWidget* parent = nullptr);

  void setPicture(const Picture& picture);
  void clear();
  bool hasPicture() const { return !picture_.image.isNull(); }
  /// Shown while there is no picture: what will be here, and what to do for it.
  void setEmptyText(const QString& title, const QString& hint);
  QString emptyText() const { return empty_title_ + QLatin1Char('\n') + empty_hint_; }
  /// The value of a pixel, for the cursor's line of text; empty: none.
  void setReadout(std::function<QString(QPoint pixel)> readout);
  /// Lines in the upper left corner.
  void setHud(const QStringList& lines);
  const QStringList& hud() const { return hud_; }
  /// A short line in the upper right corner, for example that a guess is shown; empty: none.
  void setNote(const QString& note);
  const QString& note() const { return note_; }
  /// Lines beside the rectangle of the link; none: the rectangle alone.
  void setRegionText(const QStringList& lines);
  const QStringList& regionText() const { return region_text_; }

  /// The size in device pixels at which a picture of this size would be shown now, for pictureOf().
  QSize sizeOnScreen(QSize picture) const;
  /// The pixel of the picture at a point of the widget; none outside.
  std::optional<QPoint> pixelAt(QPointF point) const;
  /// The text that is shown for the cursor; empty: the cursor is over no linked view.
  QString readoutText() const;

  void fit();
  void actualSize();
  void zoomBy(double factor);

  QSize sizeHint() const override { return {640, 240}; }
  QSize minimumSizeHint() const override { return {160, 90}; }

 Q_SIGNALS:
  /// A picture with another index is on the screen.
  void painted(qint64 index);
  /// The picture is shown larger than its reduction allows: it is wanted anew for sizeOnScreen().
  void finerWanted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QRectF pictureRect() const;
  void zoomAt(QPointF cursor, double factor);
  void point(std::optional<QPointF> at);
  /// 0..1 in the picture; beside it: at its border.
  QPointF normalised(QPointF point) const;
  /// A hand trembles a little between press and release.
  static bool isClick(QPointF pressed, QPointF now);
  bool startsRegion(const QMouseEvent& event) const;
  void dragRegion(QPointF to);
  void endRegion(QPointF released);
  void paintPicture(QPainter& painter);
  QRect areaBesideTexts() const;
  void paintRegion(QPainter& painter) const;
  void paintCrosshair(QPainter& painter) const;
  void paintTexts(QPainter& painter) const;
  void requestFitted();

  struct Refit {
    Picture picture;
    QSize size;
  };

  QPointer<ViewLink> link_;
  Picture picture_;
  qint64 painted_index_ = -1;
  QString empty_title_, empty_hint_, note_;
  QStringList hud_, region_text_;
  std::function<QString(QPoint)> readout_;
  std::optional<QPointF> drag_from_, region_from_, pressed_at_;
  bool pans_ = false;  ///< the drag is more than a click by now
  bool is_source_of_crosshair_ = false;
  QSize requested_;
  LatestWorker<Refit, Picture> refit_;
};

}  // namespace kerb
