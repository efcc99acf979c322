#include "core/source/packet_reader.h"

#include <algorithm>
#include <limits>

namespace kerb::libav {
namespace {

bool isMpeg(AVCodecID id) {
  return id == AV_CODEC_ID_MPEG1VIDEO || id == AV_CODEC_ID_MPEG2VIDEO || id == AV_CODEC_ID_MPEG4;
}
bool countsPictures(AVCodecID id) { return id == AV_CODEC_ID_H264 || id == AV_CODEC_ID_HEVC; }

PacketFacts::Field fieldOf(int structure) {
  if (structure == AV_PICTURE_STRUCTURE_TOP_FIELD) return PacketFacts::Field::top;
  if (structure == AV_PICTURE_STRUCTURE_BOTTOM_FIELD) return PacketFacts::Field::bottom;
  return PacketFacts::Field::none;
}

/// VP8: golden and alternative reference pictures are packets of their own that are not shown.
bool hiddenVp8(const AVPacket& packet) { return packet.size > 0 && ((packet.data[0] >> 4) & 1) == 0; }

bool hasTime(const PacketFacts& packet) { return packet.pts != PacketFacts::kNone; }

/// Whether no packet is shown before one that precedes it in the file is decoded.
bool decodingTimesAreRight(const std::vector<PacketFacts>& beginning) {
  int64_t latest = PacketFacts::kNone;
  int64_t earliest = std::numeric_limits<int64_t>::max();
  for (const PacketFacts& packet : beginning) {
    if (!hasTime(packet)) continue;
    // Before everything so far: the clock was set back.
    if (packet.pts < earliest)
      latest = PacketFacts::kNone;
    else if (packet.pts < latest)
      return false;
    earliest = std::min(earliest, packet.pts);
    latest = std::max(latest, packet.dts);
  }
  return true;
}

/// Whether a B picture has a later time than the reference that is shown after it.
bool typesContradictTimes(const std::vector<PacketFacts>& beginning) {
  int64_t reference = std::numeric_limits<int64_t>::max();
  for (const PacketFacts& packet : beginning) {
    if (!hasTime(packet) || packet.hidden) continue;
    if (!packet.shown_at_once)
      reference = packet.pts;
    else if (packet.pts >= reference)
      return true;
  }
  return false;
}

}  // namespace

PacketReader::PacketReader(const AVStream& stream)
    : codec_id_(stream.codecpar->codec_id), delay_(stream.codecpar->video_delay), unpacker_(stream) {
  if (!isMpeg(codec_id_) && !countsPictures(codec_id_)) return;
  parser_.reset(av_parser_init(codec_id_));
  codec_.reset(avcodec_alloc_context3(nullptr));
  avcodec_parameters_to_context(codec_.get(), stream.codecpar);
  if (parser_) parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  if (codec_id_ == AV_CODEC_ID_MPEG4)
    mpeg4_.emplace(
        std::span(stream.codecpar->extradata, static_cast<size_t>(stream.codecpar->extradata_size)));
}

PacketFacts PacketReader::facts(AVPacket& packet) {
  PacketFacts facts;
  facts.pts = packet.pts == AV_NOPTS_VALUE ? PacketFacts::kNone : packet.pts;
  facts.dts = packet.dts == AV_NOPTS_VALUE ? PacketFacts::kNone : packet.dts;
  facts.pos = packet.pos;
  facts.size = packet.size;
  facts.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  facts.hidden =
      (packet.flags & AV_PKT_FLAG_DISCARD) != 0 || (codec_id_ == AV_CODEC_ID_VP8 && hiddenVp8(packet));
  if (unpacker_.unpack(packet) >= 0 && parser_) parse(packet, facts);
  return facts;
}

void PacketReader::parse(const AVPacket& packet, PacketFacts& facts) {
  uint8_t* unused = nullptr;
  int unused_size = 0;
  av_parser_parse2(parser_.get(), codec_.get(), &unused, &unused_size, packet.data, packet.size, packet.pts,
                   packet.dts, packet.pos);
  const bool intra = parser_->pict_type == AV_PICTURE_TYPE_I;
  // A stream that is refreshed bit by bit has P pictures flagged as key: what comes out after them is close,
  // not exact. In packed MPEG-4 the flag may stay with a packet whose key picture moved to the next.
  if ((codec_id_ == AV_CODEC_ID_H264 || codec_id_ == AV_CODEC_ID_MPEG4) && !intra) facts.key = false;
  facts.shown_at_once = isMpeg(codec_id_) && parser_->pict_type == AV_PICTURE_TYPE_B;
  facts.picture_order = parser_->output_picture_number;
  facts.starts_sequence = facts.key && facts.picture_order == 0;
  facts.field = fieldOf(parser_->picture_structure);
  if (mpeg4_ && mpeg4_->isNotCoded({packet.data, static_cast<size_t>(packet.size)}))
    facts.hidden = facts.shown_at_once = true;
}

/// Whether a remux without knowledge of the codec numbered the packets in decoding order, although the
/// decoder says that it reorders pictures and their own counts disagree.
bool PacketReader::countsContradictTimes(const std::vector<PacketFacts>& beginning) const {
  if (delay_ == 0) return false;
  const PacketFacts* last = nullptr;
  bool contradict = false;
  for (const PacketFacts& packet : beginning) {
    if (!hasTime(packet)) continue;
    if (last != nullptr && packet.pts <= last->pts) return false;
    contradict = contradict ||
                 (last != nullptr && !packet.starts_sequence && packet.picture_order < last->picture_order);
    last = &packet;
  }
  return contradict;
}

Ordering PacketReader::orderingFor(const std::vector<PacketFacts>& beginning) const {
  // The second field of a picture, which is hidden, often has none.
  const bool timed = std::ranges::all_of(
      beginning, [](const PacketFacts& packet) { return hasTime(packet) || packet.hidden; });
  // MPEG's decoders go by the type of picture, whatever the times say.
  if (isMpeg(codec_id_)) return {OrderRule::picture_type, timed && !typesContradictTimes(beginning)};
  const bool has_times = timed && !countsContradictTimes(beginning);
  if (has_times) return {decodingTimesAreRight(beginning) ? OrderRule::time : OrderRule::time_alone, true};
  return {countsPictures(codec_id_) ? OrderRule::picture_order_count : OrderRule::decoding, false};
}

}  // namespace kerb::libav
