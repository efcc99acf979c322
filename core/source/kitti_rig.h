// What KITTI raw and KITTI odometry share: cameras of a rectified rig, and which of them is the target.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "core/source/calibration.h"
#include "core/source/recording.h"

namespace kerb {

/// One camera of a rig as calibrated.
struct RigCamera {
  Matrix34d projection;
  Camera camera;
  ImageSize size;
};

/// "P_rect_02" of a calibration, for images of this size.
Result<RigCamera> rigCamera(const Calibration& calibration, const std::string& key, ImageSize size);
/// The partner's camera and the baseline; both cameras in one place is an Error (`name`: the calibration).
Status setPartner(RigView& view, const RigCamera& target, const RigCamera& partner, const std::string& name);

/// Left and right camera numbers (KITTI: 2,3 colour; 0,1 grey), the target first.
struct CameraPair {
  int target = 2, partner = 3;
  bool isColour() const { return target >= 2; }
};
CameraPair cameraPair(bool colour, char side);
/// options.side or, where it says, a split line's.
char sideOf(const SourceOptions& options, char line_side = '\0');
/// Whether to read the colour cameras, given which image folders there are; image_folder(i) -> path.
bool wantsColour(const SourceOptions& options, char side,
                 const std::function<std::filesystem::path(int)>& of);

/// Lists each folder once, however many recordings look into it.
class FolderCache {
 public:
  Result<NumberedFolder> at(const std::filesystem::path& folder, const NumberedName& names);

 private:
  std::map<std::filesystem::path, NumberedFolder> folders_;
};

/// "no stereo: image_03 is missing in a, b and 3 more"; empty for none.
std::string partnerNote(const std::string& partner, const std::vector<std::string>& drives);

}  // namespace kerb
