#include "core/source/numbered_reader.h"

#include <optional>
#include <string_view>

namespace kerb::libav {
static_assert(PacketFacts::kNone == AV_NOPTS_VALUE);

Result<NumberedReader> NumberedReader::open(std::filesystem::path path, Messages& messages) {
  NumberedReader reader(std::move(path), messages);
  reader.ahead_.reset(av_packet_alloc());
  KERB_CHECK(reader.rewind());
  return reader;
}

Status NumberedReader::rewind() {
  // Opened again: seeking to the start loses packets in some formats, and never has the same buffers.
  KERB_TRY(input_, openInput(path_, *messages_));
  KERB_TRY(video_, selectVideo(*input_, path_));
  unpacker_ = PacketUnpacker(*video_);
  av_packet_unref(ahead_.get());
  has_ahead_ = false;
  number_ = 0;
  return {};
}

int NumberedReader::read(AVPacket& packet) {
  for (;;) {
    const int code = av_read_frame(input_.get(), &packet);
    if (code < 0 || packet.stream_index == video_->index) return code;
    av_packet_unref(&packet);
  }
}

int NumberedReader::next(AVPacket& packet, int64_t& number) {
  int code = 0;
  if (has_ahead_)
    av_packet_move_ref(&packet, ahead_.get());
  else
    code = read(packet);
  has_ahead_ = false;
  if (code < 0) return code;
  number = number_++;
  return unpacker_.unpack(packet);
}

Status NumberedReader::seek(const VideoIndex& index, int64_t start) {
  if (start == number_) return {};
  // A seek that lands too late is tried again from further back; reading from the start always works.
  constexpr int kTries = 3;
  for (int earlier = 0; earlier < kTries; ++earlier) {
    const int64_t target = index.startFor(start, earlier);
    if (jump(index, target) && skipTo(index, start, target)) return {};
    if (target == 0) break;
  }
  KERB_CHECK(rewind());
  if (!skipTo(index, start, 0)) return Error{"the file became shorter while it was open", path_.string()};
  return {};
}

/// Moves the file position to about `target`.
bool NumberedReader::jump(const VideoIndex& index, int64_t target) {
  number_ = -1;  // unknown until skipTo() has found it
  const auto packet = index.packet(target);
  if (!packet) return false;
  av_packet_unref(ahead_.get());
  has_ahead_ = false;
  const std::string_view format = input_->iformat->name;
  // Streams without an index of their own: libav would search by time, and guess.
  const bool by_byte = format.starts_with("mpeg") || format == "h264" || format == "hevc" || format == "m4v";
  if (by_byte) return packet->pos >= 0 && av_seek_frame(input_.get(), -1, packet->pos, AVSEEK_FLAG_BYTE) >= 0;
  if (packet->pts == PacketFacts::kNone) return false;
  // The index of MOV and AVI holds decoding times, that of other formats the times of showing.
  const bool by_dts = format.starts_with("mov") || format == "avi";
  const int64_t time = packet->pts - (by_dts ? packet->reorder : 0);
  return av_seek_frame(input_.get(), video_->index, time, AVSEEK_FLAG_BACKWARD) >= 0;
}

/// Finds out where the file position is, and reads on to `start`. False: it is beyond.
bool NumberedReader::skipTo(const VideoIndex& index, int64_t start, int64_t likely) {
  // The first packets after a seek may be a rest of something, or have other times than they had before.
  constexpr int kMostUnknown = 16;
  std::optional<int64_t> found;
  for (int i = 0; i < kMostUnknown && !found; ++i) {
    av_packet_unref(ahead_.get());
    if (read(*ahead_) < 0) return false;
    const int64_t time = ahead_->pts != AV_NOPTS_VALUE ? ahead_->pts : ahead_->dts;
    found = index.find(ahead_->pos, time, ahead_->size, likely);
  }
  if (!found || *found > start) return false;
  for (number_ = *found; number_ < start; ++number_) {
    av_packet_unref(ahead_.get());
    if (read(*ahead_) < 0) {
      number_ = -1;
      return false;
    }
  }
  has_ahead_ = true;
  unpacker_.reset();
  return true;
}

}  // namespace kerb::libav
