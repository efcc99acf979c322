// Everything the renderer needs to know about one instant, as plain pointers: the same struct goes to the CPU
// and to the CUDA kernels.
#pragma once

#include "core/synth/bvh.h"

namespace kerb::synth {

/// Light and weather; constant over a drive.
struct Weather {
  Vec3 to_sun;                 ///< unit
  Vec3 sun;                    ///< linear colour times strength; 0 when overcast or down
  Vec3 zenith, horizon, glow;  ///< of the sky; glow around the sun
  Vec3 bounce;                 ///< light from below
  float clouds;                ///< 0 clear .. 1 overcast
  float haze_per_m;
  float wet;    ///< 0 dry .. 1 rain-wet road with puddles
  float lamps;  ///< 0 by day .. 1 when street lights and windows are lit
  float exposure;
  uint32_t seed;
};

/// A thing that stands on the ground and takes light from it: a rectangle with soft edges.
struct Blob {
  Vec3 centre;
  float cosine, sine, half_length, half_width, strength;
};

/// Where objects (Prim::object) go: next and previous frame's position from this one's.
struct Motion {
  Rigid to_next, to_previous;
};

struct SceneView {
  Bvh still, moving;
  uint64_t still_id;      ///< of `still`: never given to another one, so that a device may keep its copy
  const Motion* motions;  ///< [0] is at rest
  int32_t motion_count;
  const Blob* blobs;
  int32_t blob_count;
  int32_t texture_set;  ///< 0: clean, 1: camera
  Weather weather;
};

/// A pinhole camera; pixel centres are integers. Axes x right, y down, z forward.
struct Eye {
  Rigid world_from_camera;
  float fx, fy, cx, cy;
  int32_t width, height;
};

KERB_HD Ray pixelRay(const Eye& eye, float x, float y) {
  const Vec3 in_camera{(x - eye.cx) / eye.fx, (y - eye.cy) / eye.fy, 1.0F};
  return {eye.world_from_camera.t, turned(eye.world_from_camera, in_camera)};
}

constexpr float kNothing = 1e30F;  ///< Hit::t of a ray into the sky

template <int kRays>
KERB_HD void findNearest(const SceneView& scene, const RayBoxes& boxes, const Ray* rays, float tmin,
                         Hit* hits) {
  for (int k = 0; k < kRays; ++k) hits[k] = {kNothing, -1, 0.0F, 0.0F, 0};
  if (scene.moving.count > 0)
    traverse<false, kRays>(scene.moving, boxes, rays, tmin, scene.still.count, hits);
  if (scene.still.count > 0) traverse<false, kRays>(scene.still, boxes, rays, tmin, 0, hits);
}

KERB_HD Hit nearest(const SceneView& scene, const Ray& ray, float tmin) {
  Hit hit;
  RayBoxes boxes;
  prepared<1>(&ray, boxes);
  findNearest<1>(scene, boxes, &ray, tmin, &hit);
  return hit;
}

/// Of kTogether rays from one origin. Together they walk the tree once, which is no gain for the lanes of a
/// GPU: they walk it together anyway. Where two primitives lie in one plane, which of them is found may
/// depend on the walk (some 50 of 10^6 rays): so the CPU's rays are grouped by their place in the picture
/// alone.
KERB_HD void nearestTogether(const SceneView& scene, const Ray* rays, float tmin, Hit* hits) {
#ifndef __CUDA_ARCH__
  RayBoxes boxes;
  if (prepared<kTogether>(rays, boxes)) return findNearest<kTogether>(scene, boxes, rays, tmin, hits);
#endif
  for (int k = 0; k < kTogether; ++k) hits[k] = nearest(scene, rays[k], tmin);
}

KERB_HD bool isBlocked(const SceneView& scene, const Ray& ray, float tmin, float tmax) {
  Hit hit{tmax, -1, 0.0F, 0.0F, 0};
  RayBoxes boxes;
  prepared<1>(&ray, boxes);
  return (scene.moving.count > 0 && traverse<true, 1>(scene.moving, boxes, &ray, tmin, 0, &hit)) ||
         (scene.still.count > 0 && traverse<true, 1>(scene.still, boxes, &ray, tmin, 0, &hit));
}

KERB_HD const Prim& primOf(const SceneView& scene, const Hit& hit) {
  return hit.prim < scene.still.count ? scene.still.prims[hit.prim]
                                      : scene.moving.prims[hit.prim - scene.still.count];
}

}  // namespace kerb::synth
