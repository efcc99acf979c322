#include "core/source/video_order.h"

#include <algorithm>
#include <limits>

namespace kerb {
namespace {
// No codec lets more pictures than this wait to be shown (H.264 and HEVC: 16, twice that as fields).
constexpr size_t kMostWaiting = 64;
}  // namespace

bool PresentationOrder::hasDecodingTime(const PacketFacts& packet) const {
  return rule_ == OrderRule::time && packet.dts != PacketFacts::kNone;
}

int64_t PresentationOrder::sortKey(const PacketFacts& packet) {
  if (rule_ == OrderRule::picture_order_count) return packet.picture_order;
  if (packet.pts != PacketFacts::kNone) return packet.pts;
  // Within a stream that has times: a second field, or a hole; it goes where its neighbour went.
  return hasDecodingTime(packet) ? packet.dts : last_key_;
}

/// Whether the clock was set back: the packet belongs behind all that waits, whatever its time.
bool PresentationOrder::jumpsBack(const PacketFacts& packet) const {
  if (hasDecodingTime(packet))
    return last_dts_ != PacketFacts::kNone && packet.dts < last_dts_ - ticks_per_second_;
  return rule_ == OrderRule::time_alone && packet.pts != PacketFacts::kNone && !waiting_.empty() &&
         packet.pts < waiting_.front().key - ticks_per_second_;
}

void PresentationOrder::add(int64_t number, const PacketFacts& packet) {
  constexpr int64_t kAll = std::numeric_limits<int64_t>::max();
  if (rule_ == OrderRule::decoding) return release_(number);
  if (rule_ == OrderRule::picture_type) {
    if (packet.shown_at_once) return release_(number);
    releaseUpTo(kAll);
    waiting_.push_back({0, number});
    return;
  }
  if (jumpsBack(packet) || (rule_ == OrderRule::picture_order_count && packet.starts_sequence))
    releaseUpTo(kAll);
  if (hasDecodingTime(packet)) last_dts_ = packet.dts;
  last_key_ = sortKey(packet);
  const Waiting entry{last_key_, number};
  waiting_.insert(std::ranges::upper_bound(waiting_, entry), entry);
  // What follows is decoded later than now, and shown no earlier than it is decoded.
  if (hasDecodingTime(packet)) releaseUpTo(packet.dts);
  if (waiting_.size() > kMostWaiting) releaseUpTo(waiting_.front().key);
}

void PresentationOrder::finish() { releaseUpTo(std::numeric_limits<int64_t>::max()); }

void PresentationOrder::releaseUpTo(int64_t key) {
  const auto end = std::ranges::find_if(waiting_, [key](const Waiting& w) { return w.key > key; });
  for (auto it = waiting_.begin(); it != end; ++it) release_(it->number);
  waiting_.erase(waiting_.begin(), end);
}

}  // namespace kerb
