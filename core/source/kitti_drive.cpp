#include "core/source/kitti_drive.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/kitti_oxts.h"
#include "core/source/lidar.h"
#include "core/source/truth_maps.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

const NumberedName kImage{};
const NumberedName kScan{.extension = ".bin"};
const NumberedName kOxts{.extension = ".txt"};

Result<RigCamera> rectified(const Calibration& calibration, int camera) {
  const std::string size_key = fmt::format("S_rect_{:02}", camera);
  KERB_TRY(const auto size, calibration.numbers(size_key, 2));
  if (!(size[0] >= 1 && size[1] >= 1 && size[0] < 1e6 && size[1] < 1e6))
    return Error{fmt::format("'{}' is no image size", size_key), calibration.name()};
  return rigCamera(calibration, fmt::format("P_rect_{:02}", camera),
                   {static_cast<int64_t>(size[0]), static_cast<int64_t>(size[1])});
}

/// P = K [I | t]: from the reference camera's rectified coordinates to those of the projection's camera.
Eigen::Isometry3d cameraFromReference(const Matrix34d& projection) {
  const Eigen::Matrix3d k = projection.leftCols<3>();
  return Eigen::Isometry3d(Eigen::Translation3d(k.inverse() * projection.col(3)));
}

/// At the image's own size: a resized copy of the data set gets depth of that size.
Result<at::Tensor> lidarDepth(const fs::path& file, Matrix34d image_from_velo, ImageSize calibrated,
                              ImageSize size, LidarDepth stored) {
  image_from_velo.row(0) *= static_cast<double>(size.width) / static_cast<double>(calibrated.width);
  image_from_velo.row(1) *= static_cast<double>(size.height) / static_cast<double>(calibrated.height);
  KERB_TRY(const at::Tensor points, readVelodyne(file));
  return projectLidar(points, image_from_velo, size.width, size.height, stored);
}

}  // namespace

fs::path KittiDrives::imageFolder(const fs::path& drive, int camera) {
  return drive / fmt::format("image_{:02}", camera) / "data";
}

Result<std::shared_ptr<const Recording>> KittiDrives::recording(const fs::path& drive, CameraPair cameras,
                                                                const std::string& name_before) {
  const auto known = drives_.find({drive, cameras.target});
  if (known != drives_.end()) return std::shared_ptr<const Recording>(known->second.recording);
  auto recording = std::make_shared<Recording>();
  const fs::path images = imageFolder(drive, cameras.target);
  recording->clip = images.string();
  recording->name_before = name_before;
  KERB_TRY(recording->images, folders_.at(images, kImage));
  KERB_TRY(recording->partners, folders_.at(imageFolder(drive, cameras.partner), kImage));
  KERB_TRY(const DateView* date, view(drive.parent_path(), cameras, !recording->images.empty()));
  recording->view = date->rig;
  KERB_CHECK(addTimes(*recording, images.parent_path() / "timestamps.txt"));
  KERB_CHECK(addPoses(*recording, drive, *date));
  KERB_TRY(Truth lidar, lidarOf(drive, *date));
  KERB_TRY(Truth improved, improvedOf(drive, cameras.target));
  drives_[{drive, cameras.target}] = {recording, std::move(lidar), std::move(improved)};
  return std::shared_ptr<const Recording>(recording);
}

Status KittiDrives::addTimes(Recording& recording, const fs::path& file) {
  auto times_s = std::make_shared<std::vector<double>>();
  if (fileExists(file)) {
    KERB_TRY(const std::string text, readWhole(file, uint64_t{1} << 28));
    KERB_TRY(*times_s, parseTimestamps(text, file.string()));
  }
  recording.time_s = [times_s](int64_t number) {
    const auto line = static_cast<size_t>(number);
    if (line < times_s->size() && std::isfinite((*times_s)[line])) return (*times_s)[line];
    return 0.1 * static_cast<double>(number);  // KITTI records at 10 Hz
  };
  return {};
}

Status KittiDrives::addPoses(Recording& recording, const fs::path& drive, const DateView& view) {
  KERB_TRY(const NumberedFolder records, folders_.at(drive / "oxts" / "data", kOxts));
  if (records.empty() || !view.camera_from_imu) return {};
  const fs::path first_file = records.path(records.numbers().front());
  const auto first = readOxts(first_file);
  if (!first) {
    notes_.push_back(fmt::format("no poses: {}", first.error().message()));
    return {};
  }
  const double latitude = first->latitude_deg;
  // The world is the camera at the drive's first record.
  const Eigen::Isometry3d world_from_earth = *view.camera_from_imu * earthFromImu(*first, latitude).inverse();
  recording.has_pose = [records](int64_t number) { return records.has(number); };
  recording.world_from_camera =
      [records, latitude, world_from_earth,
       imu_from_camera = view.camera_from_imu->inverse()](int64_t number) -> Result<Eigen::Isometry3d> {
    KERB_TRY(const OxtsRecord record, readOxts(records.path(number)));
    return world_from_earth * earthFromImu(record, latitude) * imu_from_camera;
  };
  return {};
}

Result<Truth> KittiDrives::lidarOf(const fs::path& drive, const DateView& view) {
  if (!view.image_from_velo) return Truth{};
  KERB_TRY(NumberedFolder scans, folders_.at(drive / "velodyne_points" / "data", kScan));
  const LidarDepth stored = options_.depth == "eigen" ? LidarDepth::velodyne_x : LidarDepth::camera_z;
  return Truth{std::move(scans), [projection = *view.image_from_velo, calibrated = view.calibrated, stored](
                                     const fs::path& file, ImageSize size) {
                 return lidarDepth(file, projection, calibrated, size, stored);
               }};
}

Result<Truth> KittiDrives::improvedOf(const fs::path& drive, int camera) {
  const fs::path inside = fs::path("proj_depth") / "groundtruth" / fmt::format("image_{:02}", camera);
  std::vector<fs::path> folders{drive / inside};
  for (const fs::path& top : {root_, root_.parent_path()}) {
    for (const char* set : {"", "data_depth_annotated", "depth_annotated"}) {
      for (const char* part : {"train", "val"})
        folders.push_back(top / set / part / drive.filename() / inside);
    }
  }
  const auto found = std::ranges::find_if(folders, fileExists);
  if (found == folders.end()) return Truth{};
  KERB_TRY(NumberedFolder files, folders_.at(*found, kImage));
  return Truth{std::move(files),
               [](const fs::path& file, ImageSize) { return readScaledDepth(file, 1.0 / 256); }};
}

Status KittiDrives::chooseDepth(const std::vector<ListedFrame>& frames) {
  std::map<const Recording*, const Drive*> of;
  for (const auto& [key, drive] : drives_) of[drive.recording.get()] = &drive;
  const bool any = std::ranges::any_of(frames, [&](const ListedFrame& frame) {
    return of[frame.recording.get()]->improved.has(frame.number);
  });
  const bool improved = options_.depth == "improved" || (options_.depth == "auto" && any);
  if (improved && !any)
    return Error{"has no improved depth (proj_depth/groundtruth) for any of these frames", root_.string(),
                 "Unpack data_depth_annotated.zip there, or leave the choice of depth away"};
  for (auto& [key, drive] : drives_) {
    drive.recording->depth = improved ? drive.improved : drive.lidar;
    drive.recording->depth_name = improved ? "improved depth" : "LiDAR";
  }
  return {};
}

std::vector<std::string> KittiDrives::notes() const {
  std::vector<std::string> all = notes_;
  std::map<std::string, std::vector<std::string>> without;
  for (const auto& [key, drive] : drives_) {
    const Recording& recording = *drive.recording;
    if (!recording.images.empty() && recording.partners.empty() && recording.view->baseline_m)
      without[recording.partners.folder().parent_path().filename().string()].push_back(
          key.first.filename().string());
  }
  for (const auto& [partner, drives] : without) all.push_back(partnerNote(partner, drives));
  return all;
}

Result<const KittiDrives::DateView*> KittiDrives::view(const fs::path& date, CameraPair cameras,
                                                       bool needed) {
  const auto found = views_.find({date, cameras.target});
  if (found != views_.end()) return &found->second;
  DateView made;
  auto rig = std::make_shared<RigView>();
  rig->is_colour = cameras.isColour();
  const fs::path file = date / "calib_cam_to_cam.txt";
  if (fileExists(file)) {
    KERB_CHECK(calibrate(made, *rig, date, cameras));
  } else if (needed) {
    if (options_.camera.empty() && options_.camera_file.empty())
      return Error{
          "the calibration is missing", file.string(),
          "Unpack KITTI's calibration of that date there, or give intrinsics with --camera fx,fy,cx,cy"};
    notes_.push_back(fmt::format("{} is missing: no stereo, no LiDAR depth, no poses", file.string()));
  } else {
    // A listed frame of a date that is not there at all is only a missing frame. Not cached: another drive of
    // the date may have images, and then the calibration is needed.
    static const DateView nothing{std::make_shared<RigView>(), {}, {}, {}};
    return &nothing;
  }
  made.rig = rig;
  return &views_.emplace(std::pair{date, cameras.target}, std::move(made)).first->second;
}

Status KittiDrives::calibrate(DateView& view, RigView& rig, const fs::path& date, CameraPair pair) {
  KERB_TRY(const Calibration cameras, readCalibration(date / "calib_cam_to_cam.txt"));
  KERB_TRY(const RigCamera camera, rectified(cameras, pair.target));
  rig.camera = camera.camera;
  view.calibrated = camera.size;
  if (cameras.has(fmt::format("P_rect_{:02}", pair.partner))) {
    KERB_TRY(const RigCamera other, rectified(cameras, pair.partner));
    KERB_CHECK(setPartner(rig, camera, other, cameras.name()));
  }
  const fs::path velo = date / "calib_velo_to_cam.txt";
  if (!fileExists(velo)) {
    notes_.push_back(fmt::format("{} is missing: no LiDAR depth, no poses", velo.string()));
    return {};
  }
  KERB_TRY(const Calibration velo_to_cam, readCalibration(velo));
  KERB_TRY(view.image_from_velo, imageFromVelo(camera.projection, cameras, velo_to_cam));
  return calibrateImu(view, date, camera, cameras, velo_to_cam);
}

Status KittiDrives::calibrateImu(DateView& view, const fs::path& date, const RigCamera& camera,
                                 const Calibration& cameras, const Calibration& velo_to_cam) {
  const fs::path file = date / "calib_imu_to_velo.txt";
  if (!fileExists(file)) return {};
  KERB_TRY(const Calibration imu_to_velo, readCalibration(file));
  KERB_TRY(const Eigen::Isometry3d velo_from_imu, rigidFrom(imu_to_velo, "R", "T"));
  KERB_TRY(const Eigen::Isometry3d camera0_from_velo, rigidFrom(velo_to_cam, "R", "T"));
  KERB_TRY(const Eigen::Isometry3d rectified_from_camera0, rigidFrom(cameras, "R_rect_00", ""));
  view.camera_from_imu =
      cameraFromReference(camera.projection) * rectified_from_camera0 * camera0_from_velo * velo_from_imu;
  return {};
}

}  // namespace kerb
