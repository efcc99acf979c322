// Which packets of an MPEG-4 Part 2 stream hold a picture.
#pragma once

#include <cstdint>
#include <span>

namespace kerb {

/// Reads ISO/IEC 14496-2 headers as far as the bit vop_coded. An encoder that drops a frame writes a VOP
/// (6.2.5) without content: a decoder yields nothing for it.
class Mpeg4Headers {
 public:
  /// The headers of a whole stream, as containers store them apart from it; may be empty.
  explicit Mpeg4Headers(std::span<const uint8_t> stream_headers) { scan(stream_headers); }
  /// The packets of the stream in decoding order. True: not coded, no picture comes of it.
  bool isNotCoded(std::span<const uint8_t> packet) { return scan(packet) || packet.size() == 1; }

 private:
  bool scan(std::span<const uint8_t> bytes);

  int time_bits_ = 0;  ///< of vop_time_increment; 0: no header told it yet
};

}  // namespace kerb
