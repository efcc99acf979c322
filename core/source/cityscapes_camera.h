// Cityscapes' camera files.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/source/recording.h"

namespace kerb {

struct CityscapesCamera {
  RigView view;
  double focal_baseline = 0;  ///< fx in pixels of the full image times the baseline in m
};

/// ..._camera.json: {"extrinsic": {"baseline": m ...}, "intrinsic": {"fx", "fy", "u0", "v0"}}, for images of
/// 2048 x 1024. The right camera is taken to have the left one's intrinsics, as the disparities do.
Result<CityscapesCamera> parseCityscapesCamera(std::string_view text, const std::string& name);
Result<CityscapesCamera> readCityscapesCamera(const std::filesystem::path& file);

/// Of a clip without a camera file, a guess: fx 2262.52 px, the principal point (1096.98, 513.1); no stereo.
RigView usualCityscapesView();

}  // namespace kerb
