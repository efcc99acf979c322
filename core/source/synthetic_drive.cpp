// Layout: the synthetic drive, a procedural street with exact ground truth. It is no file: the path is its
// name and options, as "synthetic:seed=3,look=camera" (core/synth/options.h).
#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include "core/base/recent.h"
#include "core/source/source.h"
#include "core/synth/drive_frame.h"
#include "core/synth/renderer.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr size_t kWorldsKept = 16;

/// Shared by all clones.
struct Drives {
  synth::DriveOptions options;
  synth::Renderer render;
  std::vector<uint32_t> seeds;
  SourceInfo info;
  Recent<uint32_t, synth::World> worlds{kWorldsKept};

  std::shared_ptr<const synth::World> world(uint32_t seed) {
    return worlds.get(
        seed, [&] { return std::make_shared<const synth::World>(synth::worldOptions(options, seed)); });
  }
};

at::Tensor plane(int64_t height, int64_t width, at::ScalarType type) {
  return at::empty({height, width}, type);
}

/// Memory for what is wanted, and the frame's tensors over it.
synth::FrameMemory allocate(const synth::DriveOptions& o, const FrameParts& parts, Frame& frame) {
  synth::FrameMemory memory;
  const int64_t height = o.height, width = o.width;
  const auto picture = [&](uint8_t*& out) {
    const at::Tensor rows = at::empty({height, width, 3}, at::kByte);
    out = rows.mutable_data_ptr<uint8_t>();
    return rows.permute({2, 0, 1});
  };
  const auto floats = [&](float*& out) {
    at::Tensor made = plane(height, width, at::kFloat);
    out = made.mutable_data_ptr<float>();
    return made;
  };
  const auto flow = [&](float*& out) {
    at::Tensor made = at::empty({2, height, width}, at::kFloat);
    out = made.mutable_data_ptr<float>();
    return made;
  };
  if (parts.image) frame.image = picture(memory.rgb);
  if (parts.depth) frame.depth_m = floats(memory.depth_m);
  if (parts.semantics) {
    frame.semantics = SemanticMap{plane(height, width, at::kByte), Taxonomy::cityscapes};
    memory.ids = frame.semantics->ids.mutable_data_ptr<uint8_t>();
  }
  if (parts.instances) {
    frame.instance_ids = plane(height, width, at::kInt);
    memory.instances = frame.instance_ids->mutable_data_ptr<int32_t>();
  }
  if (parts.flow) frame.flow_px = flow(memory.flow_px);
  if (parts.backward_flow) frame.backward_flow_px = flow(memory.backward_flow_px);
  if (parts.stereo) {
    frame.stereo = StereoPartner{picture(memory.partner_rgb), synth::kBaseline, frame.camera, std::nullopt};
    frame.stereo->depth_m = floats(memory.partner_depth_m);
  }
  return memory;
}

class SyntheticDrive final : public Source {
 public:
  explicit SyntheticDrive(std::shared_ptr<Drives> drives) : drives_(std::move(drives)) {}

  SourceInfo info() const override { return drives_->info; }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SyntheticDrive>(drives_); }

  Result<Frame> at(int64_t index, FrameParts parts) const override {
    const synth::DriveOptions& o = drives_->options;
    if (index < 0 || index >= drives_->info.count)
      return Error{fmt::format("has frames 0 to {}, not {}", drives_->info.count - 1, index), "synthetic"};
    const uint32_t seed = drives_->seeds[static_cast<size_t>(index / o.frames)];
    const int64_t number = index % o.frames;
    Frame frame;
    frame.index = index;
    frame.clip = fmt::format("seed_{:04}", seed);
    frame.number_in_clip = number;
    frame.time_s = static_cast<double>(number) / o.fps;
    frame.name = drives_->seeds.size() == 1 ? fmt::format("{:06}", number)
                                            : fmt::format("{}/{:06}", frame.clip, number);
    frame.camera = drives_->info.camera;
    const auto world = drives_->world(seed);
    double pose[3][4];
    world->pose(number, pose);
    Eigen::Isometry3d& world_from_camera = frame.world_from_camera.emplace(Eigen::Isometry3d::Identity());
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 4; ++column) world_from_camera(row, column) = pose[row][column];
    }
    const synth::FrameMemory memory = allocate(o, parts, frame);
    synth::renderFrame(*world, o, number, memory, drives_->render);
    return frame;
  }

 private:
  std::shared_ptr<Drives> drives_;
};

/// What is really on disk by that name is opened as what it is.
bool recognises(const fs::path& path) {
  std::error_code ignored;
  return synth::isSyntheticName(path.string()) && !fs::exists(path, ignored);
}

Result<std::unique_ptr<Source>> open(const fs::path& path, const SourceOptions&) {
  auto drives = std::make_shared<Drives>();
  KERB_TRY(drives->options, synth::parseDriveOptions(path.string()));
  const synth::DriveOptions& o = drives->options;
  KERB_TRY(drives->render, synth::rendererOn(o.cuda ? at::kCUDA : at::kCPU));
  drives->seeds = synth::driveSeeds(o);
  SourceInfo& info = drives->info;
  info.name = "synthetic drive";
  info.layout = "synthetic_drive";
  info.path = path;
  info.count = static_cast<int64_t>(drives->seeds.size()) * o.frames;
  info.width = o.width;
  info.height = o.height;
  info.fps = o.fps;
  const synth::Eye eye = synth::eyeOf(o);
  info.camera = Camera::fromPixels(eye.fx, eye.fy, eye.cx, eye.cy, o.width, o.height,
                                   CameraOrigin::calibration, "the synthetic drive's own");
  info.has = FrameParts::all();
  info.has_poses = true;
  if (o.lidar) info.notes.emplace_back("depth is what a simulated 64-ring LiDAR measures");
  if (o.labels.any()) info.notes.emplace_back("labels are degraded on request");
  return std::unique_ptr<Source>(std::make_unique<SyntheticDrive>(std::move(drives)));
}

}  // namespace

SourceLayout syntheticDriveLayout() {
  return {"synthetic_drive",
          "Synthetic drive",
          "the name synthetic, or synthetic:seed=3,look=camera (no file of that name)",
          recognises,
          open,
          false};
}

}  // namespace kerb
