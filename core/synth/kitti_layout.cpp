// Writes KITTI raw (Geiger 2013): what core/source/kitti_raw.cpp reads.
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/prediction/export.h"
#include "core/source/image_file.h"
#include "core/source/kitti_oxts.h"
#include "core/synth/drive_frame.h"
#include "core/synth/layouts.h"
#include "core/synth/lidar.h"

namespace kerb::synth {
namespace fs = std::filesystem;
namespace {

constexpr const char* kDate = "2026_01_01";
constexpr std::chrono::year_month_day kFirstDay{std::chrono::year(2026), std::chrono::month(1),
                                                std::chrono::day(1)};

/// Cameras 02 and 03 are the pair; 00 and 01, the grey ones, are not written but calibrated alike.
std::string camToCam(const DriveOptions& options) {
  const Eye eye = eyeOf(options);
  std::string text = "calib_time: 01-Jan-2026 12:00:00\ncorner_dist: 0.000000e+00\n";
  for (int camera = 0; camera < 4; ++camera) {
    const double x = camera % 2 == 0 ? 0 : -static_cast<double>(eye.fx) * kBaseline;
    text += fmt::format("S_rect_{0:02}: {1} {2}\nR_rect_{0:02}: 1 0 0 0 1 0 0 0 1\n", camera, options.width,
                        options.height);
    text += fmt::format("P_rect_{:02}: {:.9e} 0 {:.9e} {:.9e} 0 {:.9e} {:.9e} 0 0 0 1 0\n", camera, eye.fx,
                        eye.cx, x, eye.fy, eye.cy);
  }
  return text;
}

std::string veloToCam() {
  return fmt::format("calib_time: 01-Jan-2026 12:00:00\nR: 0 -1 0 0 0 -1 1 0 0\nT: {} {} {}\n",
                     kLidarInCamera.x, kLidarInCamera.y, kLidarInCamera.z);
}

/// Where the drive begins on earth: in Karlsruhe, as KITTI's do.
constexpr OxtsRecord kBegin{.latitude_deg = 49.011, .longitude_deg = 8.4169, .altitude_m = 115};

/// The IMU lies in the LiDAR's origin, with its axes: x forward, y left, z up.
std::string imuToVelo() { return "calib_time: 01-Jan-2026 12:00:00\nR: 1 0 0 0 1 0 0 0 1\nT: 0 0 0\n"; }

Eigen::Isometry3d cameraFromImu() {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.linear() << 0, -1, 0, 0, 0, -1, 1, 0, 0;
  pose.translation() = Eigen::Vector3d(kLidarInCamera.x, kLidarInCamera.y, kLidarInCamera.z);
  return pose;
}

/// A record of 30 numbers: the pose, the speed forward, and zeros for what a drive has no sensor for.
std::string oxtsLine(const Eigen::Isometry3d& world_from_camera, double speed_mps) {
  const Eigen::Isometry3d earth_from_world =
      earthFromImu(kBegin, kBegin.latitude_deg) * cameraFromImu().inverse();
  const OxtsRecord r =
      oxtsRecord(earth_from_world * world_from_camera * cameraFromImu(), kBegin.latitude_deg);
  std::string line = fmt::format("{} {} {} {} {} {} {:.9} {:.9} {:.9}", r.latitude_deg, r.longitude_deg,
                                 r.altitude_m, r.roll_rad, r.pitch_rad, r.yaw_rad,
                                 speed_mps * std::sin(r.yaw_rad), speed_mps * std::cos(r.yaw_rad), speed_mps);
  for (int i = 9; i < 30; ++i) line += " 0";
  return line + "\n";
}

std::string timestamps(const DriveOptions& options) {
  std::string text;
  for (int64_t i = 0; i < options.frames; ++i) {
    const auto nanoseconds = std::llround(static_cast<double>(i) * 1e9 / options.fps);
    const int64_t seconds = nanoseconds / 1'000'000'000;
    const std::chrono::sys_days day = std::chrono::sys_days(kFirstDay) + std::chrono::days(seconds / 86400);
    const std::chrono::year_month_day date(day);
    text += fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:09}\n", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                        seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, nanoseconds % 1'000'000'000);
  }
  return text;
}

std::string scanBytes(const World& world, int64_t number) {
  const Scene scene = world.scene(number, 0);
  const uint32_t seed = hashOf(world.options().seed, static_cast<uint32_t>(number), 3);
  const auto points = scanLidar(scene.view(), world.worldFromCamera(number, 0), 3.2F, seed);
  return {reinterpret_cast<const char*>(points.data()), points.size() * sizeof(LidarPoint)};
}

class KittiWriter {
 public:
  KittiWriter(const DriveOptions& options, const fs::path& out) : options_(options), date_(out / kDate) {}

  Status begin() const {
    KERB_CHECK(writeWhole(date_ / "calib_cam_to_cam.txt", camToCam(options_)));
    KERB_CHECK(writeWhole(date_ / "calib_imu_to_velo.txt", imuToVelo()));
    return writeWhole(date_ / "calib_velo_to_cam.txt", veloToCam());
  }

  Status add(const Frame& frame) {
    const uint32_t seed = seedOf(frame);
    const fs::path drive = folderOf(frame);
    if (!world_ || world_->options().seed != seed) {
      world_ = std::make_unique<World>(worldOptions(options_, seed));
      for (const char* sensor : {"image_02", "image_03", "oxts", "velodyne_points"})
        KERB_CHECK(writeWhole(drive / sensor / "timestamps.txt", timestamps(options_)));
    }
    const std::string name = fmt::format("{:010}", frame.number_in_clip);
    KERB_CHECK(writeWhole(drive / "oxts" / "data" / (name + ".txt"),
                          oxtsLine(*frame.world_from_camera, world_->ride().speed(frame.time_s))));
    KERB_CHECK(writeImage(drive / "image_02" / "data" / (name + ".png"), frame.image));
    KERB_CHECK(writeImage(drive / "image_03" / "data" / (name + ".png"), frame.stereo->image));
    KERB_CHECK(
        writeDepth(drive / "proj_depth" / "groundtruth" / "image_02" / (name + ".png"), *frame.depth_m));
    KERB_CHECK(writeDepth(drive / "proj_depth" / "groundtruth" / "image_03" / (name + ".png"),
                          *frame.stereo->depth_m));
    return writeWhole(scanOf(frame), scanBytes(*world_, frame.number_in_clip));
  }

  /// What add() writes last.
  fs::path scanOf(const Frame& frame) const {
    return folderOf(frame) / "velodyne_points" / "data" / fmt::format("{:010}.bin", frame.number_in_clip);
  }

 private:
  uint32_t seedOf(const Frame& frame) const {
    return driveSeeds(options_)[static_cast<size_t>(frame.index / options_.frames)];
  }
  fs::path folderOf(const Frame& frame) const {
    return date_ / fmt::format("{}_drive_{:04}_sync", kDate, seedOf(frame));
  }
  static Status writeDepth(const fs::path& path, const at::Tensor& depth_m) {
    KERB_TRY([[maybe_unused]] const int64_t too_far, writeDepthPng16(path, depth_m));
    return {};
  }

  DriveOptions options_;
  fs::path date_;
  std::unique_ptr<World> world_;
};

}  // namespace

Status writeKittiRaw(const Source& drive, const DriveOptions& options, const fs::path& out,
                     const WriteControl& control) {
  KittiWriter writer(options, out);
  KERB_CHECK(writer.begin());
  FrameParts parts;
  parts.stereo = parts.depth = true;
  return forEachFrame(
      drive, parts, control, [&](const Frame& frame) { return writer.scanOf(frame); },
      [&](const Frame& frame) { return writer.add(frame); });
}

}  // namespace kerb::synth
