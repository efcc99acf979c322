// Writes Virtual KITTI 2 (Cabon 2020): what core/source/vkitti2.cpp reads.
#include <array>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "core/base/file.h"
#include "core/source/image_codecs.h"
#include "core/source/image_file.h"
#include "core/synth/drive_frame.h"
#include "core/synth/layouts.h"

namespace kerb::synth {
namespace fs = std::filesystem;
namespace {

constexpr int64_t kImageWidth = 1242, kImageHeight = 375;

struct Category {
  const char* name;
  std::array<uint8_t, 3> colour;
};
constexpr std::array<Category, 15> kCategories{{{"Terrain", {210, 0, 200}},
                                                {"Sky", {90, 200, 255}},
                                                {"Tree", {0, 199, 0}},
                                                {"Vegetation", {90, 240, 0}},
                                                {"Building", {140, 140, 140}},
                                                {"Road", {100, 60, 100}},
                                                {"GuardRail", {250, 100, 255}},
                                                {"TrafficSign", {255, 255, 0}},
                                                {"TrafficLight", {200, 200, 0}},
                                                {"Pole", {255, 130, 0}},
                                                {"Misc", {80, 80, 80}},
                                                {"Truck", {160, 60, 60}},
                                                {"Car", {255, 127, 80}},
                                                {"Van", {0, 139, 139}},
                                                {"Undefined", {0, 0, 0}}}};
constexpr size_t kMisc = 10, kUndefined = 14;

/// Of Cityscapes train ids. Pavements, walls, fences, people and what they ride have no class there.
size_t categoryOf(uint8_t train_id) {
  switch (train_id) {
    case kRoad:
      return 5;
    case kBuilding:
      return 4;
    case kPole:
      return 9;
    case kTrafficLight:
      return 8;
    case kTrafficSign:
      return 7;
    case kVegetation:
      return 3;
    case kTerrain:
      return 0;
    case kSky:
      return 1;
    case kCar:
      return 12;
    case kTruck:
      return 11;
    default:
      return train_id < 19 ? kMisc : kUndefined;
  }
}

/// [3,H,W] of train ids [H,W].
at::Tensor classColours(const at::Tensor& ids) {
  const at::Tensor table = at::zeros({256, 3}, at::kByte);
  for (int id = 0; id < 256; ++id) {
    for (int channel = 0; channel < 3; ++channel)
      table[id][channel] =
          kCategories[categoryOf(static_cast<uint8_t>(id))].colour[static_cast<size_t>(channel)];
  }
  return table.index_select(0, ids.flatten().to(at::kLong))
      .view({ids.size(0), ids.size(1), 3})
      .permute({2, 0, 1});
}

/// Centimetres; the sky and what is beyond the code: 65535.
at::Tensor depthCode(const at::Tensor& depth_m) {
  const at::Tensor code = (depth_m.to(at::kDouble) * 100).round().clamp(1, 65535);
  return at::where(depth_m > 0, code, 65535).to(at::kInt);
}

/// Red (2^16 - 1) (x / (W - 1) + 1) / 2, green alike, blue 65535 where the flow is known; elsewhere all 0.
Status writeFlow(const fs::path& path, const at::Tensor& flow_px) {
  const at::Tensor known = flow_px.isfinite().all(0);
  const auto code = [&](int64_t axis, int64_t size) {
    const at::Tensor share = flow_px[axis].to(at::kDouble).nan_to_num(0) / static_cast<double>(size - 1);
    return at::where(known, ((share + 1) * 32767.5).round().clamp(0, 65535), 0).to(at::kInt);
  };
  const at::Tensor red = code(0, flow_px.size(2)), green = code(1, flow_px.size(1));
  const at::Tensor blue = known.to(at::kInt) * 65535;
  const at::Tensor bgr = at::stack({blue, green, red}, 2).contiguous();
  const cv::Mat wide(static_cast<int>(bgr.size(0)), static_cast<int>(bgr.size(1)), CV_32SC3, bgr.data_ptr());
  cv::Mat narrow;
  wide.convertTo(narrow, CV_16U);
  KERB_TRY(const ImageCodecs* codecs, imageCodecs());
  std::vector<uint8_t> bytes;
  if (!codecs->encode(".png", narrow, bytes, {})) return Error{"cannot be encoded", path.string()};
  return writeWhole(path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::string colours() {
  std::string text = "Category r g b\n";
  for (const Category& c : kCategories)
    text += fmt::format("{} {} {} {}\n", c.name, c.colour[0], c.colour[1], c.colour[2]);
  return text;
}

class Vkitti2Writer {
 public:
  Vkitti2Writer(const DriveOptions& options, fs::path out) : options_(options), out_(std::move(out)) {}

  Status add(const Frame& frame) {
    KERB_CHECK(addView(frame, 0, frame.image, *frame.depth_m));
    KERB_CHECK(addView(frame, 1, frame.stereo->image, *frame.stereo->depth_m));
    return addClassesAndFlow(frame);
  }

  /// What add() writes last. A clip's last frame has no next one, its first no previous one.
  fs::path lastOf(const Frame& frame) const {
    if (frame.number_in_clip > 0) return file(frame, "backwardFlow", 0, "backwardFlow", ".png");
    if (options_.frames > 1) return file(frame, "forwardFlow", 0, "flow", ".png");
    return file(frame, "classSegmentation", 0, "classgt", ".png");
  }

  /// The text files of all clips, from frames in order, which need no more than a pose.
  Status addTexts(const Source& drive) {
    FrameParts pose_alone;
    pose_alone.image = false;
    for (int64_t i = 0; i < drive.info().count; ++i) {
      KERB_TRY(const Frame frame, drive.at(i, pose_alone));
      Eigen::Isometry3d world_from_camera = *frame.world_from_camera;
      addText(frame.number_in_clip, 0, world_from_camera);
      addText(frame.number_in_clip, 1, world_from_camera.translate(Eigen::Vector3d(kBaseline, 0, 0)));
      if (frame.number_in_clip + 1 == options_.frames) KERB_CHECK(finishClip(clipOf(frame)));
    }
    return {};
  }

 private:
  static constexpr const char* kExtrinsicHeader =
      "frame cameraID r1,1 r1,2 r1,3 t1 r2,1 r2,2 r2,3 t2 r3,1 r3,2 r3,3 t3 0 0 0 1\n";
  static constexpr const char* kIntrinsicHeader = "frame cameraID K[0,0] K[1,1] K[0,2] K[1,2]\n";

  fs::path clipOf(const Frame& frame) const {
    const uint32_t seed = driveSeeds(options_)[static_cast<size_t>(frame.index / options_.frames)];
    return out_ / fmt::format("Scene{:02}", seed) / "clone";
  }

  Status finishClip(const fs::path& clip) {
    KERB_CHECK(writeWhole(clip / "extrinsic.txt", extrinsic_));
    KERB_CHECK(writeWhole(clip / "intrinsic.txt", intrinsic_));
    KERB_CHECK(writeWhole(clip / "colors.txt", colours()));
    extrinsic_ = kExtrinsicHeader;
    intrinsic_ = kIntrinsicHeader;
    return {};
  }

  void addText(int64_t number, int camera, const Eigen::Isometry3d& world_from_camera) {
    const Eye eye = eyeOf(options_);
    const Eigen::Matrix4d camera_from_world = world_from_camera.inverse().matrix();
    extrinsic_ += fmt::format("{} {}", number, camera);
    for (int row = 0; row < 4; ++row) {
      for (int column = 0; column < 4; ++column)
        extrinsic_ += fmt::format(" {:.9g}", camera_from_world(row, column));
    }
    extrinsic_ += '\n';
    intrinsic_ += fmt::format("{} {} {} {} {} {}\n", number, camera, eye.fx, eye.fy, eye.cx, eye.cy);
  }

  fs::path file(const Frame& frame, const char* part, int camera, const char* name,
                const char* extension) const {
    return clipOf(frame) / "frames" / part / fmt::format("Camera_{}", camera) /
           fmt::format("{}_{:05}{}", name, frame.number_in_clip, extension);
  }

  Status addView(const Frame& frame, int camera, const at::Tensor& image, const at::Tensor& depth_m) const {
    KERB_CHECK(writeImage(file(frame, "rgb", camera, "rgb", ".jpg"), image));
    return writePng16(file(frame, "depth", camera, "depth", ".png"), depthCode(depth_m));
  }

  Status addClassesAndFlow(const Frame& frame) const {
    KERB_CHECK(writeImage(file(frame, "classSegmentation", 0, "classgt", ".png"),
                          classColours(frame.semantics->ids)));
    if (frame.number_in_clip + 1 < options_.frames)
      KERB_CHECK(writeFlow(file(frame, "forwardFlow", 0, "flow", ".png"), *frame.flow_px));
    if (frame.number_in_clip == 0) return {};
    return writeFlow(file(frame, "backwardFlow", 0, "backwardFlow", ".png"), *frame.backward_flow_px);
  }

  DriveOptions options_;
  fs::path out_;
  std::string extrinsic_ = kExtrinsicHeader, intrinsic_ = kIntrinsicHeader;
};

}  // namespace

Status writeVkitti2(const Source& drive, const DriveOptions& options, const fs::path& out,
                    const WriteControl& control) {
  if (options.width != kImageWidth || options.height != kImageHeight ||
      options.intrinsics != Intrinsics::vkitti2)
    return Error{fmt::format("Virtual KITTI 2 is {}x{} with its own intrinsics", kImageWidth, kImageHeight),
                 "synthetic", "Leave out width, height and intrinsics"};
  if (options.lidar)
    return Error{"Virtual KITTI 2 has no code for pixels without depth: 655.35 m means the sky", "synthetic",
                 "Leave out depth=lidar, or choose --layout kitti-raw or cityscapes"};
  Vkitti2Writer writer(options, out);
  KERB_CHECK(forEachFrame(
      drive, FrameParts::all(), control, [&](const Frame& frame) { return writer.lastOf(frame); },
      [&](const Frame& frame) { return writer.add(frame); }));
  return writer.addTexts(drive);
}

}  // namespace kerb::synth
