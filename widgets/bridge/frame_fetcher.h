// Reads the frame that the player wants on a thread of its own, and then those that it will want next.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "widgets/bridge/frame_cache.h"
#include "widgets/bridge/mailbox.h"

namespace kerb {

struct WantedFrame {
  int64_t index = 0;
  FrameParts parts;
  bool preview_first = false;  ///< while scrubbing: a key frame nearby, until the exact one is there
  int ahead = 1;               ///< direction in which to read on meanwhile: +1, -1; 0: not at all
  FrameSpan range;             ///< where to read on
  bool plays = false;          ///< the next wish comes by the clock: reading on begins at once
};

struct ReadFrame {
  int64_t wanted = 0;
  Result<std::shared_ptr<const Frame>> frame;
  bool exact = true;  ///< false: a key frame nearby
  double milliseconds = 0;
  std::optional<Error> lacking = {};  ///< why the frame is without a part that was wanted
};

/// Lives on the UI thread; the newest wish counts. Destroying it returns at once.
class FrameFetcher {
 public:
  using Read = std::function<void(ReadFrame)>;
  using Cached = std::function<void(std::vector<FrameSpan>)>;
  /// `cached` is told which frames can be shown at once, a few times a second.
  FrameFetcher(std::shared_ptr<const FrameCache> frames, Read read, Cached cached);
  ~FrameFetcher();
  FrameFetcher(const FrameFetcher&) = delete;
  FrameFetcher& operator=(const FrameFetcher&) = delete;

  void want(const WantedFrame& wanted);
  /// Reads on from a frame that came already; it is not sent again.
  void readOnFrom(const WantedFrame& there);

 private:
  struct Work;
  Latest<ReadFrame> read_;
  Latest<std::vector<FrameSpan>> cached_;
  std::shared_ptr<Work> work_;
  std::jthread thread_;
};

}  // namespace kerb
