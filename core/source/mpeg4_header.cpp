#include "core/source/mpeg4_header.h"

#include <algorithm>
#include <bit>

namespace kerb {
namespace {

/// Most significant bit first; zeros beyond the end.
class Bits {
 public:
  explicit Bits(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  uint32_t read(int count) {
    uint32_t value = 0;
    for (; count > 0; --count, ++position_) {
      const size_t byte = position_ / 8;
      const uint32_t bit = byte < bytes_.size() ? bytes_[byte] >> (7 - position_ % 8) & 1U : 0U;
      value = value << 1 | bit;
    }
    return value;
  }
  void skip(int count) { position_ += static_cast<size_t>(count); }

 private:
  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
};

/// Bits of vop_time_increment, as a video object layer (6.2.3) implies; `bits` follow its start code.
int timeBits(Bits bits) {
  constexpr uint32_t kExtendedAspect = 15;
  constexpr uint32_t kGrayscaleShape = 3;
  uint32_t version = 1;
  bits.skip(1 + 8);  // random_accessible_vol, video_object_type_indication
  if (bits.read(1) != 0) {
    version = bits.read(4);
    bits.skip(3);  // priority
  }
  if (bits.read(4) == kExtendedAspect) bits.skip(8 + 8);
  if (bits.read(1) != 0) {                 // vol_control_parameters
    bits.skip(2 + 1);                      // chroma_format, low_delay
    if (bits.read(1) != 0) bits.skip(79);  // vbv_parameters
  }
  if (bits.read(2) == kGrayscaleShape && version != 1) bits.skip(4);
  bits.skip(1);  // marker
  const uint32_t resolution = bits.read(16);
  return std::max(1, static_cast<int>(std::bit_width(std::max(resolution, 1U) - 1U)));
}

/// vop_coded; `bits` follow the start code of a VOP.
bool isCoded(Bits bits, int time_bits) {
  constexpr int kMostSeconds = 64;
  bits.skip(2);  // vop_coding_type
  for (int i = 0; i < kMostSeconds && bits.read(1) != 0;) ++i;
  bits.skip(1 + time_bits + 1);  // between markers
  return bits.read(1) != 0;
}

}  // namespace

/// True where the first VOP is not coded.
bool Mpeg4Headers::scan(std::span<const uint8_t> bytes) {
  constexpr uint32_t kVop = 0xB6;
  constexpr uint32_t kFirstLayer = 0x20;
  constexpr uint32_t kLastLayer = 0x2F;
  uint32_t code = ~0U;
  for (size_t i = 0; i < bytes.size(); ++i) {
    code = code << 8 | bytes[i];
    if (code >> 8 != 1) continue;
    const uint32_t kind = code & 0xFF;
    const Bits after(bytes.subspan(i + 1));
    if (kind >= kFirstLayer && kind <= kLastLayer) time_bits_ = timeBits(after);
    if (kind == kVop) return time_bits_ > 0 && !isCoded(after, time_bits_);
  }
  return false;
}

}  // namespace kerb
