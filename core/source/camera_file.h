// Camera files: intrinsics and distortion that a user calibrated.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/frame/camera.h"

namespace kerb {

struct CameraFile {
  Camera camera;
  int64_t width = 0, height = 0;  ///< of the calibrated images; 0: the file does not say (normalised)
};

/// Three formats; `name` is what errors call the file, and they name the key.
/// 1. JSON object, in pixels: {"width":1242, "height":375, "fx":.., "fy":.., "cx":.., "cy":..,
///    "distortion":[k1,k2,p1,p2,...]}, distortion optional.
/// 2. JSON list of three lists: the 3x3 matrix, rows divided by width and height (monodepth2, manydepth).
/// 3. YAML as OpenCV's calibration sample and ROS camera_calibration write it: image_width, image_height,
///    camera_matrix and distortion_coefficients (optional), each matrix with `data: [numbers]`, which may go
///    over several lines. `#` comments, %YAML and --- lines are skipped; other keys are ignored, except a
///    distortion_model other than plumb_bob and rational_polynomial, which is an Error.
/// Distortion has 4, 5 or 8 coefficients in OpenCV's order (12 and 14 if all beyond the 8th are zero).
Result<CameraFile> parseCameraFile(std::string_view text, const std::string& name);
Result<CameraFile> readCameraFile(const std::filesystem::path& path);

}  // namespace kerb
