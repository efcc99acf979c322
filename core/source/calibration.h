// KITTI's calibration text: one "key: numbers" a line, as in calib_cam_to_cam.txt, calib_velo_to_cam.txt and
// the odometry's calib.txt.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Geometry>

#include "core/base/result.h"
#include "core/frame/camera.h"

namespace kerb {

using Matrix34d = Eigen::Matrix<double, 3, 4>;

/// The keys of one calibration file. Values are read as numbers only when asked for: KITTI's first line is a
/// date. Errors name the file, the line and the key.
class Calibration {
 public:
  bool has(const std::string& key) const { return entries_.count(key) > 0; }
  std::vector<std::string> keys() const;
  /// Exactly `count` finite numbers.
  Result<std::vector<double>> numbers(const std::string& key, size_t count) const;
  /// 12 numbers, row by row.
  Result<Matrix34d> projection(const std::string& key) const;
  const std::string& name() const { return name_; }

 private:
  friend Result<Calibration> parseCalibration(std::string_view text, const std::string& name);
  struct Entry {
    std::string text;
    int64_t line = 0;
  };
  std::map<std::string, Entry> entries_;
  std::string name_;
};

/// `name` is what errors call the text: its file. A line without a colon, a key given twice, a text without
/// any key: an Error.
Result<Calibration> parseCalibration(std::string_view text, const std::string& name);
Result<Calibration> readCalibration(const std::filesystem::path& path);

/// The pinhole camera in a 3x4 projection of a rectified rig, whose images are width x height pixels.
Result<Camera> cameraFromProjection(const Matrix34d& projection, int64_t width, int64_t height,
                                    const std::string& origin_text);

/// Where the partner's centre lies along the target's x axis, in metres; both from the reference camera of
/// one rectified rig. P = K [I|t] and the centre is -t, so x = -P(0,3)/fx.
Result<double> baselineFromProjections(const Matrix34d& target, const Matrix34d& partner,
                                       const std::string& name);

/// image_from_velo [3,4] of KITTI raw: P_rect * R_rect_00 * T(velo to camera 0) (Geiger 2013, eq. 8).
Result<Matrix34d> imageFromVelo(const Matrix34d& p_rect, const Calibration& cam_to_cam,
                                const Calibration& velo_to_cam);

/// A rotation (9 numbers, made orthonormal: files are rounded) and a translation (3; key "": none). Numbers
/// that are far from a rotation are an Error.
Result<Eigen::Isometry3d> rigidFrom(const Calibration& calibration, const std::string& rotation_key,
                                    const std::string& translation_key);

/// times.txt: one number a line, seconds. Anything else: an Error with `name` (the file) and the line.
Result<std::vector<double>> parseTimes(std::string_view text, const std::string& name);

}  // namespace kerb
