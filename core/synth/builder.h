// Collects primitives. A pen says what they are; a frame where they are.
#pragma once

#include <vector>

#include "core/synth/scene.h"

namespace kerb::synth {

struct Pen {
  Material material = Material::concrete;
  uint8_t label = kUnlabelled;
  Vec3 colour{0.5F, 0.5F, 0.5F};
  uint32_t seed = 0;
  uint32_t object = 0;
  int32_t instance = 0;
  uint8_t variant = 0;
};

/// Level, turned counter-clockwise about the vertical.
Rigid levelFrame(Vec3 at, float heading);

struct Corner {
  Vec3 at;
  float u, v;
};

/// What a facade looks like, in metres.
struct FacadeShape {
  float height = 10, cell_width = 2.6F, cell_height = 3.1F;
  float window_width = 1.2F, window_height = 1.7F, depth = 0.2F, sill = 0.8F;
  float ground_height = 3.6F, ground_style = kFlats;
};

class Builder {
 public:
  std::vector<Prim> prims;
  std::vector<Blob> blobs;
  Pen pen;
  Rigid frame = identity();  ///< window from local; local z is up

  void box(Vec3 centre, Vec3 half, float yaw = 0);
  /// leaf > 0: a crown of leaves with holes of this size.
  void ellipsoid(Vec3 centre, Vec3 radii, float leaf = 0, float yaw = 0);
  void cone(Vec3 a, Vec3 b, float radius_a, float radius_b);
  void cone(Vec3 a, Vec3 b, float radius) { cone(a, b, radius, radius); }
  /// u and v at right angles; their lengths are the card's.
  void card(Vec3 corner, Vec3 u, Vec3 v, CardStyle style = CardStyle::solid, float parameter = 0);
  /// Flat, with (u,v) in metres.
  void ground(const Corner& a, const Corner& b, const Corner& c);
  void quad(const Corner& a, const Corner& b, const Corner& c, const Corner& d);
  /// Smooth; normals in the frame, u and v 0..1.
  void triangle(const Corner (&corners)[3], const Vec3 (&normals)[3]);
  /// From front corner a to b; the street is on the right of that way.
  void facade(Vec3 a, Vec3 b, const FacadeShape& shape);
  /// Darkens the ground under a length x width rectangle at the frame's origin.
  void blob(Vec3 centre, float half_length, float half_width, float strength);

 private:
  Prim& add(Kind kind);
};

}  // namespace kerb::synth
