// What a synthetic drive is opened with: "synthetic:seed=3,look=camera,width=1242".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace kerb::synth {

enum class Look : uint8_t { clean, camera };
/// Whose intrinsics: the mean of KITTI's, or Virtual KITTI 2's (725.0087, 620.5, 187 at 1242x375).
enum class Intrinsics : uint8_t { kitti, vkitti2 };
enum class Split : uint8_t { none, train, val, test };

/// How labels are made wrong, for experiments with label noise (methods.md, Li et al.). 0: exact.
struct LabelNoise {
  double displace_px = 0;  ///< borders move by a smooth random field of this RMS per axis, 6 px correlation
  double swap = 0;         ///< probability that an object or a stretch of ground gets another class
  double drop = 0;         ///< probability that an object is missing: it gets the class beside it
  bool any() const { return displace_px > 0 || swap > 0 || drop > 0; }
};

struct DriveOptions {
  uint32_t seed = 1;
  Look look = Look::clean;
  int64_t width = 640, height = 192;
  Intrinsics intrinsics = Intrinsics::kitti;
  int64_t frames = 200;  ///< of each drive
  double fps = 10;
  double hour = -1;     ///< 5..21; < 0: by the seed
  double wet = -1;      ///< 0..1; < 0: by the seed
  double clouds = -1;   ///< 0 clear .. 1 overcast; < 0: by the seed
  bool traffic = true;  ///< false: nothing moves but the ego-car
  Split split = Split::none;
  int64_t drives = 1;  ///< one after the other, each of its own seed
  bool cuda = false;   ///< rendered on the CUDA device, else on all cores
  bool lidar = false;  ///< depth_m is what a 64-ring LiDAR measures
  LabelNoise labels;
};

/// Whether a source's name means the synthetic drive: "synthetic" alone or before a colon.
bool isSyntheticName(std::string_view name);

/// Of the whole name. An unknown option or a value out of range is an Error that says what is known.
Result<DriveOptions> parseDriveOptions(std::string_view name);

/// The seeds of the drives: from `seed` upwards, of a split those whose last digit is 0-7 (train), 8 (val) or
/// 9 (test). So splits never share a street.
std::vector<uint32_t> driveSeeds(const DriveOptions& options);

}  // namespace kerb::synth
