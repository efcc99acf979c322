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

/// Not the face of a kerb stone.
KERB_HD bool isLevel(const Prim& ground) {
  const Vec3 n = cross(vectorAt(ground.f + 3), vectorAt(ground.f + 6));
  return 2.0F * n.z * n.z > dot(n, n);
}

/// Bits that differ between the pieces of a picture: primitive and face; the lowest is for light or shadow.
KERB_HD uint32_t pieceOf(const SceneView& scene, const Hit& hit) {
  if (hit.prim < 0) return 0U;
  const Prim* p = &primOf(scene, hit);
  const uint32_t own = p->kind == Kind::ground
                           ? static_cast<uint32_t>(p->material) * 2U + 77U + (isLevel(*p) ? 1U : 0U)
                       : p->kind == Kind::triangle ? p->object * 64U + p->variant + p->seed
                                                   : static_cast<uint32_t>(hit.prim) + 1000U;
  return hashOf(own, static_cast<uint32_t>(hit.part)) * 2U;
}

/// What is known of a pixel whose centre's `ray` met `hit`.
KERB_HD void centrePixel(const SceneView& scene, const Eye& eye, const OtherFrame* next,
                         const OtherFrame* previous, const Buffers& out, int32_t x, int32_t y, const Ray& ray,
                         const Hit& hit) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const float fx = static_cast<float>(x), fy = static_cast<float>(y);
  const Prim* p = hit.prim < 0 ? nullptr : &primOf(scene, hit);
  if (out.light != nullptr) {
    const Lit seen = radiance(scene, ray, hit, stepsOf(eye));
    out.light[at] = seen.colour;
    out.piece[at] = pieceOf(scene, hit) + (seen.light.sunlight > 0.0F ? 1U : 0U);
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
  uint32_t pieces[5];  ///< of the pixel itself and of those
  int32_t count;       ///< of pieces
  bool is_uneven;      ///< it is not of one piece
  bool is_flat;        ///< of one piece and one tone
};

/// Whether a flat piece lies in the sun: what all pixels around say that see it, if they agree. A round one
/// has two sides, one of them in its own shadow, and a front has windows.
KERB_HD Light lightOf(const SceneView& scene, const Surroundings& around, const Hit& hit) {
  Light known = kUnknown;
  if (hit.prim < 0) return known;
  const Kind kind = primOf(scene, hit).kind;
  if (kind != Kind::ground && kind != Kind::box) return known;
  const uint32_t piece = pieceOf(scene, hit);
  for (int32_t i = 0; i < around.count; ++i) {
    if ((around.pieces[i] & ~1U) != piece) continue;
    const float sunlight = (around.pieces[i] & 1U) != 0 ? 1.0F : 0.0F;
    if (known.sunlight >= 0.0F && known.sunlight != sunlight) return kUnknown;
    known.sunlight = sunlight;
  }
  return known;
}

KERB_HD Surroundings surroundings(const Buffers& out, const Eye& eye, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const uint32_t piece = out.piece[at];
  const float own = brightness(out.light[at]);
  Surroundings found{{piece}, 1, false, true};
  for (int i = 0; i < 4; ++i) {
    const int32_t nx = x + (i == 0 ? 1 : i == 1 ? -1 : 0), ny = y + (i == 2 ? 1 : i == 3 ? -1 : 0);
    if (nx < 0 || ny < 0 || nx >= eye.width || ny >= eye.height) continue;
    const int64_t beside = static_cast<int64_t>(ny) * eye.width + nx;
    found.pieces[found.count++] = out.piece[beside];
    const float other = brightness(out.light[beside]);
    const float contrast = fabsf(own - other) / (own + other + 1e-6F);
    found.is_uneven = found.is_uneven || (out.piece[beside] != piece && contrast > 0.03F);
    found.is_flat = found.is_flat && contrast <= 0.005F;
  }
  found.is_flat = found.is_flat && !found.is_uneven;
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

/// Positions of four samples in a pixel.
struct Grid {
  float dx[kTogether], dy[kTogether];
};

KERB_HD void addSamples(const SceneView& scene, const Eye& eye, const Surroundings& around, int32_t prim,
                        float x, float y, const Grid& grid, Samples& all) {
  const PixelSteps steps = stepsOf(eye);
  Ray rays[kTogether];
  Hit hits[kTogether];
  bool is_one_piece = !around.is_uneven;
  for (int i = 0; i < kTogether; ++i) {
    rays[i] = pixelRay(eye, x + grid.dx[i], y + grid.dy[i]);
    hits[i] = {kNothing, prim, 0.0F, 0.0F, 0};
    // A pixel of one piece: other points of the same surface in the same light, all four or none.
    is_one_piece = is_one_piece && hitPrim(primOf(scene, hits[i]), rays[i], kNear, hits[i]);
  }
  if (!is_one_piece) nearestTogether(scene, rays, kNear, hits);
  Light light{(around.pieces[0] & 1U) != 0 ? 1.0F : 0.0F, kUnknown.openness};
  for (int i = 0; i < kTogether; ++i) {
    if (!is_one_piece) light = lightOf(scene, around, hits[i]);
    const Lit seen = radiance(scene, rays[i], hits[i], steps, light);
    if (is_one_piece) light.openness = seen.light.openness;  // soft over metres, and dear
    add(all, seen.colour, grid.dx[i], grid.dy[i]);
  }
}

KERB_HD bool isCrown(const SceneView& scene, int32_t prim) {
  if (prim < 0) return false;
  const Hit hit{kNothing, prim, 0.0F, 0.0F, 0};
  return primOf(scene, hit).material == Material::leaf;
}

/// One sample where a pixel and its neighbours are flat, five where they are not, more at borders: those are
/// what differs from frame to frame when they are sampled sparsely. Leaves are all border.
KERB_HD void samplePixel(const SceneView& scene, const Eye& eye, const Buffers& out, int32_t x, int32_t y) {
  const int64_t at = static_cast<int64_t>(y) * eye.width + x;
  const Vec3 centre = tamed(out.light[at]);
  const Surroundings around = surroundings(out, eye, x, y);
  const int32_t prim = out.prims[at];
  const float fx = static_cast<float>(x), fy = static_cast<float>(y), own = brightness(centre);
  Samples all{{}, own, own, 0.0F};
  add(all, centre, 0.0F, 0.0F);
  const bool is_done = around.is_flat || (!around.is_uneven && prim < 0);
  // Rotated grids: each sample has its own row and column; the first grid has the centre.
  if (!is_done)
    addSamples(scene, eye, around, prim, fx, fy, {{-0.4F, -0.2F, 0.2F, 0.4F}, {0.2F, -0.4F, 0.4F, -0.2F}},
               all);
  const bool is_border =
      around.is_uneven && all.brightest - all.darkest > 0.05F * (all.brightest + all.darkest);
  if (is_border && !isCrown(scene, prim))
    addSamples(scene, eye, around, prim, fx, fy,
               {{-0.375F, -0.125F, 0.125F, 0.375F}, {-0.125F, 0.375F, -0.375F, 0.125F}}, all);
  out.pixels[at] = meanOf(all);
}

}  // namespace kerb::synth
