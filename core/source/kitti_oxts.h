// KITTI raw's GPS and IMU records as poses, and its time stamps.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Geometry>

#include "core/base/result.h"

namespace kerb {

/// The six numbers of an OXTS record that make a pose.
struct OxtsRecord {
  double latitude_deg = 0, longitude_deg = 0, altitude_m = 0;
  double roll_rad = 0, pitch_rad = 0, yaw_rad = 0;
};

/// oxts/data/%010d.txt: one line of 30 numbers (5 of them whole). Anything else: an Error with `name`.
Result<OxtsRecord> parseOxts(std::string_view text, const std::string& name);
Result<OxtsRecord> readOxts(const std::filesystem::path& path);

/// earth_from_imu in metres: Mercator projection with the scale of `reference_latitude_deg`, one for a whole
/// drive, then yaw, pitch and roll (Geiger 2013 and the devkit's description):
///   x = s r pi lon / 180,  y = s r log tan(pi (90 + lat) / 360),  z = alt;  s = cos(pi lat_0 / 180),
///   r = 6378137 m;  R = Rz(yaw) Ry(pitch) Rx(roll)
Eigen::Isometry3d earthFromImu(const OxtsRecord& record, double reference_latitude_deg);

/// The record whose earthFromImu() is this pose; velocities and the like are not part of it.
OxtsRecord oxtsRecord(const Eigen::Isometry3d& earth_from_imu, double reference_latitude_deg);

/// timestamps.txt: "2011-09-26 13:02:25.964389445" a line. Returns seconds since the first line; NaN for an
/// empty line. Anything else: an Error with `name` and the line.
Result<std::vector<double>> parseTimestamps(std::string_view text, const std::string& name);

}  // namespace kerb
