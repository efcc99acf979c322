#include "core/source/video_index.h"

#include <algorithm>

#include "core/source/libav.h"
#include "core/source/packet_reader.h"
#include "core/source/video_end.h"
#include "core/source/video_times.h"

namespace kerb {
namespace {

// Enough packets to see whether the stream has times, and whether those are right.
constexpr size_t kBeginning = 64;

IndexedPacket indexed(const PacketFacts& facts) {
  IndexedPacket packet;
  packet.pts = facts.pts != PacketFacts::kNone ? facts.pts : facts.dts;
  packet.pos = facts.pos;
  if (facts.pts != PacketFacts::kNone && facts.dts != PacketFacts::kNone)
    packet.reorder = static_cast<int32_t>(std::clamp<int64_t>(facts.pts - facts.dts, 0, INT32_MAX));
  packet.size = static_cast<uint32_t>(facts.size);
  packet.key = facts.key ? 1U : 0U;
  packet.shown = facts.hidden ? 0U : 1U;
  return packet;
}

/// Two packets of opposite fields are one picture; the first of them stands for it.
class FieldPairs {
 public:
  bool isSecond(PacketFacts::Field field) {
    using enum PacketFacts::Field;
    const bool second = (field == top && open_ == bottom) || (field == bottom && open_ == top);
    open_ = second ? none : field;
    return second;
  }

 private:
  PacketFacts::Field open_ = PacketFacts::Field::none;
};

}  // namespace

VideoIndex::VideoIndex(std::filesystem::path path, int stream, int64_t first_shown)
    : first_shown_(first_shown), thread_([this, path = std::move(path), stream](const std::stop_token& stop) {
        try {
          run(stop, path, stream);
        } catch (const std::exception& failure) {  // out of memory
          end(failure.what());
        }
      }) {}

void VideoIndex::run(const std::stop_token& stop, const std::filesystem::path& path, int stream) {
  libav::Messages messages;
  auto input = libav::openInput(path, messages);
  if (!input) return end(input.error().message());
  if (auto video = libav::selectVideo(**input, path); !video) return end(video.error().message());
  AVStream& video = *(*input)->streams[stream];
  libav::PacketReader reader(video);
  libav::ReadingToEnd file(**input, stream, messages);
  const libav::Packet packet(av_packet_alloc());
  FieldPairs fields;
  std::vector<PacketFacts> beginning;
  const auto decideOrder = [&] {
    const int64_t second = std::max<int64_t>(1, av_rescale(1, video.time_base.den, video.time_base.num));
    const auto [rule, has_times] = reader.orderingFor(beginning);
    {
      const std::lock_guard lock(mutex_);
      has_times_ = has_times;
      presentation_.emplace(rule, second, [this](int64_t number) { release(number); });
    }
    for (const PacketFacts& facts : beginning) append(facts);
  };
  int code = 0;
  while (!stop.stop_requested() && (code = file.next(*packet)) >= 0) {
    if (packet->stream_index != stream) continue;
    PacketFacts facts = reader.facts(*packet);
    if (fields.isSecond(facts.field)) facts.hidden = facts.shown_at_once = true;
    if (presentation_)
      append(facts);
    else if (beginning.push_back(facts); beginning.size() == kBeginning)
      decideOrder();
  }
  if (stop.stop_requested()) return end("stopped");
  if (!presentation_) decideOrder();
  takeTimes(videoFacts(**input, video));
  end(file.whyCut(code, path));
}

void VideoIndex::append(const PacketFacts& facts) {
  {
    const std::lock_guard lock(mutex_);
    packets_.push_back(indexed(facts));
    presentation_->add(static_cast<int64_t>(packets_.size()) - 1, facts);
  }
  changed_.notify_all();
}

/// Called with the mutex held.
void VideoIndex::release(int64_t number) {
  begun_ = begun_ || number == first_shown_;
  IndexedPacket& packet = packets_[static_cast<size_t>(number)];
  if (!begun_) packet.shown = 0U;
  packet.rank = static_cast<uint32_t>(order_.size()) & IndexedPacket::kUnranked;
  if (packet.shown != 0U) order_.push_back(static_cast<uint32_t>(number));
}

void VideoIndex::takeTimes(const VideoFacts& facts) {
  {
    const std::lock_guard lock(mutex_);
    presentation_->finish();
  }
  if (!has_times_) return;
  // Without the lock, which a window may wait for: only this thread writes what is read here.
  std::vector<int64_t> ticks;
  ticks.reserve(order_.size());
  for (const uint32_t number : order_) ticks.push_back(packets_[number].pts);
  auto times = kerb::variableTimes(ticks, facts.seconds_per_tick, facts.fps);
  const std::lock_guard lock(mutex_);
  variable_times_ = std::move(times);
}

void VideoIndex::end(std::string ended_early) {
  {
    const std::lock_guard lock(mutex_);
    if (presentation_) presentation_->finish();
    complete_ = true;
    ended_early_ = std::move(ended_early);
  }
  changed_.notify_all();
}

bool VideoIndex::waitFor(int64_t frame, std::stop_token stop) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, std::move(stop),
                [&] { return complete_ || static_cast<int64_t>(order_.size()) > frame; });
  return static_cast<int64_t>(order_.size()) > frame;
}

bool VideoIndex::waitForAll(std::stop_token stop) const {
  std::unique_lock lock(mutex_);
  return changed_.wait(lock, std::move(stop), [&] { return complete_; });
}

int64_t VideoIndex::count() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int64_t>(order_.size());
}

bool VideoIndex::complete() const {
  const std::lock_guard lock(mutex_);
  return complete_;
}

std::string VideoIndex::ended_early() const {
  const std::lock_guard lock(mutex_);
  return ended_early_;
}

bool VideoIndex::hasTimes() const {
  const std::lock_guard lock(mutex_);
  return has_times_;
}

std::shared_ptr<const std::vector<double>> VideoIndex::variableTimes() const {
  const std::lock_guard lock(mutex_);
  return variable_times_;
}

int64_t VideoIndex::packetOf(int64_t frame) const {
  const std::lock_guard lock(mutex_);
  return order_.at(static_cast<size_t>(frame));
}

std::optional<IndexedPacket> VideoIndex::packet(int64_t number) const {
  const std::lock_guard lock(mutex_);
  if (number < 0 || number >= static_cast<int64_t>(packets_.size())) return std::nullopt;
  return packets_[static_cast<size_t>(number)];
}

int64_t VideoIndex::startFor(int64_t number, int skip) const {
  const std::lock_guard lock(mutex_);
  const uint32_t rank = packets_.at(static_cast<size_t>(number)).rank;
  for (int64_t n = number; n > 0; --n) {
    const IndexedPacket& packet = packets_[static_cast<size_t>(n)];
    if (packet.key != 0U && packet.rank <= rank && skip-- == 0) return n;
  }
  return 0;
}

std::optional<int64_t> VideoIndex::find(int64_t pos, int64_t time, int64_t size, int64_t likely) const {
  const std::lock_guard lock(mutex_);
  const auto matches = [&](const IndexedPacket& packet) {
    return packet.pos == pos && packet.pts == time && packet.size == size;
  };
  if (likely < static_cast<int64_t>(packets_.size()) && matches(packets_[static_cast<size_t>(likely)]))
    return likely;
  const auto found = std::ranges::find_if(packets_, matches);
  if (found == packets_.end()) return std::nullopt;
  return found - packets_.begin();
}

}  // namespace kerb
