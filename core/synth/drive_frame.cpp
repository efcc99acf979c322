#include "core/synth/drive_frame.h"

#include <cmath>
#include <optional>

#include "core/synth/label_noise.h"
#include "core/synth/lidar.h"

namespace kerb::synth {
namespace {

/// Of the drive and the frame; left and right camera have noise of their own.
uint32_t frameSeed(const World& world, int64_t number, uint32_t salt) {
  return hashOf(world.options().seed, static_cast<uint32_t>(number), salt);
}

Optics opticsOf(const World& world, const DriveOptions& options, int64_t number, uint32_t salt) {
  const float exposure = world.weather().exposure;
  if (options.look == Look::clean) return {0.112F, exposure, 0, 0, {1, 1, 1}, 1.0F, 0};
  const uint32_t seed = world.options().seed;
  Random random{hashOf(seed, 0xCA3EU)};
  const float meter = 1 + 0.06F * std::sin(0.05F * static_cast<float>(number) + random.in(0, 6));
  return {0.12F,
          exposure * meter * random.in(0.85F, 1.3F),
          random.in(0.25F, 0.5F),
          random.in(0.010F, 0.024F),
          {random.in(0.92F, 1.1F), 1, random.in(0.9F, 1.1F)},
          random.in(0.95F, 1.15F),
          frameSeed(world, number, salt)};
}

/// Renders one camera's picture and truth.
class Camera {
 public:
  Camera(const World& world, const DriveOptions& options, int64_t number)
      : world_(world), options_(options), number_(number), pixels_(options.width * options.height) {}

  Job job(const Scene& scene, const Eye& eye) {
    Job job{};
    job.scene = scene.view();
    job.eye = eye;
    return job;
  }

  void addPicture(Job& job, uint32_t salt) {
    light_.resize(static_cast<size_t>(pixels_));
    samples_.resize(static_cast<size_t>(pixels_));
    rows_.resize(static_cast<size_t>(pixels_));
    piece_.resize(static_cast<size_t>(pixels_));
    prims_.resize(static_cast<size_t>(pixels_));
    rgb_.resize(static_cast<size_t>(3 * pixels_));
    job.out.light = light_.data();
    job.out.pixels = samples_.data();
    job.out.rows = rows_.data();
    job.out.piece = piece_.data();
    job.out.prims = prims_.data();
    job.rgb = rgb_.data();
    job.optics = opticsOf(world_, options_, number_, salt);
  }

  void writePicture(uint8_t* out) const {
    for (size_t i = 0; i < rgb_.size(); ++i) out[i] = static_cast<uint8_t>(rgb_[i] * 255.0F + 0.5F);
  }

 private:
  const World& world_;
  const DriveOptions& options_;
  int64_t number_, pixels_;
  std::vector<Vec3> light_;
  std::vector<Moments> samples_, rows_;
  std::vector<uint32_t> piece_;
  std::vector<int32_t> prims_;
  std::vector<float> rgb_;
};

Eye eyeAt(const DriveOptions& options, const Rigid& world_from_camera) {
  Eye eye = eyeOf(options);
  eye.world_from_camera = world_from_camera;
  return eye;
}

/// Where to look for the points of a frame in the one `offset` frames on.
struct Neighbour {
  Scene scene;
  SceneView view;
  OtherFrame frame;
  Neighbour(const World& world, const DriveOptions& options, int64_t number, int offset)
      : scene(world.scene(number, offset)),
        view(scene.view()),
        frame{&view, eyeAt(options, world.worldFromCamera(number, offset))} {}
};

void renderPartner(const World& world, const DriveOptions& options, int64_t number, const Scene& scene,
                   const FrameMemory& memory, const Renderer& render) {
  Eye eye = eyeAt(options, world.worldFromCamera(number, 0));
  eye.world_from_camera.t = eye.world_from_camera.t + eye.world_from_camera.x * static_cast<float>(kBaseline);
  Camera camera(world, options, number);
  Job job = camera.job(scene, eye);
  job.out.depth_m = memory.partner_depth_m;
  camera.addPicture(job, 2);
  render(job);
  camera.writePicture(memory.partner_rgb);
}

void measureWithLidar(const World& world, int64_t number, const Job& job, float* depth_m) {
  const float half_angle = std::atan(0.6F * static_cast<float>(job.eye.width) / job.eye.fx) + 0.05F;
  const auto points =
      scanLidar(job.scene, job.eye.world_from_camera, half_angle, frameSeed(world, number, 3));
  projectLidar(points, job.eye, depth_m);
}

}  // namespace

WorldOptions worldOptions(const DriveOptions& options, uint32_t seed) {
  return {seed,
          static_cast<double>(options.frames) / options.fps,
          options.fps,
          static_cast<float>(options.hour),
          static_cast<float>(options.wet),
          static_cast<float>(options.clouds),
          options.traffic,
          options.look == Look::camera ? 1 : 0};
}

Eye eyeOf(const DriveOptions& options) {
  const auto width = static_cast<float>(options.width), height = static_cast<float>(options.height);
  const auto w = static_cast<int32_t>(options.width), h = static_cast<int32_t>(options.height);
  if (options.intrinsics == Intrinsics::vkitti2) {
    // Scaled with the picture; pixel centres are integers.
    const float sx = width / 1242, sy = height / 375;
    return {identity(), 725.0087F * sx, 725.0087F * sy, 621 * sx - 0.5F, 187.5F * sy - 0.5F, w, h};
  }
  // KITTI's field of view; the horizon a little above the middle.
  const float focal = 0.58F * width;
  return {identity(), focal, focal, 0.5F * (width - 1), 0.47F * (height - 1), w, h};
}

void renderFrame(const World& world, const DriveOptions& options, int64_t number, const FrameMemory& memory,
                 const Renderer& render) {
  if (memory.isEmpty()) return;  // only the pose is wanted
  const Scene scene = world.scene(number, 0);
  Camera camera(world, options, number);
  Job job = camera.job(scene, eyeAt(options, world.worldFromCamera(number, 0)));
  const int64_t pixels = options.width * options.height;
  std::vector<int32_t> instances;
  job.out.ids = memory.ids;
  job.out.instances = memory.instances;
  if (memory.ids != nullptr && memory.instances == nullptr && options.labels.any()) {
    instances.resize(static_cast<size_t>(pixels));
    job.out.instances = instances.data();
  }
  if (!options.lidar) job.out.depth_m = memory.depth_m;
  std::optional<Neighbour> next, previous;
  if (memory.flow_px != nullptr) job.next = &next.emplace(world, options, number, 1).frame;
  if (memory.backward_flow_px != nullptr) job.previous = &previous.emplace(world, options, number, -1).frame;
  job.out.flow_x = memory.flow_px;
  job.out.flow_y = memory.flow_px + (memory.flow_px != nullptr ? pixels : 0);
  job.out.backward_x = memory.backward_flow_px;
  job.out.backward_y = memory.backward_flow_px + (memory.backward_flow_px != nullptr ? pixels : 0);
  if (memory.rgb != nullptr) camera.addPicture(job, 1);
  render(job);
  if (memory.rgb != nullptr) camera.writePicture(memory.rgb);
  if (memory.depth_m != nullptr && options.lidar) measureWithLidar(world, number, job, memory.depth_m);
  if (memory.ids != nullptr && options.labels.any())
    degradeLabels(options.labels, options.height, options.width, job.out.instances, world.options().seed,
                  frameSeed(world, number, 4), memory.ids);
  if (memory.partner_rgb != nullptr) renderPartner(world, options, number, scene, memory, render);
}

}  // namespace kerb::synth
