// One pixel of each pass: the centre ray with all ground truth, more rays where a pixel is not of one piece,
// flow. Passes write only their own pixel, so any order and any number of threads give the same frame.
#pragma once

#include "core/synth/finish.h"
#include "core/synth/shade.h"

namespace kerb::synth {

/// Planes of height x width; null: not wanted.
struct Buffers {
  Vec3* light;      ///< linear, of the centre ray
  Moments* pixels;  ///< of the whole pixel
  Moments* rows;    ///< filtered along the rows
  uint32_t* piece;  ///< what the centre ray saw: neighbours that differ get more samples
  int32_t* prims;   ///< that the centre ray saw
  float* depth_m;
  uint8_t* ids;
  int32_t* instances;
  float *flow_x, *flow_y, *backward_x, *backward_y;
};

constexpr float kFootprint = 0.4F;  ///< pixels that a texture is filtered over: a pixel has several samples

KERB_HD PixelSteps stepsOf(const Eye& eye) {
  return {eye.world_from_camera.x * (kFootprint / eye.fx), eye.world_from_camera.y * (kFootprint / eye.fy)};
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
  if (p == nullptr) return 0U;
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
    out.prims[at] = hit.prim;
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

/// How a pixel differs from the four around it.
struct Surroundings {
  bool is_uneven;  ///< it is not of one piece
  bool is_flat;    ///< of one piece and one tone
};

KERB_HD Surroundings surroundings(const Buffers& out, const Eye& eye, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const uint32_t piece = out.piece[at];
  const float own = brightness(out.light[at]);
  Surroundings found{false, true};
  for (int i = 0; i < 4; ++i) {
    const int32_t nx = x + (i == 0 ? 1 : i == 1 ? -1 : 0), ny = y + (i == 2 ? 1 : i == 3 ? -1 : 0);
    if (nx < 0 || ny < 0 || nx >= eye.width || ny >= eye.height) continue;
    const int64_t beside = static_cast<int64_t>(ny) * eye.width + nx;
    const float other = brightness(out.light[beside]);
    const float contrast = fabsf(own - other) / (own + other + 1e-6F);
    if (out.piece[beside] != piece && contrast > 0.03F) return {true, false};
    found.is_flat = found.is_flat && contrast <= 0.005F;
  }
  return found;
}

/// Keeps a mirrored sun from outshining its pixel's other samples.
KERB_HD Vec3 tamed(Vec3 c) { return {least(c.x, 6.0F), least(c.y, 6.0F), least(c.z, 6.0F)}; }

/// Samples of one pixel as they come in.
struct Samples {
  Moments sum;
  float darkest, brightest, count;
};

KERB_HD void add(Samples& all, Vec3 light, float dx, float dy) {
  const Vec3 colour = tamed(light);
  const float own = brightness(colour);
  all.darkest = least(all.darkest, own);
  all.brightest = most(all.brightest, own);
  all.sum = all.sum + Moments{colour, colour * dx, colour * dy, colour * (dx * dy)};
  all.count += 1.0F;
}

KERB_HD Moments meanOf(const Samples& all) {
  const float share = 1.0F / all.count;
  return {all.sum.mean * share, all.sum.x * share, all.sum.y * share, all.sum.xy * share};
}

/// What the centre of a pixel saw.
struct Seen {
  int32_t prim;    ///< -1: the sky
  float sunlight;  ///< 0 or 1
  bool is_uneven;
};

KERB_HD Vec3 sampleAt(const SceneView& scene, const Eye& eye, const Seen& seen, float x, float y) {
  const Ray ray = pixelRay(eye, x, y);
  const PixelSteps steps = stepsOf(eye);
  Hit hit{kNothing, seen.prim, 0.0F, 0.0F, 0};
  // A pixel of one piece: another point of the same surface in the same light.
  if (!seen.is_uneven && hitPrim(primOf(scene, hit), ray, kNear, hit))
    return lit(scene, primOf(scene, hit), hit, ray, steps, seen.sunlight).colour;
  hit = nearest(scene, ray, kNear);
  return radiance(scene, ray, hit, steps).colour;
}

KERB_HD bool isCrown(const SceneView& scene, const Seen& seen) {
  if (seen.prim < 0) return false;
  const Hit hit{kNothing, seen.prim, 0.0F, 0.0F, 0};
  return primOf(scene, hit).material == Material::leaf;
}

/// One sample where a pixel and its neighbours are flat, five where they are not, more at borders: those are
/// what differs from frame to frame when they are sampled sparsely. Leaves are all border.
KERB_HD void samplePixel(const SceneView& scene, const Eye& eye, const Buffers& out, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const Vec3 centre = tamed(out.light[at]);
  const Surroundings around = surroundings(out, eye, x, y);
  const Seen seen{out.prims[at], (out.piece[at] & 1U) != 0 ? 1.0F : 0.0F, around.is_uneven};
  const float fx = static_cast<float>(x), fy = static_cast<float>(y), own = brightness(centre);
  Samples all{{}, own, own, 0.0F};
  add(all, centre, 0.0F, 0.0F);
  const bool is_done = around.is_flat || (!seen.is_uneven && seen.prim < 0);
  // Rotated grids: each sample has its own row and column; the first grid has the centre.
  for (int i = 0; i < 5 && !is_done; ++i) {
    const float dx = 0.2F * static_cast<float>(i - 2), dy = 0.2F * static_cast<float>((2 * i + 3) % 5 - 2);
    if (i != 2) add(all, sampleAt(scene, eye, seen, fx + dx, fy + dy), dx, dy);
  }
  const bool is_border =
      seen.is_uneven && all.brightest - all.darkest > 0.05F * (all.brightest + all.darkest);
  for (int i = 0; i < 4 && is_border && !isCrown(scene, seen); ++i) {
    const float dx = 0.25F * (static_cast<float>(i) - 1.5F);
    const float dy = 0.25F * (static_cast<float>((2 * i + 1) % 5) - 1.5F);
    add(all, sampleAt(scene, eye, seen, fx + dx, fy + dy), dx, dy);
  }
  out.pixels[at] = meanOf(all);
}

}  // namespace kerb::synth
