// Every packet of a video stream, and which frame it becomes: built in the background, without decoding.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "core/source/video_facts.h"
#include "core/source/video_order.h"

namespace kerb {

/// A packet of the stream, 28 bytes (with its place in the order of showing 32 a frame).
struct __attribute__((packed, aligned(4))) IndexedPacket {
  static constexpr uint32_t kUnranked = (1U << 30) - 1;
  int64_t pts = PacketFacts::kNone;  ///< as in the file; kNone where it has none
  int64_t pos = -1;                  ///< byte position; -1 unknown
  int32_t reorder = 0;               ///< pts - dts
  uint32_t size = 0;                 ///< bytes
  uint32_t key : 1 = 0;              ///< decoding can start here
  uint32_t shown : 1 = 0;            ///< becomes a frame
  uint32_t rank : 30 = kUnranked;    ///< number of frames shown before it, which is its own frame number

  bool shownBefore(const IndexedPacket& other) const { return rank < other.rank; }
};

/// Frame i is the i-th picture in the order of showing, as decoding from the start yields them. Thread-safe.
class VideoIndex {
 public:
  /// Starts reading. `stream`: number in the file. `first_shown`: the packet (in decoding order) that becomes
  /// the first frame; whatever would be shown earlier cannot be decoded (a recording cut from a longer one).
  VideoIndex(std::filesystem::path path, int stream, int64_t first_shown);
  /// Stops reading; waits for one packet at most.
  ~VideoIndex() = default;
  VideoIndex(const VideoIndex&) = delete;
  VideoIndex& operator=(const VideoIndex&) = delete;

  /// Waits until `frame` is indexed, or all is, or stopped. False: no such frame (or stopped).
  bool waitFor(int64_t frame, std::stop_token stop) const;
  /// Waits for the whole index. False: stopped.
  bool waitForAll(std::stop_token stop) const;
  /// Frames so far.
  int64_t count() const;
  bool complete() const;
  /// Why reading ended before the end of the file, in one line; empty: it did not. Meaningful when complete.
  std::string ended_early() const;

  /// Whether the file has a time for every frame; else frames are counted.
  bool hasTimes() const;
  /// See SourceInfo::times_s. None until all is indexed.
  std::shared_ptr<const std::vector<double>> variableTimes() const;

  /// The packet of an indexed frame.
  int64_t packetOf(int64_t frame) const;
  /// A packet by its number in decoding order; nothing where that is not read yet.
  std::optional<IndexedPacket> packet(int64_t number) const;
  /// The last packet at which decoding can start so that `number` comes out right: a key frame that is
  /// neither decoded nor shown after it. `skip`: leave out so many of them. 0 where there is none.
  int64_t startFor(int64_t number, int skip = 0) const;
  /// Which packet has this position, time (pts, else dts) and size; `likely` is tried first. All three: after
  /// a seek into a program stream the rest of an older picture comes with the time of the next.
  std::optional<int64_t> find(int64_t pos, int64_t time, int64_t size, int64_t likely) const;

 private:
  void run(const std::stop_token& stop, const std::filesystem::path& path, int stream);
  void append(const PacketFacts& facts);
  void release(int64_t number);
  void takeTimes(const VideoFacts& facts);
  void end(std::string ended_early);

  const int64_t first_shown_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::deque<IndexedPacket> packets_;  ///< in decoding order
  std::deque<uint32_t> order_;         ///< frame -> packet
  std::optional<PresentationOrder> presentation_;
  bool has_times_ = false;
  std::shared_ptr<const std::vector<double>> variable_times_;
  bool begun_ = false;  ///< the first frame was released
  bool complete_ = false;
  std::string ended_early_;
  std::jthread thread_;  ///< last: stops before the members that it uses go
};

}  // namespace kerb
