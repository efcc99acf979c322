// Synthetic drives as files, in the layouts of real data sets, so that any tool for those reads them.
// (kerb_io)
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/source/source.h"
#include "core/synth/options.h"

namespace kerb::synth {

/// How far it is, and whether to go on.
struct WriteControl {
  std::function<void(int64_t done, int64_t total)> report;
  std::stop_token stop;
};

/// One layout: writes every frame of `drive` (opened with `options`) below `out`.
struct DriveLayout {
  std::string_view id;
  std::string_view writes;   ///< what, in words
  std::string_view options;  ///< options that a drive of this layout has, before those asked for
  Status (*write)(const Source& drive, const DriveOptions& options, const std::filesystem::path& out,
                  const WriteControl& control);
};

/// KITTI raw: one drive a seed; cameras 02 and 03, velodyne scans, calibration, depth as in "improved depth".
Status writeKittiRaw(const Source& drive, const DriveOptions& options, const std::filesystem::path& out,
                     const WriteControl& control);
/// Cityscapes: left and right images, label ids, disparity, camera; the city is called "synthetic".
Status writeCityscapes(const Source& drive, const DriveOptions& options, const std::filesystem::path& out,
                       const WriteControl& control);
/// Virtual KITTI 2, 1242x375, one scene a seed, the variation "clone": images (JPEG), depth and poses of both
/// cameras; classes and flow both ways of the left one. Another size or other intrinsics: an Error.
Status writeVkitti2(const Source& drive, const DriveOptions& options, const std::filesystem::path& out,
                    const WriteControl& control);
const std::vector<DriveLayout>& driveLayouts();
/// `name` of a drive, with the options of the layout before its own.
std::string driveNameFor(const DriveLayout& layout, std::string_view name);

/// Calls `write` for each frame with these parts; stops when asked, reports after each. Frames whose `last`
/// file, the one that `write` writes last, is there are done already.
Status forEachFrame(const Source& drive, FrameParts parts, const WriteControl& control,
                    const std::function<std::filesystem::path(const Frame& frame)>& last,
                    const std::function<Status(const Frame& frame)>& write);

}  // namespace kerb::synth
