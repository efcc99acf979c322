// One KITTI raw drive, as one of its cameras took it, with everything that belongs to it on disk.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/source/kitti_rig.h"

namespace kerb {

/// Makes recordings of drives; reads each calibration and lists each folder once.
class KittiDrives {
 public:
  /// `root` holds the dates; the improved depth may lie beside them (see docs/formats.md). The options must
  /// outlive this.
  KittiDrives(const SourceOptions& options, std::filesystem::path root)
      : options_(options), root_(std::move(root)) {}

  static std::filesystem::path imageFolder(const std::filesystem::path& drive, int camera);
  /// `drive` is root/date/drive, and need not exist. `name_before`: see Recording; of the first call for a
  /// drive and a camera.
  Result<std::shared_ptr<const Recording>> recording(const std::filesystem::path& drive, CameraPair cameras,
                                                     const std::string& name_before);
  /// Decides for all recordings which depth is their ground truth (SourceOptions::depth): one source never
  /// mixes two kinds. To be called once, when all frames are listed.
  Status chooseDepth(const std::vector<ListedFrame>& frames);
  /// What a user should know.
  std::vector<std::string> notes() const;

 private:
  struct Drive {
    std::shared_ptr<Recording> recording;
    Truth lidar, improved;
  };
  /// The camera of a date, and what follows from its calibration.
  struct DateView {
    std::shared_ptr<const RigView> rig;
    ImageSize calibrated;  ///< the image size that image_from_velo projects into
    std::optional<Matrix34d> image_from_velo;
    std::optional<Eigen::Isometry3d> camera_from_imu;
  };

  Result<const DateView*> view(const std::filesystem::path& date, CameraPair cameras, bool needed);
  Status calibrate(DateView& view, RigView& rig, const std::filesystem::path& date, CameraPair pair);
  Status calibrateImu(DateView& view, const std::filesystem::path& date, const RigCamera& camera,
                      const Calibration& cameras, const Calibration& velo_to_cam);
  Status addTimes(Recording& recording, const std::filesystem::path& file);
  Status addPoses(Recording& recording, const std::filesystem::path& drive, const DateView& view);
  Result<Truth> lidarOf(const std::filesystem::path& drive, const DateView& view);
  Result<Truth> improvedOf(const std::filesystem::path& drive, int camera);

  const SourceOptions& options_;
  std::filesystem::path root_;
  FolderCache folders_;
  std::map<std::pair<std::filesystem::path, int>, DateView> views_;
  std::map<std::pair<std::filesystem::path, int>, Drive> drives_;
  std::vector<std::string> notes_;
};

}  // namespace kerb
