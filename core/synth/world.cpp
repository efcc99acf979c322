#include "core/synth/world.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace kerb::synth {
namespace {

constexpr double kCameraHeight = 1.65;
constexpr int64_t kBlocksBehind = 1, kBlocksAhead = 4;
constexpr size_t kWindowsKept = 4;

double rideSeconds(const WorldOptions& options) { return options.seconds + 4; }
/// No car is faster than this on average; the ride goes on behind its end, as far as one sees from there.
double routeLength(const WorldOptions& options) { return 11.5 * (options.seconds + 20) + kInSight; }

}  // namespace

World::World(const WorldOptions& options)
    : options_(options),
      route_(options.seed, routeLength(options)),
      ride_(route_, rideSeconds(options)),
      weather_(weatherOf(options)),
      windows_(kWindowsKept) {}

Place World::originOf(int64_t window) const { return route_.at(static_cast<double>(window) * kBlockLength); }

int64_t World::windowOf(int64_t index) const {
  return static_cast<int64_t>(std::floor(ride_.distance(time(index)) / kBlockLength));
}

std::shared_ptr<const Window> World::window(int64_t number) const {
  return windows_.get(number, [&] { return makeWindow(number); });
}

std::shared_ptr<const Window> World::makeWindow(int64_t number) const {
  static std::atomic<uint64_t> next_id{1};
  auto made = std::make_shared<Window>();
  made->id = next_id++;
  made->origin = originOf(number);
  const Street street(route_, made->origin);
  Builder builder;
  for (int64_t block = number - kBlocksBehind; block <= number + kBlocksAhead; ++block) {
    BlockSite site{street,
                   block,
                   static_cast<double>(block) * kBlockLength,
                   route_.hasCrossing(block),
                   route_.blockSeed(block),
                   static_cast<int32_t>((block + 64) * 4096 + 1)};
    buildGround(builder, site);
    buildLots(builder, site);
    buildFurniture(builder, site);
    buildTrafficLights(builder, site);
    buildParked(builder, site);
  }
  buildBackdrop(builder, street, static_cast<double>(number) * kBlockLength, options_.seed);
  made->prims = std::move(builder.prims);
  made->blobs = std::move(builder.blobs);
  made->nodes = buildBvh(made->prims);
  return made;
}

World::CameraPlace World::cameraAt(double time_s) const {
  const double s = ride_.distance(time_s);
  const Place centre = route_.at(s);
  // The nose dips when braking and follows the road's slope.
  const double push = ride_.speed(time_s + 0.15) - ride_.speed(time_s - 0.15);
  const double slope = (route_.at(s + 1.4).z - route_.at(s - 1.4).z) / 2.8;
  const double bump = 0.0012 * std::sin(0.9 * s) + 0.0008 * std::sin(2.3 * s + 1);
  Place at = centre;
  at.x += kLaneCentre * std::sin(centre.heading);
  at.y -= kLaneCentre * std::cos(centre.heading);
  at.z += kCameraHeight;
  return {at, std::atan(slope) + 0.012 * std::clamp(push, -1.0, 1.0) + bump - 0.01};
}

Rigid World::worldFromCamera(int64_t index, int offset) const {
  const CameraPlace c = cameraAt(time(index) + offset / options_.fps);
  const Place origin = originOf(windowOf(index));
  const double ch = std::cos(c.at.heading), sh = std::sin(c.at.heading), cp = std::cos(c.pitch),
               sp = std::sin(c.pitch);
  const auto vec = [](double x, double y, double z) {
    return Vec3{static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)};
  };
  return {vec(sh, -ch, 0), vec(ch * sp, sh * sp, -cp), vec(ch * cp, sh * cp, sp),
          vec(c.at.x - origin.x, c.at.y - origin.y, c.at.z - origin.z)};
}

void World::pose(int64_t index, double (&out)[3][4]) const {
  const CameraPlace c = cameraAt(time(index)), first = cameraAt(0);
  const double ch = std::cos(c.at.heading), sh = std::sin(c.at.heading), cp = std::cos(c.pitch),
               sp = std::sin(c.pitch);
  const double axes[3][3] = {{sh, -ch, 0}, {ch * sp, sh * sp, -cp}, {ch * cp, sh * cp, sp}};
  const double offset[3] = {c.at.x - first.at.x, c.at.y - first.at.y, c.at.z - first.at.z};
  // World axes: right of, below and along the first frame's heading.
  const double fh = std::cos(first.at.heading), fs = std::sin(first.at.heading);
  const double world[3][3] = {{fs, -fh, 0}, {0, 0, -1}, {fh, fs, 0}};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 4; ++column) {
      const double* v = column < 3 ? axes[column] : offset;
      out[row][column] = world[row][0] * v[0] + world[row][1] * v[1] + world[row][2] * v[2];
    }
  }
}

Scene World::scene(int64_t index, int offset) const {
  const int64_t number = windowOf(index);
  auto near = window(number);
  const Street street(route_, near->origin);
  Movers movers;
  if (options_.traffic) {
    movers = buildMovers(street, ride_, time(index) + offset / options_.fps, 1 / options_.fps);
  } else {
    movers.motions.push_back({identity(), identity()});
  }
  return Scene(std::move(near), std::move(movers), weather_, options_.texture_set,
               worldFromCamera(index, offset).t);
}

Scene::Scene(std::shared_ptr<const Window> window, Movers movers, const Weather& weather, int texture_set,
             const Vec3& eye)
    : window_(std::move(window)), movers_(std::move(movers)), weather_(weather), texture_set_(texture_set) {
  // Farther away the dark below a car is less than a pixel high.
  constexpr float kReach = 70;
  for (const std::vector<Blob>* all :
       {&window_->blobs, static_cast<const std::vector<Blob>*>(&movers_.blobs)}) {
    for (const Blob& blob : *all) {
      const Vec3 d = blob.centre - eye;
      if (dot(d, d) < kReach * kReach) blobs_.push_back(blob);
    }
  }
}

SceneView Scene::view() const {
  const auto bvh = [](const std::vector<Node>& nodes, const std::vector<Prim>& prims) {
    return Bvh{nodes.data(), prims.data(), static_cast<int32_t>(prims.size()),
               static_cast<int32_t>(nodes.size())};
  };
  SceneView view{};
  view.still_id = window_->id;
  view.still = bvh(window_->nodes, window_->prims);
  view.moving = bvh(movers_.nodes, movers_.prims);
  view.motions = movers_.motions.data();
  view.motion_count = static_cast<int32_t>(movers_.motions.size());
  view.blobs = blobs_.data();
  view.blob_count = static_cast<int32_t>(blobs_.size());
  view.texture_set = texture_set_;
  view.weather = weather_;
  return view;
}

}  // namespace kerb::synth
