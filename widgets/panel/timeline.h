// The seek bar: position, range to play, and which frames are in memory.
#pragma once

#include <QWidget>
#include <optional>

namespace kerb {

class Playback;
class ThumbnailPopup;

class Timeline : public QWidget {
  Q_OBJECT

 public:
  explicit Timeline(Playback* playback, QWidget* parent = nullptr);
  QSize sizeHint() const override { return {400, 30}; }
  QSize minimumSizeHint() const override { return {120, 30}; }
  /// The frame at a horizontal position, and back.
  qint64 frameAt(double x) const;
  double xOf(qint64 frame) const;
  /// Frame and time, in words; empty: nothing is open.
  QString positionText() const;
  Playback* playback() const { return playback_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void paintHover(QPainter& painter) const;
  void tellPosition();

  Playback* playback_;
  ThumbnailPopup* thumbnail_;
  bool scrubbing_ = false;
  bool was_playing_ = false;
  std::optional<double> hover_x_;
};

}  // namespace kerb
