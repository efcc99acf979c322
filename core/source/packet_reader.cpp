#include "core/source/packet_reader.h"

#include <algorithm>

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

}  // namespace

PacketReader::PacketReader(const AVStream& stream) : codec_id_(stream.codecpar->codec_id) {
  if (!isMpeg(codec_id_) && !countsPictures(codec_id_)) return;
  parser_.reset(av_parser_init(codec_id_));
  codec_.reset(avcodec_alloc_context3(nullptr));
  avcodec_parameters_to_context(codec_.get(), stream.codecpar);
  if (parser_) parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
}

PacketFacts PacketReader::facts(const AVPacket& packet) {
  PacketFacts facts;
  facts.pts = packet.pts == AV_NOPTS_VALUE ? PacketFacts::kNone : packet.pts;
  facts.dts = packet.dts == AV_NOPTS_VALUE ? PacketFacts::kNone : packet.dts;
  facts.pos = packet.pos;
  facts.size = packet.size;
  facts.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  facts.hidden =
      (packet.flags & AV_PKT_FLAG_DISCARD) != 0 || (codec_id_ == AV_CODEC_ID_VP8 && hiddenVp8(packet));
  if (!parser_) return facts;
  uint8_t* unused = nullptr;
  int unused_size = 0;
  av_parser_parse2(parser_.get(), codec_.get(), &unused, &unused_size, packet.data, packet.size, packet.pts,
                   packet.dts, packet.pos);
  // A stream that is refreshed bit by bit has P pictures flagged as key: what comes out after them is close,
  // not exact.
  if (codec_id_ == AV_CODEC_ID_H264 && parser_->pict_type != AV_PICTURE_TYPE_I) facts.key = false;
  facts.bidirectional = isMpeg(codec_id_) && parser_->pict_type == AV_PICTURE_TYPE_B;
  facts.picture_order = parser_->output_picture_number;
  facts.starts_sequence = facts.key && facts.picture_order == 0;
  facts.field = fieldOf(parser_->picture_structure);
  return facts;
}

OrderRule PacketReader::ruleFor(const std::vector<PacketFacts>& beginning) const {
  const bool timed = std::ranges::all_of(beginning, [](const PacketFacts& p) {
    return p.pts != PacketFacts::kNone || p.field != PacketFacts::Field::none;
  });
  if (timed) return OrderRule::time;
  if (isMpeg(codec_id_)) return OrderRule::picture_type;
  return countsPictures(codec_id_) ? OrderRule::picture_order_count : OrderRule::decoding;
}

}  // namespace kerb::libav
