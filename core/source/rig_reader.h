// What KITTI raw and KITTI odometry share: frames of a rectified stereo rig with LiDAR scans and poses.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/source/calibration.h"
#include "core/source/file_source.h"

namespace kerb {

/// One camera of a rig as the target, shared by all frames it took.
struct RigView {
  bool is_colour = true;
  Camera camera;
  ImageSize calibrated;              ///< the image size that image_from_velo projects into
  Camera partner;                    ///< used where baseline_m is set
  std::optional<double> baseline_m;  ///< see StereoPartner; none: no stereo
  std::optional<Matrix34d> image_from_velo;
};

struct RigFrame {
  std::string name;
  double time_s = 0;
  std::filesystem::path image;
  bool exists = true;             ///< false: `image` was not there when the source opened
  std::filesystem::path partner;  ///< empty: none
  std::filesystem::path scan;     ///< empty: none
  std::optional<Eigen::Isometry3d> world_from_camera;
  std::shared_ptr<const RigView> view;
};

/// Makes the source. `info` comes with name, layout, path, fps and notes; the rest, and notes about what is
/// missing, follow from the frames. No frame, or none that exists: an Error.
Result<std::unique_ptr<Source>> openRig(std::vector<RigFrame> frames, SourceInfo info);

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

/// Caches numberedFiles() by folder.
class Listings {
 public:
  const std::map<int64_t, std::string>& images(const std::filesystem::path& folder);
  const std::map<int64_t, std::string>& scans(const std::filesystem::path& folder);
  /// The image with this number, or an empty path.
  std::filesystem::path image(const std::filesystem::path& folder, int64_t number);
  std::filesystem::path scan(const std::filesystem::path& folder, int64_t number);

 private:
  std::map<std::filesystem::path, std::map<int64_t, std::string>> images_, scans_;
};

/// All numbers from the first to the last, so that a gap stays visible as a broken frame; only those there
/// are if gaps outnumber files.
std::vector<int64_t> withGaps(const std::map<int64_t, std::string>& files);

}  // namespace kerb
