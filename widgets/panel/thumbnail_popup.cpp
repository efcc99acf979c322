#include "widgets/panel/thumbnail_popup.h"

#include <QLocale>
#include <QPainter>
#include <QScreen>
#include <algorithm>

#include "widgets/panel/playback.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr QSize kRoom(192, 144);  // for the picture
constexpr int kRestMs = 250;      // a hand that is still for so long rests

}  // namespace

ThumbnailPopup::ThumbnailPopup(Playback* playback, QWidget* bar)
    : QWidget(bar, Qt::ToolTip | Qt::FramelessWindowHint), playback_(playback) {
  setAttribute(Qt::WA_ShowWithoutActivating);
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setFocusPolicy(Qt::NoFocus);
  rest_.setSingleShot(true);
  rest_.setInterval(kRestMs);
  connect(&rest_, &QTimer::timeout, this, [this] {
    if (!reader_ || frame_ < 0) return;
    if (shown_.wanted != frame_)
      return rest_.start();  // the quick picture is not replaced before it is there
    // While the video plays, its own frames come first.
    if (shown_.index != frame_ && !playback_->isPlaying()) reader_->wantExact(frame_);
  });
  const auto forget = [this] {
    leave();
    reader_.reset();
  };
  connect(playback, &Playback::opened, this, forget);  // also for another reading of the same
  connect(playback, &Playback::closed, this, forget);
}

void ThumbnailPopup::showFrame(qint64 frame, double x) {
  if (!playback_->isOpen() || playback_->count() < 2) return leave();
  if (frame != frame_) {
    frame_ = frame;
    if (!reader_)
      reader_ = std::make_unique<ThumbnailReader>(playback_->frames(),
                                                  (QSizeF(kRoom) * devicePixelRatioF()).toSize(),
                                                  [this](const Result<Thumbnail>& read) { receive(read); });
    reader_->want(frame);
    rest_.start();
  }
  place(x);
  show();
  update();
}

void ThumbnailPopup::leave() {
  rest_.stop();
  frame_ = -1;
  shown_ = {-1, -1, {}};
  hide();
}

void ThumbnailPopup::receive(const Result<Thumbnail>& read) {
  if (frame_ < 0) return;  // the hand left in the meantime
  // A picture that is not of this frame any more still moves with the hand, instead of a hole. One that
  // cannot be read shows none; the player says why when it gets there.
  if (read)
    shown_ = *read;
  else
    shown_ = {frame_, frame_, {}};
  update();
}

QSize ThumbnailPopup::pictureSize() const {
  const auto& info = playback_->info();
  const QSize whole(static_cast<int>(info.width), static_cast<int>(info.height));
  return whole.isEmpty() ? kRoom : whole.scaled(kRoom, Qt::KeepAspectRatio).expandedTo({1, 1});
}

/// Above the bar, within the window's screen.
void ThumbnailPopup::place(double x) {
  const QSize picture = pictureSize();
  const int width = std::max(picture.width(), fontMetrics().horizontalAdvance(text())) + 2 * look::kSmallGap;
  resize(width, picture.height() + fontMetrics().height() + 3 * look::kSmallGap);
  const QPoint at = parentWidget()->mapToGlobal(QPoint(qRound(x), 0));
  int left = at.x() - this->width() / 2;
  if (const QScreen* screen = parentWidget()->screen()) {
    const QRect room = screen->availableGeometry();
    left = std::clamp(left, room.left(), std::max(room.left(), room.right() - this->width()));
  }
  move(left, at.y() - height() - look::kSmallGap);
}

QString ThumbnailPopup::text() const {
  if (frame_ < 0) return {};
  return tr("Frame %1 · %2").arg(locale().toString(frame_), playback_->timeText(frame_));
}

void ThumbnailPopup::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look::kStage);
  painter.setPen(look::kStageFaint);
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
  const QSize size = pictureSize();
  const QRect place((width() - size.width()) / 2, look::kSmallGap, size.width(), size.height());
  if (shown_.picture.isNull()) {
    painter.fillRect(place, look::kStage.lighter(140));
  } else {
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, shown_.picture);
  }
  painter.setPen(look::kStageText);
  const QRect line(0, place.bottom() + look::kSmallGap, width(), fontMetrics().height());
  painter.drawText(line, Qt::AlignCenter, text());
}

}  // namespace kerb
