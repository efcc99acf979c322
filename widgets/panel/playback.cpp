#include "widgets/panel/playback.h"

#include <QLocale>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

constexpr int64_t kCacheBytes = int64_t{768} << 20;
constexpr double kFastest = 16;

bool same(FrameParts a, FrameParts b) {
  using Flags = std::array<bool, sizeof(FrameParts)>;
  return std::bit_cast<Flags>(a) == std::bit_cast<Flags>(b);
}

/// Without dropped numbers: frames are counted in seconds of as many frames as the rate, rounded, has.
QString timeCode(qint64 index, double fps) {
  const qint64 rate = std::max<qint64>(1, std::llround(fps));
  const qint64 seconds = index / rate;
  const auto two = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
  return QStringList{two(seconds / 3600), two(seconds / 60 % 60), two(seconds % 60), two(index % rate)}.join(
      QLatin1Char(':'));
}

}  // namespace

Playback::Playback(QObject* parent) : QObject(parent) {
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &Playback::tick);
  since_start_.start();
}

Playback::~Playback() { close(); }

void Playback::open(std::shared_ptr<const Source> source) {
  close();
  readFrom(std::move(source));
  Q_EMIT opened();
  Q_EMIT stateChanged();
  Q_EMIT positionChanged(0);
  want(false);
}

void Playback::replace(std::shared_ptr<const Source> source) {
  if (!isOpen()) return;
  retire(std::move(completing_));
  completed_.reset();
  reader_.reset();
  retireObject(std::exchange(frames_, nullptr));
  cached_.clear();
  readFrom(std::move(source));
  Q_EMIT opened();
  Q_EMIT stateChanged();
  Q_EMIT cachedChanged();
  want(false);
}

void Playback::readFrom(std::shared_ptr<const Source> source) {
  info_ = source->info();
  times_ = FrameTimes(info_);
  falls_behind_ = false;
  restartClock();
  frames_ = std::make_shared<const FrameCache>(std::move(source), kCacheBytes);
  reader_ = std::make_unique<FrameFetcher>(
      frames_, [this](ReadFrame read) { receive(std::move(read)); },
      [this](std::vector<FrameSpan> spans) {
        cached_ = std::move(spans);
        Q_EMIT cachedChanged();
      });
  if (!info_.count_is_final) completeInfo();
}

void Playback::close() {
  timer_.stop();
  retire(std::move(completing_));
  completed_.reset();
  reader_.reset();
  const bool was_open = isOpen();
  retireObject(std::exchange(frames_, nullptr));
  info_ = {};
  times_ = FrameTimes();
  index_ = in_ = dropped_ = 0;
  out_ = -1;
  reading_ = false;
  cached_.clear();
  if (was_open) Q_EMIT closed();
}

void Playback::completeInfo() {
  completed_ = std::make_unique<Latest<Result<SourceInfo>>>(
      [this](const Result<SourceInfo>& info) { receiveInfo(info); });
  completing_ = std::jthread([frames = frames_, to = completed_->sender()](const std::stop_token& stop) {
    to.send(frames->completeInfo(stop));
  });
}

void Playback::receiveInfo(const Result<SourceInfo>& info) {
  if (!info) return;
  info_ = *info;
  times_ = FrameTimes(info_);
  if (info_.times_s) restartClock();  // until now it went by the rate
  if (index_ >= count()) seek(count() - 1);
  Q_EMIT infoCompleted();
  Q_EMIT stateChanged();
}

FrameSpan Playback::range() const {
  const qint64 last = std::max<qint64>(0, count() - 1);
  return {std::min(in_, last), out_ < 0 ? last : std::min(out_, last)};
}

void Playback::setParts(FrameParts parts) {
  if (same(parts, parts_)) return;
  parts_ = parts;
  if (isOpen()) want(false);
}

void Playback::noteShown() {
  const qint64 now = since_start_.elapsed();
  shown_ms_.push_back(now);
  while (shown_ms_.front() < now - 1000) shown_ms_.pop_front();
}

int Playback::shownFps() const {
  const qint64 now = since_start_.elapsed();
  return static_cast<int>(std::ranges::count_if(shown_ms_, [now](qint64 at) { return at >= now - 1000; }));
}

QString Playback::timeText(qint64 index) const {
  const double seconds = times_.secondsOf(index);
  if (time_unit_ == TimeUnit::timeCode) return timeCode(index, fps());
  if (time_unit_ == TimeUnit::seconds) {
    QLocale plain;
    plain.setNumberOptions(QLocale::OmitGroupSeparator);  // 3751.48, to be typed elsewhere
    return tr("%1 s").arg(plain.toString(seconds, 'f', 2));
  }
  const auto hundredths = static_cast<qint64>(std::llround(100 * seconds));
  return QStringLiteral("%1:%2")
      .arg(hundredths / 6000)
      .arg(static_cast<double>(hundredths % 6000) / 100, 5, 'f', 2, QLatin1Char('0'));
}

void Playback::setTimeUnit(TimeUnit unit) {
  if (unit == time_unit_) return;
  time_unit_ = unit;
  Q_EMIT stateChanged();
}

void Playback::play() { playFromHere(std::abs(speed_)); }

void Playback::playBackwards() { playFromHere(-std::abs(speed_)); }

void Playback::playFromHere(double speed) {
  if (!isOpen() || count() < 2) return;
  const FrameSpan all = range();
  if (speed > 0 && (index_ >= all.last || index_ < all.first)) moveTo(all.first, false);
  if (speed < 0 && (index_ <= all.first || index_ > all.last)) moveTo(all.last, false);
  speed_ = speed;
  dropped_ = 0;
  restartClock();
  timer_.start();
  Q_EMIT stateChanged();
}

void Playback::restartClock() {
  anchor_ = index_;
  clock_.start();
  timer_.setInterval(std::max(4, static_cast<int>(1000 * times_.shortestSeconds() / std::abs(speed_) / 2)));
}

void Playback::stop() {
  if (!isPlaying()) return;
  timer_.stop();
  if (std::exchange(falls_behind_, false)) readOn();
  Q_EMIT stateChanged();
}

void Playback::togglePlaying() {
  if (isPlaying())
    stop();
  else
    playFromHere(std::abs(speed_));
}

void Playback::shuttle(int direction) {
  const bool same_way = isPlaying() && (speed_ > 0) == (direction > 0);
  playFromHere(direction * (same_way ? std::min(2 * std::abs(speed_), kFastest) : 1));
}

void Playback::setSpeed(double speed) {
  const double signed_speed = speed_ < 0 ? -speed : speed;
  if (isPlaying()) return playFromHere(signed_speed);
  speed_ = signed_speed;
  Q_EMIT stateChanged();
}

void Playback::tick() {
  if (reading_) return;  // the next frame to read is chosen when this one is there
  const qint64 next = times_.after(anchor_, static_cast<double>(clock_.elapsed()) / 1000 * speed_);
  const qint64 steps = speed_ < 0 ? index_ - next : next - index_;
  if (steps <= 0) return;
  const FrameSpan all = range();
  const qint64 to = std::clamp<qint64>(next, all.first, all.last);  // the last frame is always shown
  if (to == index_) return endRange();
  const qint64 left_out = std::min(steps, std::abs(to - index_)) - 1 - times_.timelessBetween(index_, to);
  falls_behind_ = left_out > 0;
  dropped_ += left_out;
  moveTo(to, false);
}

void Playback::endRange() {
  if (loop_ == LoopMode::once) return stop();
  if (loop_ == LoopMode::pingPong) speed_ = -speed_;
  const FrameSpan all = range();
  moveTo(speed_ < 0 ? all.last : all.first, false);
  restartClock();
}

void Playback::step(qint64 frames) {
  const qint64 to = std::clamp<qint64>(index_ + frames, 0, std::max<qint64>(0, count() - 1));
  if (to != index_) falls_behind_ = false;  // reading on begins there
  stop();
  seek(to);
}

void Playback::seek(qint64 index) {
  if (!isOpen()) return;
  moveTo(std::clamp<qint64>(index, 0, std::max<qint64>(0, count() - 1)), false);
  restartClock();
}

void Playback::scrub(qint64 index) {
  if (!isOpen()) return;
  moveTo(std::clamp<qint64>(index, 0, std::max<qint64>(0, count() - 1)), true);
  restartClock();
}

void Playback::setIn() {
  in_ = index_;
  if (out_ >= 0 && out_ < in_) out_ = -1;
  Q_EMIT stateChanged();
}

void Playback::setOut() {
  out_ = index_;
  if (in_ > out_) in_ = 0;
  Q_EMIT stateChanged();
}

void Playback::clearRange() {
  in_ = 0;
  out_ = -1;
  Q_EMIT stateChanged();
}

void Playback::setRange(qint64 in, qint64 out) {
  in_ = std::max<qint64>(0, in);
  out_ = out < in_ ? -1 : out;
  Q_EMIT stateChanged();
}

void Playback::setLoopMode(LoopMode mode) {
  if (mode == loop_) return;
  loop_ = mode;
  Q_EMIT stateChanged();
}

void Playback::moveTo(qint64 index, bool preview_first) {
  if (index == index_) return;
  index_ = index;
  want(preview_first);
  Q_EMIT positionChanged(index_);
}

void Playback::want(bool preview_first) {
  if (!isOpen()) return;
  reading_ = true;
  reader_->want(wanted(preview_first));
}

WantedFrame Playback::wanted(bool preview_first) const {
  // Who cannot keep up would read ahead what is left out in the end.
  const int ahead = isPlaying() && falls_behind_ ? 0 : speed_ < 0 ? -1 : 1;
  return {index_, parts_, preview_first, ahead, range(), isPlaying()};
}

/// While it fell behind it did not.
void Playback::readOn() {
  if (reading_) return want(false);
  reader_->readOnFrom(wanted(false));
}

void Playback::receive(ReadFrame read) {
  if (read.exact && read.wanted == index_) reading_ = false;
  if (read.frame)
    Q_EMIT frameReady(*read.frame, read.lacking);
  else
    Q_EMIT frameFailed(read.wanted, read.frame.error());
}

}  // namespace kerb
