// A thread that always works on the newest job, and hands its results to the UI thread.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "core/base/result.h"
#include "widgets/bridge/mailbox.h"
#include "widgets/bridge/retire.h"

namespace kerb {

/// Lives on the UI thread. A job that waits is replaced by a newer one; so is a result that was not received
/// yet. An exception of `work` (a bug) becomes the Error of that job. Destroying the worker returns at once:
/// the thread ends after the job it is at (which its stop token tells to hurry), and nothing is received any
/// more.
template <class Job, class Out>
class LatestWorker {
 public:
  using Work = std::function<Result<Out>(Job, const std::stop_token&)>;
  using Receive = std::function<void(Result<Out>)>;

  LatestWorker(Work work, Receive receive) : results_(std::move(receive)) {
    thread_ = std::jthread([waiting = waiting_, work = std::move(work),
                            results = results_.sender()](const std::stop_token& stop) {
      while (auto job = waiting->take(stop)) results.send(guarded(work, std::move(*job), stop));
    });
  }
  ~LatestWorker() { retire(std::move(thread_)); }
  LatestWorker(const LatestWorker&) = delete;
  LatestWorker& operator=(const LatestWorker&) = delete;

  void submit(Job job) { waiting_->put(std::move(job)); }

 private:
  /// Shared with the thread, which may outlive the worker.
  struct Waiting {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<Job> job;

    void put(Job next) {
      std::optional<Job> replaced(std::move(next));  // destroyed after the lock is free
      {
        const std::scoped_lock lock(mutex);
        job.swap(replaced);
      }
      changed.notify_one();
    }
    std::optional<Job> take(const std::stop_token& stop) {
      std::unique_lock lock(mutex);
      if (!changed.wait(lock, stop, [this] { return job.has_value(); }) || stop.stop_requested())
        return std::nullopt;
      return std::exchange(job, std::nullopt);
    }
  };

  static Result<Out> guarded(const Work& work, Job job, const std::stop_token& stop) {
    try {
      return work(std::move(job), stop);
    } catch (const std::exception& failure) {  // nothing throws across a thread
      return Error{failure.what(), "", "This is a bug of Kerb: please report it"};
    }
  }

  std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
  Latest<Result<Out>> results_;
  std::jthread thread_;
};

}  // namespace kerb
