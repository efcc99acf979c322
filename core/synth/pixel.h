// One pixel of each pass: the centre ray with all ground truth, more rays where a pixel is not of one piece,
// flow. Passes write only their own pixel, so any order and any number of threads give the same frame.
#pragma once

#include "core/synth/shade.h"

namespace kerb::synth {

/// Planes of height x width; null: not wanted.
struct Buffers {
  Vec3* light;      ///< linear, of the centre ray; later of the whole pixel
  Vec3* refined;    ///< of the whole pixel
  uint32_t* piece;  ///< what the centre ray saw: neighbours that differ are refined
  float* depth_m;
  uint8_t* ids;
  int32_t* instances;
  float *flow_x, *flow_y, *backward_x, *backward_y;
};

KERB_HD PixelSteps stepsOf(const Eye& eye) {
  return {eye.world_from_camera.x * (1.0F / eye.fx), eye.world_from_camera.y * (1.0F / eye.fy)};
}

constexpr float kNear = 0.2F;  ///< metres along the optical axis

/// Where the point that a pixel sees is in another frame's image.
struct OtherFrame {
  const SceneView* scene;
  Eye eye;
};

/// NaN where the point is hidden or out of the picture then.
KERB_HD void flowOf(const OtherFrame& other, const Ray& ray, const Hit& hit, const Rigid& motion, float x,
                    float y, float& flow_x, float& flow_y) {
  flow_x = flow_y = NAN;
  const bool is_sky = hit.prim < 0;
  const Rigid& to_world = other.eye.world_from_camera;
  const Vec3 then = is_sky ? Vec3{0, 0, 0} : moved(motion, ray.origin + ray.direction * hit.t);
  const Vec3 offset = is_sky ? ray.direction : then - to_world.t;
  const float z = dot(to_world.z, offset);
  if (z < kNear) return;
  const float px = other.eye.fx * dot(to_world.x, offset) / z + other.eye.cx;
  const float py = other.eye.fy * dot(to_world.y, offset) / z + other.eye.cy;
  if (!(px >= 0.0F && py >= 0.0F && px <= static_cast<float>(other.eye.width - 1) &&
        py <= static_cast<float>(other.eye.height - 1)))
    return;
  const Ray back{to_world.t, offset * (1.0F / z)};
  const float reach = is_sky ? kNothing : z * 0.998F - 0.02F;
  if (isBlocked(*other.scene, back, kNear, reach)) return;
  flow_x = px - x;
  flow_y = py - y;
}

/// Bits that differ between the pieces of a picture: primitive, face, light or shadow.
KERB_HD uint32_t pieceOf(const Prim* p, const Hit& hit, float sunlight) {
  if (p == nullptr) return 1U;
  const uint32_t own = p->kind == Kind::ground     ? static_cast<uint32_t>(p->material) + 77U
                       : p->kind == Kind::triangle ? p->object * 64U + p->variant + p->seed
                                                   : static_cast<uint32_t>(hit.prim) + 1000U;
  return hashOf(own, static_cast<uint32_t>(hit.part)) * 2U + (sunlight > 0.0F ? 1U : 0U);
}

KERB_HD void centrePixel(const SceneView& scene, const Eye& eye, const OtherFrame* next,
                         const OtherFrame* previous, const Buffers& out, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const float fx = static_cast<float>(x), fy = static_cast<float>(y);
  const Ray ray = pixelRay(eye, fx, fy);
  const Hit hit = nearest(scene, ray, kNear);
  const Prim* p = hit.prim < 0 ? nullptr : &primOf(scene, hit);
  if (out.light != nullptr) {
    const Lit seen = radiance(scene, ray, hit, stepsOf(eye));
    out.light[at] = seen.colour;
    out.piece[at] = pieceOf(p, hit, seen.sunlight);
  }
  if (out.depth_m != nullptr) out.depth_m[at] = p == nullptr ? 0.0F : hit.t;
  if (out.ids != nullptr) out.ids[at] = p == nullptr ? static_cast<uint8_t>(kSky) : p->label;
  if (out.instances != nullptr) out.instances[at] = p == nullptr ? 0 : p->instance;
  const Motion& motion = scene.motions[p == nullptr ? 0U : p->object];
  if (next != nullptr) flowOf(*next, ray, hit, motion.to_next, fx, fy, out.flow_x[at], out.flow_y[at]);
  if (previous != nullptr)
    flowOf(*previous, ray, hit, motion.to_previous, fx, fy, out.backward_x[at], out.backward_y[at]);
}

KERB_HD float brightness(Vec3 c) { return 0.3F * c.x + 0.6F * c.y + 0.1F * c.z; }

KERB_HD bool isUneven(const Buffers& out, const Eye& eye, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const uint32_t piece = out.piece[at];
  const float own = brightness(out.light[at]);
  for (int i = 0; i < 4; ++i) {
    const int32_t nx = x + (i == 0 ? 1 : i == 1 ? -1 : 0), ny = y + (i == 2 ? 1 : i == 3 ? -1 : 0);
    if (nx < 0 || ny < 0 || nx >= eye.width || ny >= eye.height) continue;
    const int64_t beside = static_cast<int64_t>(ny) * eye.width + nx;
    const float other = brightness(out.light[beside]);
    const float difference = fabsf(own - other);
    if (difference > 0.2F * (own + other)) return true;
    if (out.piece[beside] != piece && difference > 0.03F * (own + other)) return true;
  }
  return false;
}

/// Keeps a mirrored sun from outshining its pixel's other samples.
KERB_HD Vec3 tamed(Vec3 c) { return {least(c.x, 6.0F), least(c.y, 6.0F), least(c.z, 6.0F)}; }

KERB_HD void refinePixel(const SceneView& scene, const Eye& eye, const Buffers& out, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  out.refined[at] = tamed(out.light[at]);
  if (!isUneven(out, eye, x, y)) return;
  // A rotated grid: each sample has its own row and column.
  constexpr int kSamples = 5;
  Vec3 sum{0, 0, 0};
  for (int i = 0; i < kSamples; ++i) {
    const float dx = (static_cast<float>(i) + 0.5F) / kSamples - 0.5F;
    const float dy = (static_cast<float>((i * 2) % kSamples) + 0.5F) / kSamples - 0.5F;
    const Ray ray = pixelRay(eye, static_cast<float>(x) + dx, static_cast<float>(y) + dy);
    sum = sum + tamed(radiance(scene, ray, nearest(scene, ray, kNear), stepsOf(eye)).colour);
  }
  out.refined[at] = sum * (1.0F / kSamples);
}

}  // namespace kerb::synth
