// Drives of KITTI raw as tests write them.
#pragma once

#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {

inline constexpr auto kDate = "2011_09_26";
inline constexpr auto kIdentity = "1 0 0 0 1 0 0 0 1";

/// Rectified cameras of 20x10 images, fx 10, centres at 0.06 (0), ... along x: P(0,3) = -10 * x.
inline std::string camToCam() {
  std::string text = fmt::format("calib_time: 09-Jan-2012 13:57:47\nR_rect_00: {}\n", kIdentity);
  const std::vector<double> shift{0, -5.4, 0.6, -4.8};
  for (int i = 0; i < 4; ++i)
    text += fmt::format("S_rect_0{0}: 2.0e+01 1.0e+01\nP_rect_0{0}: 10 0 9.5 {1} 0 10 4.5 0 0 0 1 0\n", i,
                        shift[static_cast<size_t>(i)]);
  return text;
}

/// Velodyne x forward, y left, z up to x right, y down, z forward.
inline constexpr auto kVeloToCam = "calib_time: 15-Mar-2012 11:37:16\nR: 0 -1 0 0 0 -1 1 0 0\nT: 0 0 0\n";

inline fs::path driveFolder(const fs::path& root, int drive) {
  return root / kDate / fmt::format("{}_drive_{:04}_sync", kDate, drive);
}

inline void writeFrame(const fs::path& drive, int camera, int number) {
  writeColour(drive / fmt::format("image_0{}", camera) / "data" / fmt::format("{:010}.png", number), 20, 10,
              10 * camera + number);
}

/// One drive of 3 stereo frames with one scan.
inline fs::path writeTree(const fs::path& root, int drive = 2) {
  writeText(root / kDate / "calib_cam_to_cam.txt", camToCam());
  writeText(root / kDate / "calib_velo_to_cam.txt", kVeloToCam);
  const fs::path folder = driveFolder(root, drive);
  for (int i = 0; i < 3; ++i) {
    writeFrame(folder, 2, i);
    writeFrame(folder, 3, i);
  }
  writeScan(folder / "velodyne_points" / "data" / "0000000001.bin", {5, 0, 0, 1, 8, 0, 0, 1});
  return folder;
}

}  // namespace kerb
