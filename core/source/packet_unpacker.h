// Takes apart the packets of Xvid and DivX files in which a B-frame travels with the frame before it. Only
// for .cpp files of kerb_io.
#pragma once

#include "core/source/libav.h"

namespace kerb::libav {

/// "Packed bitstream": AVI knows no times of showing, so these encoders put a B picture into the packet of
/// the reference that it follows, and an empty picture into the packet after that. Unpacked, each packet
/// holds one picture. Packets of other streams pass as they are.
class PacketUnpacker {
 public:
  PacketUnpacker() = default;
  explicit PacketUnpacker(const AVStream& video);
  /// The packets of the stream in decoding order, one after the other; a packet keeps its times and position.
  /// libav's code where it fails.
  int unpack(AVPacket& packet);
  /// The next packet is not the one after the last: a key frame.
  void reset();

 private:
  BitstreamFilter filter_;  ///< null where there is nothing to unpack
};

}  // namespace kerb::libav
