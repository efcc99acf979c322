// Keeps account of a decoder's packets and of their damage.
#include "core/source/decoding_run.h"

#include <algorithm>

namespace kerb::libav {
namespace {

// Pictures that a decoder may hold back: 16 to reorder, some in its threads; fields count twice.
constexpr int64_t kLongestDelay = 64;

}  // namespace

void DecodingRun::begin(const VideoIndex& index, int64_t start) {
  messages_->takeDamages();
  state_.valid = true;
  state_.start = state_.next = start;
  state_.start_rank = index.packet(start)->rank;
  for (int64_t n = start + 1; n < start + kLongestDelay; ++n)
    if (isLeading(index, n)) state_.last_leading = n;
}

bool DecodingRun::isLeading(const VideoIndex& index, int64_t number) const {
  const auto packet = index.packet(number);
  return packet && number > state_.start && packet->rank < state_.start_rank;
}

bool DecodingRun::inFlight(int64_t packet) const {
  return std::ranges::find(state_.in_flight, packet) != state_.in_flight.end();
}

bool DecodingRun::settled(int64_t packet) const { return state_.next > packet && !inFlight(packet); }

bool DecodingRun::canContinue(const VideoIndex& index, int64_t packet, int64_t start) const {
  if (!state_.valid || state_.drained || state_.start > start) return false;
  if (packet < state_.next) return inFlight(packet) || isTainted(index, packet);
  constexpr int64_t kCheaperThanSeeking = 8;
  return start <= state_.next + kCheaperThanSeeking;
}

void DecodingRun::feed(const VideoIndex& index, const AVPacket& packet, int64_t number, bool owes_picture) {
  state_.next = number + 1;
  state_.recent.emplace_back(packet.pts, number);
  if (state_.recent.size() > kLongestDelay) state_.recent.erase(state_.recent.begin());
  if (owes_picture) state_.in_flight.push_back(number);
  std::erase_if(state_.in_flight, [number](int64_t n) { return n < number - kLongestDelay; });
  // Where packets are put together from a stream, the mark may come one packet too early.
  const bool marked = (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
  const bool corrupt = marked || (state_.last_was_marked && (packet.flags & AV_PKT_FLAG_KEY) == 0);
  state_.last_was_marked = marked;
  if (corrupt && !isLeading(index, number)) state_.broken.push_back(number);
}

/// Pictures that are shown before the key frame at which we started lack their references, and say so.
bool DecodingRun::mayLackReferences(int64_t number) const {
  return state_.start < number && number <= state_.last_leading;
}

void DecodingRun::markBroken(int64_t number, const Damage& damage) {
  if (mayLackReferences(number)) return;
  damage_ = damage.text;
  state_.broken.push_back(number);
}

void DecodingRun::noteEnd() {
  // The decoder's threads may still be at work on what they were given.
  for (const Damage& damage : messages_->takeDamages())
    if (state_.valid && damage.packet) markBroken(*damage.packet, damage);
}

void DecodingRun::noteDamage(bool failed) {
  const std::vector<Damage> damages = messages_->takeDamages();
  if (!state_.valid) return;
  const int64_t last_fed = state_.next - 1;
  for (const Damage& damage : damages) markBroken(damage.packet.value_or(last_fed), damage);
  // The code may be that of the packet before, which another thread decoded.
  const int64_t earliest = careful_ ? last_fed : last_fed - kDecoderThreads + 1;
  if (!failed || (mayLackReferences(earliest) && mayLackReferences(last_fed))) return;
  damage_ = messages_->last();
  if (careful_)
    state_.broken.push_back(last_fed);
  else
    state_.suspicious = true;
}

bool DecodingRun::accept(const VideoIndex& index, int64_t number, const AVFrame& picture) {
  if (state_.suspicious) return false;
  std::erase(state_.in_flight, number);
  if (!careful_) markLost(index, number);
  if (isLeading(index, number)) return false;
  if ((picture.flags & AV_FRAME_FLAG_CORRUPT) != 0 || picture.decode_error_flags != 0) {
    damage_ = messages_->last();
    state_.broken.push_back(number);
  }
  return !isTainted(index, number);
}

/// A picture overtaken by one that is shown later got lost: a sign of damage.
void DecodingRun::markLost(const VideoIndex& index, int64_t number) {
  const auto later = index.packet(number);
  if (!later || later->rank == IndexedPacket::kUnranked) return;
  for (const int64_t waiting : state_.in_flight) {
    const auto packet = index.packet(waiting);
    if (packet && packet->shownBefore(*later) && !isLeading(index, waiting)) state_.suspicious = true;
  }
}

int64_t DecodingRun::origin(const AVFrame& picture, AVCodecID codec) const {
  const int64_t number = picture.reordered_opaque;
  if (codec != AV_CODEC_ID_VP9 || picture.pts == AV_NOPTS_VALUE) return number;
  const auto found = std::ranges::find(state_.recent, picture.pts, &std::pair<int64_t, int64_t>::first);
  return found == state_.recent.end() ? number : found->second;
}

bool DecodingRun::isTainted(const VideoIndex& index, int64_t number) const {
  if (state_.broken.empty() || !index.packet(number)) return false;
  const int64_t start = index.startFor(number);
  return std::ranges::any_of(state_.broken, [&](int64_t b) { return start <= b && b <= number; });
}

}  // namespace kerb::libav
