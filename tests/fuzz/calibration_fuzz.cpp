// Every text of a camera: KITTI calibration, camera file, poses, times.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/prediction/trajectory.h"
#include "core/source/calibration.h"
#include "core/source/camera_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto calibration = kerb::parseCalibration(text, "fuzz");
  if (calibration) {
    for (const auto& key : calibration->keys()) {
      (void)calibration->numbers(key, 9);
      const auto projection = calibration->projection(key);
      if (!projection) continue;
      (void)kerb::cameraFromProjection(*projection, 1242, 375, "fuzz");
      (void)kerb::baselineFromProjections(*projection, *projection, "fuzz");
      (void)kerb::imageFromVelo(*projection, *calibration, *calibration);
    }
  }
  (void)kerb::parseCameraFile(text, "fuzz");
  (void)kerb::parseKittiPoses(text, "fuzz");
  (void)kerb::parseTumPoses(text, "fuzz");
  (void)kerb::parseTimes(text, "fuzz");
  return 0;
}
