// Writes Cityscapes' layout (Cordts 2016).
#include <map>
#include <utility>

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

/// Cityscapes' camera files and disparities are of its own size, whatever that of the images beside them.
Eigen::Matrix3d intrinsicsOf(const Camera& camera) { return camera.matrix(2048, 1024); }

std::string cameraJson(const Eigen::Matrix3d& k) {
  return fmt::format(
      R"({{"extrinsic": {{"baseline": {}, "pitch": 0.0, "roll": 0.0, "x": 0.0, "y": 0.0, "yaw": 0.0, "z": 1.65}},)"
      R"( "intrinsic": {{"fx": {}, "fy": {}, "u0": {}, "v0": {}}}}})",
      kBaseline, k(0, 0), k(1, 1), k(0, 2), k(1, 2));
}

/// p = 256 d + 1, 0 where there is none, or more than fits.
at::Tensor disparityCode(const at::Tensor& depth_m, double focal_baseline) {
  const at::Tensor code = (focal_baseline * 256 / depth_m + 1).round();
  return at::where((depth_m > 0) & (code <= 65535), code, 0).to(at::kInt);
}

/// label id * 1000 + number within its class, counted from 0 in each frame, for people and vehicles; the
/// label id for all else.
at::Tensor instanceCode(const at::Tensor& label_ids, const Frame& frame) {
  constexpr uint8_t kFirstThing = 11, kLastThing = 18;  // train ids, person to bicycle
  constexpr int32_t kMost = 1000;
  const at::Tensor codes = label_ids.to(at::kInt).contiguous();
  const at::Tensor classes = frame.semantics->ids.contiguous(), things = frame.instance_ids->contiguous();
  const auto* train_id = classes.const_data_ptr<uint8_t>();
  const auto* thing = things.const_data_ptr<int32_t>();
  auto* code = codes.mutable_data_ptr<int32_t>();
  std::map<std::pair<int32_t, int32_t>, int32_t> numbers;  // of (label id, thing)
  std::map<int32_t, int32_t> counts;                       // of each label id
  for (int64_t i = 0; i < codes.numel(); ++i) {
    if (train_id[i] < kFirstThing || train_id[i] > kLastThing || thing[i] == 0) continue;
    const auto [number, is_new] = numbers.try_emplace({code[i], thing[i]}, 0);
    if (is_new) number->second = counts[code[i]]++;
    if (number->second < kMost) code[i] = code[i] * kMost + number->second;
  }
  return codes;
}

}  // namespace

Status writeCityscapes(const Source& drive, const DriveOptions& options, const fs::path& out,
                       const WriteControl& control) {
  FrameParts parts;
  parts.stereo = parts.depth = parts.semantics = parts.instances = true;
  const auto fileOf = [&](const Frame& frame, const char* kind, const char* ending) {
    const uint32_t seed = driveSeeds(options)[static_cast<size_t>(frame.index / options.frames)];
    return out / kind / folderOf(options.split) / "synthetic" /
           fmt::format("synthetic_{:06}_{:06}{}", seed, frame.number_in_clip, ending);
  };
  const auto camera = [&](const Frame& frame) { return fileOf(frame, "camera", "_camera.json"); };
  return forEachFrame(drive, parts, control, camera, [&](const Frame& frame) -> Status {
    const auto file = [&](const char* kind, const char* ending) { return fileOf(frame, kind, ending); };
    KERB_CHECK(writeImage(file("leftImg8bit", "_leftImg8bit.png"), frame.image));
    KERB_CHECK(writeImage(file("rightImg8bit", "_rightImg8bit.png"), frame.stereo->image));
    const at::Tensor label_ids = mapLabels(frame.semantics->ids, labelIdFromTrainId());
    KERB_CHECK(writeImage(file("gtFine", "_gtFine_labelIds.png"), label_ids));
    KERB_CHECK(writePng16(file("gtFine", "_gtFine_instanceIds.png"), instanceCode(label_ids, frame)));
    const Eigen::Matrix3d k = intrinsicsOf(frame.camera);
    KERB_CHECK(
        writePng16(file("disparity", "_disparity.png"), disparityCode(*frame.depth_m, k(0, 0) * kBaseline)));
    return writeWhole(camera(frame), cameraJson(k) + "\n");
  });
}

}  // namespace kerb::synth
