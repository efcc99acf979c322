// How late the event loop of the UI thread is: what a user feels as a window that hangs.
#pragma once

#include <QObject>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace kerb {

/// Counts delays in steps of 0.1 ms, up to a second; the longest is kept as it is.
class LatencyHistogram {
 public:
  LatencyHistogram();
  void add(double milliseconds);
  void clear();
  int64_t count() const { return count_; }
  double max() const { return max_; }
  /// The delay that this share (0..1) of all does not exceed.
  double percentile(double share) const;

 private:
  std::vector<uint32_t> steps_;
  int64_t count_ = 0;
  double max_ = 0;
};

struct LatencyFigures {
  int64_t beats = 0;
  double p50_ms = 0, p99_ms = 0, max_ms = 0;
  double longest_event_ms = 0;
  std::string longest_event;  ///< "UpdateRequest of QWidgetWindow"; empty: none was handled
};

/// Lives on the UI thread. While it runs a beat is due every 5 ms; each is recorded with how late it was
/// handled. Beats that were due while the loop was blocked count too, as a key or a frame that came just then
/// would have waited as long. Costs nothing while it does not run.
class LatencyProbe : public QObject {
  Q_OBJECT

 public:
  explicit LatencyProbe(QObject* parent = nullptr);

  /// From the beginning again.
  void start();
  void stop();
  bool isRunning() const { return timer_.isActive(); }
  LatencyFigures lastSecond() const { return last_second_; }
  /// Since start().
  LatencyFigures total() const;

 Q_SIGNALS:
  /// lastSecond() is another one.
  void secondPassed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  using Clock = std::chrono::steady_clock;
  /// The event that is being handled. The names live as long as the program.
  struct Handled {
    Clock::time_point since;
    int type = 0;  ///< 0: none, the loop waits
    const char* receiver = nullptr;
    const char* parent = nullptr;
  };
  struct Longest {
    double milliseconds = 0;
    Handled event;
  };
  struct Span {
    LatencyHistogram beats;
    Longest longest;
  };

  void beat();
  void passSecond(Clock::time_point now);
  void endEvent();
  static LatencyFigures figuresOf(const Span& span);

  QTimer timer_;
  Clock::time_point due_, second_ends_;
  Span second_, total_;
  Handled handled_;
  LatencyFigures last_second_;
};

}  // namespace kerb
