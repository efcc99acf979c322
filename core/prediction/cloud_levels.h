// Which pixels of a frame become points: all, or an even sample of them. No LibTorch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kerb {

/// Points are sorted by level: the first levels alone are an even sample of all, each about half of what is
/// left. Level 0 holds one of 512 pixels.
inline constexpr size_t kCloudLevels = 10;

/// Of frames that are collected in one cloud a quarter of the pixels is enough: they overlap.
inline constexpr size_t kCollectedLevels = kCloudLevels - 2;

/// The level of a pixel: quincunx grids inside each other, the last level every second pixel.
inline size_t cloudLevel(uint32_t row, uint32_t column) {
  static_assert(kCloudLevels % 2 == 0);
  for (size_t level = kCloudLevels - 1;; level -= 2) {
    if (((row + column) & 1U) != 0) return level;
    if (level == 1) return 0;
    if ((row & 1U) != 0) return level - 1;
    row >>= 1U;
    column >>= 1U;
  }
}

/// Which points of a frame are kept.
struct CloudSelection {
  size_t levels = kCloudLevels;    ///< from the first
  std::array<bool, 256> hidden{};  ///< by class id; nothing where there are no classes

  /// The level of pixel row * width + column; kCloudLevels where it is left out. class_id: one a pixel, or
  /// null.
  size_t levelOf(uint32_t pixel, uint32_t width, const uint8_t* class_id) const {
    const size_t level = cloudLevel(pixel / width, pixel % width);
    const bool is_hidden = class_id != nullptr && hidden[class_id[pixel]];
    return level < levels && !is_hidden ? level : kCloudLevels;
  }
};

}  // namespace kerb
