// Which classes a label map's numbers stand for.
#pragma once

#include <cstdint>

namespace kerb {

/// The label of pixels that have none; never counted, never trained on.
inline constexpr uint8_t kIgnoreLabel = 255;

enum class Taxonomy {
  cityscapes,  ///< 19 Cityscapes train ids (Cordts 2016), 255 = ignore
  camvid,      ///< 11 CamVid classes in SegNet's order, 255 = ignore (SegNet's 11)
};

}  // namespace kerb
