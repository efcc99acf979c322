// Reads the facts of one packet after the other. Only for .cpp files of kerb_io.
#pragma once

#include "core/source/libav.h"
#include "core/source/video_order.h"

namespace kerb::libav {

/// What the headers in each packet say, from libav's parser of the codec.
class PacketReader {
 public:
  explicit PacketReader(const AVStream& stream);
  PacketFacts facts(const AVPacket& packet);
  /// How to order a stream that begins with these packets.
  OrderRule ruleFor(const std::vector<PacketFacts>& beginning) const;

 private:
  AVCodecID codec_id_;
  Codec codec_;
  Parser parser_;  ///< null for codecs that need none
};

}  // namespace kerb::libav
