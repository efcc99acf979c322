// The order in which the packets of a video stream are shown, without decoding them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace kerb {

/// What is known of a packet before it is decoded. Times are in the stream's time base.
struct PacketFacts {
  static constexpr int64_t kNone = INT64_MIN;  ///< no time known
  enum class Field : uint8_t { none, top, bottom };
  int64_t pts = kNone, dts = kNone, pos = -1, size = 0;
  int64_t picture_order = 0;     ///< H.264, HEVC: the picture order count
  bool key = false;              ///< decoding can start here
  bool starts_sequence = false;  ///< the picture order count starts anew
  bool shown_at_once = false;    ///< MPEG-1/2/4: a B picture, or what goes with the picture before it
  bool hidden = false;           ///< becomes no frame: edit lists, frames that the encoder dropped
  Field field = Field::none;     ///< one field of a picture that comes in two packets
};

/// How the order of showing is found.
enum class OrderRule {
  time,                 ///< by pts; dts tells when nothing earlier can follow
  time_alone,           ///< by pts, where dts is wrong (libav's guess for fields in Matroska)
  picture_type,         ///< MPEG-1/2/4: a B picture is shown at once, others when the next one comes
  picture_order_count,  ///< H.264, HEVC without times, or with those of decoding (AVI, raw streams, remuxes)
  decoding,             ///< any other codec without times
};

/// Takes packets in decoding order, hands them on in the order of showing as soon as that is certain.
class PresentationOrder {
 public:
  /// `release(number)` is called for each packet number in the order of showing.
  PresentationOrder(OrderRule rule, int64_t ticks_per_second, std::function<void(int64_t)> release)
      : rule_(rule), ticks_per_second_(ticks_per_second), release_(std::move(release)) {}
  void add(int64_t number, const PacketFacts& packet);
  /// No packet follows.
  void finish();

 private:
  struct Waiting {
    int64_t key, number;
    auto operator<=>(const Waiting&) const = default;
  };
  bool hasDecodingTime(const PacketFacts& packet) const;
  bool jumpsBack(const PacketFacts& packet) const;
  int64_t sortKey(const PacketFacts& packet);
  void releaseUpTo(int64_t key);

  OrderRule rule_;
  int64_t ticks_per_second_;
  std::function<void(int64_t)> release_;
  std::vector<Waiting> waiting_;  ///< sorted
  int64_t last_dts_ = PacketFacts::kNone;
  int64_t last_key_ = 0;
};

}  // namespace kerb
