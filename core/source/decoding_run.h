// One run of a decoder from a key frame onwards: which packets still owe a picture, and which pictures cannot
// be trusted because of damage. Only for .cpp files of kerb_io.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/source/libav.h"
#include "core/source/video_index.h"

namespace kerb::libav {

/// Threads of a decoder that has seen no damage. More than one hide which packet an error code belongs to.
inline constexpr int kDecoderThreads = 2;

/// Bookkeeping alone: the caller moves the reader, sends packets and takes pictures, and says so here.
class DecodingRun {
 public:
  /// `messages`: of the decoder and of the reader of its packets; must outlive this.
  explicit DecodingRun(Messages& messages) : messages_(&messages) {}

  /// No run any more.
  void end() { state_ = {}; }
  /// After end(), a flush of the decoder and a seek: packet `start` is fed next. What libav said of what it
  /// met on the way does not count.
  void begin(const VideoIndex& index, int64_t start);
  /// Whether feeding on leads to the picture of `packet` (or shows that it is damaged), no later than anew
  /// from `start`.
  bool canContinue(const VideoIndex& index, int64_t packet, int64_t start) const;

  /// Called before `packet`, with that number, is sent. `owes_picture`: its picture will come out.
  void feed(const VideoIndex& index, const AVPacket& packet, int64_t number, bool owes_picture);
  /// The decoder gave all that it held back.
  void setDrained() { state_.drained = true; }
  bool drained() const { return state_.drained; }
  /// Whether `packet` was fed and its picture came out, or never will.
  bool settled(int64_t packet) const;

  /// Called after every call of the decoder. `failed`: it gave an error code; what libav's messages since the
  /// last call say of damage counts as well.
  void noteDamage(bool failed);
  /// Called where the reader has no further packet: what the demuxer said of that harms none that it gave.
  void noteEnd();
  /// Takes note of a picture that came out. False: damaged, or not decodable from this start: not for use.
  bool accept(const VideoIndex& index, int64_t number, const AVFrame& picture);
  /// The number of the packet that a picture came from, as its reordered_opaque says, or its time where the
  /// decoder shows an old picture again (VP9).
  int64_t origin(const AVFrame& picture, AVCodecID codec) const;

  /// Whether a packet, or one that it may depend on, did not decode.
  bool isTainted(const VideoIndex& index, int64_t number) const;
  /// libav's words for the last damage, of this run or an earlier one; may be empty.
  const std::string& damage() const { return damage_; }

  /// Something went wrong, in one of several threads: nothing of this run can be trusted.
  bool suspicious() const { return state_.suspicious; }
  /// One thread only, where an error belongs to the packet just fed.
  bool careful() const { return careful_; }
  /// From now on, in all runs, the decoder has one thread only.
  void beCareful() { careful_ = true; }

 private:
  struct State {
    bool valid = false;
    bool drained = false;
    bool suspicious = false;
    bool last_was_marked = false;  ///< by the demuxer, as damaged
    int64_t start = 0;
    int64_t next = 0;  ///< packet to be fed next
    int64_t start_rank = 0;
    int64_t last_leading =
        -1;  ///< last packet after `start` that is shown before it: its references are absent
    std::vector<int64_t> in_flight;                   ///< fed, and no picture yet
    std::vector<int64_t> broken;                      ///< packets that did not decode cleanly
    std::vector<std::pair<int64_t, int64_t>> recent;  ///< pts and number of packets fed lately
  };

  bool inFlight(int64_t packet) const;
  bool isLeading(const VideoIndex& index, int64_t number) const;
  bool mayLackReferences(int64_t number) const;
  void markBroken(int64_t number, const Damage& damage);
  void markLost(const VideoIndex& index, int64_t number);

  Messages* messages_;
  State state_;
  std::string damage_;
  bool careful_ = false;
};

}  // namespace kerb::libav
