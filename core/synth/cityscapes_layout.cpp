// Writes Cityscapes' layout (Cordts 2016).
#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/labels/taxonomy.h"
#include "core/source/image_file.h"
#include "core/synth/drive_frame.h"
#include "core/synth/layouts.h"

namespace kerb::synth {
namespace fs = std::filesystem;
namespace {

const char* folderOf(Split split) {
  return split == Split::val ? "val" : split == Split::test ? "test" : "train";
}

std::string cameraJson(const Eye& eye) {
  return fmt::format(
      R"({{"extrinsic": {{"baseline": {}, "pitch": 0.0, "roll": 0.0, "x": 0.0, "y": 0.0, "yaw": 0.0, "z": 1.65}},)"
      R"( "intrinsic": {{"fx": {}, "fy": {}, "u0": {}, "v0": {}}}}})",
      kBaseline, eye.fx, eye.fy, eye.cx, eye.cy);
}

/// p = 256 d + 1, 0 where there is none.
at::Tensor disparityCode(const at::Tensor& depth_m, double focal_baseline) {
  const at::Tensor code = (focal_baseline * 256 / depth_m + 1).round().clamp(1, 65535);
  return at::where(depth_m > 0, code, 0).to(at::kInt);
}

}  // namespace

Status writeCityscapes(const Source& drive, const DriveOptions& options, const fs::path& out,
                       const WriteControl& control) {
  const Eye eye = eyeOf(options);
  FrameParts parts;
  parts.stereo = parts.depth = parts.semantics = true;
  return forEachFrame(drive, parts, control, [&](const Frame& frame) -> Status {
    const uint32_t seed = driveSeeds(options)[static_cast<size_t>(frame.index / options.frames)];
    const std::string stem = fmt::format("synthetic_{:06}_{:06}", seed, frame.number_in_clip);
    const auto file = [&](const char* kind, const char* ending) {
      return out / kind / folderOf(options.split) / "synthetic" / (stem + ending);
    };
    KERB_CHECK(writeImage(file("leftImg8bit", "_leftImg8bit.png"), frame.image));
    KERB_CHECK(writeImage(file("rightImg8bit", "_rightImg8bit.png"), frame.stereo->image));
    KERB_CHECK(writeImage(file("gtFine", "_gtFine_labelIds.png"),
                          mapLabels(frame.semantics->ids, labelIdFromTrainId())));
    KERB_CHECK(
        writePng16(file("disparity", "_disparity.png"), disparityCode(*frame.depth_m, eye.fx * kBaseline)));
    return writeWhole(file("camera", "_camera.json"), cameraJson(eye) + "\n");
  });
}

}  // namespace kerb::synth
