// The player without its buttons: position, playing, loop; asks a reader for frames and says when one is
// there.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "core/source/source.h"
#include "widgets/bridge/frame_fetcher.h"
#include "widgets/panel/frame_times.h"

namespace kerb {

enum class LoopMode { once, loop, pingPong };
/// How a position is written: 1:02.40, 62.40 s, or 00:01:02:10 (hours, minutes, seconds, frames).
enum class TimeUnit { clock, seconds, timeCode };

/// Lives on the UI thread; nothing waits. Playing keeps to the clock and to the frames' own times: where
/// frames cannot be read fast enough some are left out, and counted.
class Playback : public QObject {
  Q_OBJECT

 public:
  explicit Playback(QObject* parent = nullptr);
  ~Playback() override;

  /// Shows its first frame. The source that was open before ends on its own.
  void open(std::shared_ptr<const Source> source);
  /// Another reading of what is open, frame for frame the same: position and range stay.
  void replace(std::shared_ptr<const Source> source);
  void close();
  bool isOpen() const { return frames_ != nullptr; }
  const SourceInfo& info() const { return info_; }
  /// The source with its memory of frames, for others that read it; none where nothing is open.
  std::shared_ptr<const FrameCache> frames() const { return frames_; }

  qint64 count() const { return info_.count; }
  /// Where the player is; the frame follows as soon as it is read.
  qint64 index() const { return index_; }
  /// Frames per second of the source; 10 where it knows none.
  double fps() const { return times_.fps(); }
  /// The frame at index() is not there yet.
  bool isReading() const { return reading_; }
  bool isPlaying() const { return timer_.isActive(); }
  /// Times the source's own speed; negative: backwards.
  double speed() const { return speed_; }
  LoopMode loopMode() const { return loop_; }
  /// What is played: in to out, both included.
  FrameSpan range() const;
  bool hasRange() const { return in_ > 0 || out_ >= 0; }
  const std::vector<FrameSpan>& cached() const { return cached_; }

  /// What is read besides the image.
  void setParts(FrameParts parts);
  /// A frame came to the screen, for shownFps().
  void noteShown();
  /// Frames that came to the screen in the last second.
  int shownFps() const;
  /// Frames left out since playing began.
  qint64 dropped() const { return dropped_; }
  QString timeText(qint64 index) const;
  TimeUnit timeUnit() const { return time_unit_; }

 public Q_SLOTS:
  void play();
  void playBackwards();
  void stop();
  void togglePlaying();
  /// L and J: plays in this direction, and faster each time it is called again.
  void shuttle(int direction);
  void step(qint64 frames);
  void seek(qint64 index);
  /// As seek(), for a hand that moves: first what is quick to get.
  void scrub(qint64 index);
  void toStart() { seek(range().first); }
  void toEnd() { seek(range().last); }
  void setIn();
  void setOut();
  void clearRange();
  /// `out` < 0: to the end. Frames that there are not are as near as there are.
  void setRange(qint64 in, qint64 out);
  void setLoopMode(kerb::LoopMode mode);
  void setSpeed(double speed);
  void setTimeUnit(kerb::TimeUnit unit);
  /// Reads the current frame again.
  void retry() { want(false); }

 Q_SIGNALS:
  void opened();
  void closed();
  /// `lacking`: why it is without a part that was wanted.
  void frameReady(const std::shared_ptr<const kerb::Frame>& frame, const std::optional<kerb::Error>& lacking);
  void frameFailed(qint64 index, const kerb::Error& error);
  void positionChanged(qint64 index);
  /// Playing, speed, loop, range, unit of time.
  void stateChanged();
  /// The number of frames and the notes are final now.
  void infoCompleted();
  void cachedChanged();

 private:
  void tick();
  void playFromHere(double speed);
  /// What comes after the last frame of the range: stops, turns round or starts again.
  void endRange();
  /// Time runs from the current frame on.
  void restartClock();
  void moveTo(qint64 index, bool preview_first);
  void want(bool preview_first);
  WantedFrame wanted(bool preview_first) const;
  void readOn();
  void receive(ReadFrame read);
  void readFrom(std::shared_ptr<const Source> source);
  void completeInfo();
  void receiveInfo(const Result<SourceInfo>& info);

  std::shared_ptr<const FrameCache> frames_;
  SourceInfo info_;
  FrameTimes times_;
  FrameParts parts_;
  qint64 index_ = 0, in_ = 0, out_ = -1;
  LoopMode loop_ = LoopMode::loop;
  TimeUnit time_unit_ = TimeUnit::clock;
  double speed_ = 1;
  bool reading_ = false;
  bool falls_behind_ = false;
  qint64 anchor_ = 0, dropped_ = 0;
  QElapsedTimer clock_;
  QTimer timer_;
  std::deque<qint64> shown_ms_;
  QElapsedTimer since_start_;
  std::vector<FrameSpan> cached_;
  std::unique_ptr<FrameFetcher> reader_;
  std::unique_ptr<Latest<Result<SourceInfo>>> completed_;
  std::jthread completing_;
};

}  // namespace kerb
