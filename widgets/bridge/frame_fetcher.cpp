#include "widgets/bridge/frame_fetcher.h"

#include <chrono>
#include <condition_variable>
#include <optional>
#include <set>

#include "core/base/one_thread.h"
#include "widgets/bridge/partial_frame.h"
#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kCachedBeat(150);
/// What came to the screen is painted first.
constexpr std::chrono::milliseconds kRest(30);

double millisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

}  // namespace

/// What the thread works with; shared, because it may outlive the reader by one frame.
struct FrameFetcher::Work {
  Work(std::shared_ptr<const FrameCache> cache, Latest<ReadFrame>::Sender to_read,
       Latest<std::vector<FrameSpan>>::Sender to_cached)
      : frames(std::move(cache)), results(std::move(to_read)), cached(std::move(to_cached)) {}

  std::shared_ptr<const FrameCache> frames;
  Latest<ReadFrame>::Sender results;
  Latest<std::vector<FrameSpan>>::Sender cached;
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<WantedFrame> next;
  bool is_next_sent = false;  ///< it was in memory
  bool is_overtaken = false;  ///< what is being read: by one that was in memory

  // Of the thread alone:
  std::set<int64_t> broken;  ///< not tried again while reading on
  Clock::time_point last_cached;

  void run(const std::stop_token& stop) {
    std::optional<WantedFrame> current;
    bool may_read_on = false, is_sent = false, rests = false;
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(mutex);
        const auto is_wanted = [this] { return next.has_value(); };
        if (rests) changed.wait_for(lock, stop, kRest, is_wanted);
        if (stop.stop_requested()) break;
        if (!may_read_on && !changed.wait(lock, stop, is_wanted)) break;
        if (next) {
          current = std::exchange(next, std::nullopt);
          is_sent = is_next_sent;
          is_overtaken = false;
          may_read_on = false;
        }
      }
      if (!may_read_on) {
        frames->setFocus(current->index);
        if (!is_sent) serve(*current);
        may_read_on = true;
        rests = !current->plays;
      } else {
        rests = false;
        may_read_on = readOn(*current);
      }
      tellCached(!may_read_on);
    }
  }

  bool isReplaced() {
    const std::scoped_lock lock(mutex);
    return next.has_value();
  }

  void serve(const WantedFrame& wanted) {
    const auto begin = Clock::now();
    const bool at_hand = frames->has(wanted.index, wanted.parts);
    if (wanted.preview_first && !at_hand) {
      auto near = guarded([&]() -> Result<PartialFrame> {
        KERB_TRY(Frame frame, frames->preview(wanted.index, FrameParts{}));
        return PartialFrame{std::move(frame), {}};
      });
      if (near) send(wanted, std::move(near), false, begin);
      if (isReplaced()) return;
    }
    send(wanted, read(wanted.index, wanted.parts), true, begin);
  }

  /// One frame more; false: all there is, or no more room.
  bool readOn(const WantedFrame& from) {
    if (from.ahead == 0) return false;
    for (int64_t distance = 1; frames->hasRoomAt(distance); ++distance) {
      const int64_t index = from.index + distance * from.ahead;
      if (index < from.range.first || index > from.range.last) return false;
      if (broken.contains(index) || frames->has(index, from.parts)) continue;
      (void)read(index, from.parts);  // the cache keeps it
      return true;
    }
    return false;
  }

  Result<PartialFrame> read(int64_t index, FrameParts parts) {
    auto frame = guarded([&] { return readPartially(*frames, index, parts); });
    if (!frame || frame->lacking) broken.insert(index);
    return frame;
  }

  template <class Function>
  static auto guarded(Function function) -> decltype(function()) {
    try {
      return function();
    } catch (const std::exception& failure) {  // nothing throws across a thread
      return Error{failure.what(), "", "This is a bug of Kerb: please report it"};
    }
  }

  /// What is in memory does not wait for the frame that is being read on meanwhile.
  void want(const WantedFrame& wanted) {
    auto kept = frames->keptAtOnce(wanted.index, wanted.parts);
    {
      const std::scoped_lock lock(mutex);
      next = wanted;
      is_next_sent = kept.has_value();
      is_overtaken |= is_next_sent;
      if (kept) results.send({wanted.index, std::make_shared<const Frame>(*std::move(kept)), true, 0});
    }
    changed.notify_one();
  }

  void readOnFrom(const WantedFrame& there) {
    {
      const std::scoped_lock lock(mutex);
      if (!next) is_next_sent = true;  // a wish that waits is served first
      next = there;
    }
    changed.notify_one();
  }

  void send(const WantedFrame& wanted, Result<PartialFrame> made, bool exact, Clock::time_point begin) {
    const double taken = millisecondsSince(begin);
    const std::scoped_lock lock(mutex);
    if (is_overtaken) return;  // the newer one would be replaced
    if (made)
      results.send({wanted.index, std::make_shared<const Frame>(std::move(made->frame)), exact, taken,
                    std::move(made->lacking)});
    else
      results.send({wanted.index, made.error(), exact, taken});
  }

  void tellCached(bool at_once) {
    if (!at_once && Clock::now() - last_cached < kCachedBeat) return;
    last_cached = Clock::now();
    cached.send(frames->spans());
  }
};

FrameFetcher::FrameFetcher(std::shared_ptr<const FrameCache> frames, Read read, Cached cached)
    : read_(std::move(read)), cached_(std::move(cached)) {
  work_ = std::make_shared<Work>(std::move(frames), read_.sender(), cached_.sender());
  thread_ = std::jthread([work = work_](const std::stop_token& stop) {
    workOnOneThread();
    work->run(stop);
  });
}

FrameFetcher::~FrameFetcher() { retire(std::move(thread_)); }

void FrameFetcher::want(const WantedFrame& wanted) { work_->want(wanted); }

void FrameFetcher::readOnFrom(const WantedFrame& there) { work_->readOnFrom(there); }

}  // namespace kerb
