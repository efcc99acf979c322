// A drive: street, ride, weather, and the scene of any moment of it.
#pragma once

#include <memory>

#include "core/base/recent.h"
#include "core/synth/traffic.h"

namespace kerb::synth {

struct WorldOptions {
  uint32_t seed = 1;
  double seconds = 20;
  double fps = 10;
  float hour = -1;      ///< of the day, 5..21; < 0: by the seed
  float wet = -1;       ///< 0 dry .. 1; < 0: by the seed
  float clouds = -1;    ///< 0 clear .. 1 overcast; < 0: by the seed
  bool traffic = true;  ///< false: nothing moves but the ego-car
  int texture_set = 0;  ///< 0: clean, 1: camera
};

Weather weatherOf(const WorldOptions& options);

/// What stands still around some blocks, relative to a near origin.
struct Window {
  uint64_t id = 0;  ///< SceneView::still_id
  Place origin;
  std::vector<Prim> prims;
  std::vector<Node> nodes;
  std::vector<Blob> blobs;
};

/// A moment, ready to be rendered. Owns what its view points to.
class Scene {
 public:
  Scene(std::shared_ptr<const Window> window, Movers movers, const Weather& weather, int texture_set,
        const Vec3& eye);
  SceneView view() const;
  const Movers& movers() const { return movers_; }
  const Window& window() const { return *window_; }

 private:
  std::shared_ptr<const Window> window_;
  Movers movers_;
  std::vector<Blob> blobs_;
  Weather weather_;
  int texture_set_;
};

/// Thread-safe.
class World {
 public:
  explicit World(const WorldOptions& options);

  /// Scene at the time of frame `index` + `offset`, in the coordinates of frame `index`'s window.
  Scene scene(int64_t index, int offset) const;
  /// Of frame `index` + `offset`, in the coordinates of frame `index`'s window.
  Rigid worldFromCamera(int64_t index, int offset) const;
  /// In double precision, from the drive's begin; camera axes, world axes x right, y down, z forward of frame
  /// 0.
  void pose(int64_t index, double (&world_from_camera)[3][4]) const;

  const WorldOptions& options() const { return options_; }
  const Weather& weather() const { return weather_; }
  const Ride& ride() const { return ride_; }
  const Route& route() const { return route_; }

 private:
  double time(int64_t index) const { return static_cast<double>(index) / options_.fps; }
  int64_t windowOf(int64_t index) const;
  std::shared_ptr<const Window> window(int64_t number) const;
  std::shared_ptr<const Window> makeWindow(int64_t number) const;
  Place originOf(int64_t window) const;
  struct CameraPlace {
    Place at;
    double pitch;
  };
  CameraPlace cameraAt(double time_s) const;

  WorldOptions options_;
  Route route_;
  Ride ride_;
  Weather weather_;
  mutable Recent<int64_t, Window> windows_;
};

}  // namespace kerb::synth
