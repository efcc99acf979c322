// What Virtual KITTI 1.3.1 and 2 share: frames of a world and a variation of it, listed or from a split.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/source/recording.h"
#include "core/source/split.h"
#include "core/source/vkitti_text.h"

namespace kerb {

constexpr double kVkittiFps = 10;  ///< the KITTI drives that were cloned

/// One world, variation and camera ('l' or 'r').
struct VkittiClip {
  std::string world;      ///< "0001", "Scene01"
  std::string variation;  ///< "clone", "15-deg-left"
  char side = 'l';
  auto operator<=>(const VkittiClip&) const = default;
};

/// Depth in cm, with the sky at 655.35 m, and flow: as both versions store them.
Truth vkittiDepth(NumberedFolder files);
Truth vkittiFlow(NumberedFolder files);
/// Classes and, if the code has instances, those.
Truth vkittiClasses(NumberedFolder files, std::shared_ptr<const ColourCode> code);
Truth vkittiInstances(NumberedFolder files, std::shared_ptr<const ColourCode> code);

using VkittiPoses = std::map<int64_t, Eigen::Isometry3d>;
/// Rows of frame, [camera,] 16 numbers; of `camera` where the rows have one.
Result<VkittiPoses> readVkittiPoses(const std::filesystem::path& file, bool with_camera, int64_t camera);
void setPoses(Recording& recording, VkittiPoses poses_of_numbers);

/// Makes the recording of a clip.
using MakeVkittiClip = std::function<Result<std::shared_ptr<const Recording>>(const VkittiClip&)>;

/// All frames of the clips, one clip after the other.
Result<std::vector<ListedFrame>> framesOfClips(const std::vector<VkittiClip>& clips,
                                               const MakeVkittiClip& make);

/// Of the split of `options`, whose lines are "world/variation frame [l|r]", or paths from which
/// `clip_of_path` tells the clip and the number. A line that is neither: an Error with the file and the line.
/// `side` is that of lines without one; nothing: there is one camera only, and a line that asks for the right
/// one is an Error.
struct VkittiLine {
  VkittiClip clip;
  int64_t number = 0;
};
Result<std::vector<ListedFrame>> framesOfSplit(
    const SourceOptions& options, std::optional<char> side, const MakeVkittiClip& make,
    const std::function<std::optional<VkittiLine>(const std::filesystem::path&)>& clip_of_path);

}  // namespace kerb
