// Reads the facts of one packet after the other. Only for .cpp files of kerb_io.
#pragma once

#include <optional>
#include <vector>

#include "core/source/libav.h"
#include "core/source/mpeg4_header.h"
#include "core/source/packet_unpacker.h"
#include "core/source/video_order.h"

namespace kerb::libav {

/// How a stream's packets are ordered, and whether the times in the file are those of its frames.
struct Ordering {
  OrderRule rule = OrderRule::decoding;
  bool has_times = false;
};

/// What the headers in each packet say, from libav's parser of the codec.
class PacketReader {
 public:
  explicit PacketReader(const AVStream& stream);
  /// Of the packets in decoding order, one after the other; unpacks them (PacketUnpacker). Position, times
  /// and size are those in the file.
  PacketFacts facts(AVPacket& packet);
  /// How to order a stream that begins with these packets.
  Ordering orderingFor(const std::vector<PacketFacts>& beginning) const;

 private:
  void parse(const AVPacket& packet, PacketFacts& facts);
  bool countsContradictTimes(const std::vector<PacketFacts>& beginning) const;

  AVCodecID codec_id_;
  int delay_;  ///< pictures that the decoder holds back to reorder them, as the stream's own headers tell
  Codec codec_;
  Parser parser_;  ///< null for codecs that need none
  PacketUnpacker unpacker_;
  std::optional<Mpeg4Headers> mpeg4_;
};

}  // namespace kerb::libav
