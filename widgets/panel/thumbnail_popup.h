// What a hand over the seek bar would get: a small picture of the frame, its time and its number.
#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>

#include "widgets/bridge/thumbnail_reader.h"

namespace kerb {

class Playback;

/// Floats above the seek bar. Time and number are there at once; the picture follows: first one that is quick
/// to get, and where the hand rests the very frame.
class ThumbnailPopup : public QWidget {
  Q_OBJECT

 public:
  ThumbnailPopup(Playback* playback, QWidget* bar);

  /// For the frame at `x` of the bar. Nothing for a source of one frame.
  void showFrame(qint64 frame, double x);
  void leave();

  /// What is shown; none: not there yet.
  const QImage& picture() const { return shown_.picture; }
  qint64 pictureIndex() const { return shown_.index; }
  QString text() const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void receive(const Result<Thumbnail>& read);
  void place(double x);
  QSize pictureSize() const;

  Playback* playback_;
  qint64 frame_ = -1;
  Thumbnail shown_{-1, -1, {}};
  QTimer rest_;
  std::unique_ptr<ThumbnailReader> reader_;  ///< from the first wish on until the source is closed
};

}  // namespace kerb
