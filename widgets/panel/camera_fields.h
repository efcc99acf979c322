// A camera as it is typed: pixels of the source's pictures, and what is wrong with it.
#pragma once

#include <QString>
#include <array>
#include <optional>
#include <string>

#include "core/frame/camera.h"

namespace kerb {

/// Decimal points in every language: these numbers are copied from and into calibration files.
struct CameraTexts {
  /// fx, fy, cx, cy
  std::array<QString, 4> intrinsics;
  QString distortion;  ///< coefficients with spaces or commas between them; empty: none
  bool operator==(const CameraTexts&) const = default;
};

CameraTexts cameraTexts(const Camera& camera, int64_t width, int64_t height);

struct CameraProblem {
  int field = 0;  ///< 0 to 3: of the intrinsics; 4: distortion
  QString text;
};

/// Why no camera can be like this; nothing: it can.
std::optional<CameraProblem> problemOf(const CameraTexts& texts, int64_t width, int64_t height);

/// As `--camera` and SourceOptions::camera want it, of texts without a problem.
std::string cameraOption(const CameraTexts& texts);

}  // namespace kerb
