#include "widgets/bridge/job_queue.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "widgets/bridge/background.h"
#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

using Clock = std::chrono::steady_clock;

/// How fast a stage goes, and how long it still takes. A resumed stage does not begin at 0.
class Meter {
 public:
  void add(const Progress& progress) {
    const auto now = Clock::now();
    if (progress.stage != stage_ || progress.done < begin_done_) {
      stage_ = progress.stage;
      begin_done_ = progress.done;
      begin_ = now;
    }
    const double elapsed_s = std::chrono::duration<double>(now - begin_).count();
    constexpr double kLongEnough = 0.5;
    const bool is_known = elapsed_s >= kLongEnough && progress.done > begin_done_;
    rate_ = is_known ? static_cast<double>(progress.done - begin_done_) / elapsed_s : 0;
    left_s_ =
        rate_ > 0 && progress.total > 0 ? static_cast<double>(progress.total - progress.done) / rate_ : -1;
  }
  double rate() const { return rate_; }
  double left() const { return left_s_; }

 private:
  std::string stage_;
  int64_t begin_done_ = 0;
  Clock::time_point begin_ = Clock::now();
  double rate_ = 0, left_s_ = -1;
};

Result<QString> guarded(const Job& job, const JobContext& context) {
  try {
    return job.work(context);
  } catch (const std::exception& failure) {  // nothing throws across a thread
    return Error{failure.what(), job.place.string(), "This is a bug of Kerb: please report it"};
  }
}

}  // namespace

/// Shared with the thread, which may outlive the queue by the job that runs.
struct JobQueue::Waiting {
  struct Task {
    int64_t id = 0, run = 0;
    Job job;
    std::stop_source stop;
  };
  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<Task> tasks;

  void put(Task task) {
    {
      const std::scoped_lock lock(mutex);
      tasks.push_back(std::move(task));
    }
    changed.notify_one();
  }
  std::optional<Task> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    if (!changed.wait(lock, stop, [this] { return !tasks.empty(); }) || stop.stop_requested())
      return std::nullopt;
    std::optional<Task> task(std::move(tasks.front()));
    tasks.pop_front();
    return task;
  }
};

JobQueue::JobQueue(std::function<void(const JobState&)> changed)
    : changed_(std::move(changed)),
      ticks_([this](const Tick& tick) { receiveTick(tick); }),
      events_([this](Event event) { receiveEvent(std::move(event)); }),
      waiting_(std::make_shared<Waiting>()) {
  thread_ = std::jthread([waiting = waiting_, ticks = ticks_.sender(), events = events_.sender()](
                             const std::stop_token& stop) { work(waiting, ticks, events, stop); });
}

JobQueue::~JobQueue() { retire(std::move(thread_)); }

void JobQueue::work(const std::shared_ptr<Waiting>& waiting, const Latest<Tick>::Sender& ticks,
                    const Ordered<Event>::Sender& events, const std::stop_token& stop) {
  workInBackground(kNiceOfJobs);
  while (auto task = waiting->take(stop)) {
    if (task->stop.stop_requested()) continue;
    events.send({task->id, task->run, false, QString()});
    const std::stop_callback end(stop, [&task] { task->stop.request_stop(); });
    Meter meter;
    const JobContext context{task->stop.get_token(), [&](const Progress& progress) {
                               meter.add(progress);
                               ticks.send({task->id, task->run, progress, meter.rate(), meter.left()});
                             }};
    events.send({task->id, task->run, true, guarded(task->job, context)});
  }
}

int64_t JobQueue::add(Job job) {
  const int64_t id = ++last_id_;
  Entry& entry = entries_[id];
  entry.state.id = id;
  entry.state.name = job.name;
  entry.state.place = job.place;
  entry.state.goes_on = job.goes_on;
  entry.job = std::move(job);
  start(entry);
  return id;
}

void JobQueue::start(Entry& entry) {
  entry.run = ++last_run_;
  entry.stop = {};
  entry.state.kind = JobState::Kind::waiting;
  entry.state.is_stopping = false;
  entry.state.progress = {};
  entry.state.rate = 0;
  entry.state.left_s = -1;
  waiting_->put({entry.state.id, entry.run, entry.job, entry.stop});
  changed_(entry.state);
}

void JobQueue::stop(int64_t id) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.state.hasEnded()) return;
  Entry& entry = found->second;
  entry.stop.request_stop();
  entry.state.is_stopping = entry.state.kind == JobState::Kind::running;
  if (!entry.state.is_stopping) entry.state.kind = JobState::Kind::stopped;
  changed_(entry.state);
}

void JobQueue::again(int64_t id) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || !found->second.state.hasEnded() || !found->second.job.work) return;
  start(found->second);
}

void JobQueue::forget(int64_t id) {
  const auto found = entries_.find(id);
  if (found != entries_.end() && found->second.state.hasEnded()) entries_.erase(found);
}

JobQueue::Entry* JobQueue::entryOf(int64_t id, int64_t run) {
  const auto found = entries_.find(id);
  return found != entries_.end() && found->second.run == run ? &found->second : nullptr;
}

void JobQueue::receiveTick(const Tick& tick) {
  Entry* entry = entryOf(tick.id, tick.run);
  if (entry == nullptr || entry->state.kind != JobState::Kind::running) return;
  entry->state.progress = tick.progress;
  entry->state.rate = tick.rate;
  entry->state.left_s = tick.left_s;
  changed_(entry->state);
}

void JobQueue::receiveEvent(Event event) {
  Entry* entry = entryOf(event.id, event.run);
  if (entry == nullptr) return;
  JobState& state = entry->state;
  if (!event.has_ended) {
    // Stopped in the moment in which it began: it runs, until it notices.
    state.is_stopping = entry->stop.stop_requested();
    state.kind = JobState::Kind::running;
    return changed_(state);
  }
  state.is_stopping = false;
  if (event.result) {
    state.kind = JobState::Kind::done;
    state.result = *event.result;
    entry->job.work = nullptr;  // with what it holds: sources, points
  } else {
    state.kind = event.result.error().cancelled ? JobState::Kind::stopped : JobState::Kind::failed;
    state.error = event.result.error();
  }
  changed_(state);
}

}  // namespace kerb
