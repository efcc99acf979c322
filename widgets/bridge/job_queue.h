// Long work on a thread of its own: one job after the other, in the order they were asked for.
#pragma once

#include <QString>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <thread>

#include "core/base/result.h"
#include "core/job/job.h"
#include "widgets/bridge/mailbox.h"

namespace kerb {

struct Job {
  QString name;
  std::filesystem::path place;  ///< the folder or file that it writes
  bool goes_on = false;         ///< run again after a stop, it goes on where it was
  /// Runs on the queue's thread, again if that is asked for after a failure or a stop; says what came of it.
  std::function<Result<QString>(const JobContext&)> work;
};

/// What is known of a job.
struct JobState {
  enum class Kind { waiting, running, done, failed, stopped };
  int64_t id = 0;
  QString name;
  std::filesystem::path place;
  bool goes_on = false;
  Kind kind = Kind::waiting;
  bool is_stopping = false;  ///< running, and told to stop
  Progress progress = {};
  double rate = 0;     ///< a second, in this stage; 0: not known yet
  double left_s = -1;  ///< of this stage; negative: not known
  QString result;      ///< of a job that is done
  Error error = {};    ///< of one that failed

  bool hasEnded() const { return kind != Kind::waiting && kind != Kind::running; }
};

/// Lives on the UI thread, where `changed` is called. Destroying it returns at once: the job that runs is
/// told to stop and ends on its own, the others never begin.
class JobQueue {
 public:
  explicit JobQueue(std::function<void(const JobState&)> changed);
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  int64_t add(Job job);
  /// A job that waits is stopped at once, one that runs as soon as it can.
  void stop(int64_t id);
  /// Runs a failed or stopped job again, after all that wait.
  void again(int64_t id);
  /// Lets go of a job that has ended.
  void forget(int64_t id);

 private:
  struct Waiting;
  struct Entry {
    Job job;
    JobState state;
    int64_t run = 0;  ///< counts what was begun, so that nothing of an earlier run is taken for this one's
    std::stop_source stop = {};
  };
  struct Tick {
    int64_t id = 0, run = 0;
    Progress progress;
    double rate = 0, left_s = -1;
  };
  struct Event {
    int64_t id = 0, run = 0;
    bool has_ended = false;
    Result<QString> result;  ///< of the end
  };
  static void work(const std::shared_ptr<Waiting>& waiting, const Latest<Tick>::Sender& ticks,
                   const Ordered<Event>::Sender& events, const std::stop_token& stop);
  Entry* entryOf(int64_t id, int64_t run);
  void start(Entry& entry);
  void receiveTick(const Tick& tick);
  void receiveEvent(Event event);

  std::function<void(const JobState&)> changed_;
  std::map<int64_t, Entry> entries_;
  int64_t last_id_ = 0, last_run_ = 0;
  Latest<Tick> ticks_;
  Ordered<Event> events_;
  std::shared_ptr<Waiting> waiting_;
  std::jthread thread_;
};

}  // namespace kerb
