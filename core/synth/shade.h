// The light that a ray brings back.
#pragma once

#include "core/synth/facade_texture.h"
#include "core/synth/ground_texture.h"
#include "core/synth/object_texture.h"
#include "core/synth/sky.h"

namespace kerb::synth {

KERB_HD void plainTexture(const Prim& p, Surface& s, float spread) {
  const float f = most(s.fu, s.fv);
  s.albedo =
      p.colour *
      (1.0F + spread * (grain(s.u, s.v, 0.7F, f, p.seed) + 0.7F * grain(s.u, s.v, 0.17F, f, p.seed + 1)));
}

KERB_HD void lampTexture(const Prim& p, Vec3 colour, Surface& s) {
  s.albedo = colour * 0.25F;
  s.glow = colour * (p.variant != 0 ? 2.2F : 0.02F);
}

KERB_HD void applyTexture(const SceneView& scene, const Prim& p, const Hit& hit, Surface& s) {
  switch (p.material) {
    case Material::asphalt:
    case Material::side_asphalt:
    case Material::crossing:
      asphaltTexture(scene, p, s);
      break;
    case Material::pavement:
      pavementTexture(scene, p, s);
      break;
    case Material::kerbstone:
      kerbstoneTexture(scene, p, s);
      break;
    case Material::yard:
    case Material::grass:
      grassTexture(scene, p, s);
      break;
    case Material::facade:
      facadeTexture(scene, p, hit, s);
      break;
    case Material::brick:
      plainTexture(p, s, 0.1F);
      s.albedo = s.albedo * masonry(s.u, s.v, s.fu, s.fv, 0.25F, 0.082F, 0.014F, 0.3F, p.seed);
      break;
    case Material::roof:
      roofTexture(p, s);
      break;
    case Material::leaf:
      leafTexture(scene, p, hit, s);
      break;
    case Material::sign:
      s.albedo = signColour(p, s);
      break;
    case Material::lamp_red:
      lampTexture(p, {0.9F, 0.06F, 0.03F}, s);
      break;
    case Material::lamp_amber:
      lampTexture(p, {0.9F, 0.45F, 0.03F}, s);
      break;
    case Material::lamp_green:
      lampTexture(p, {0.05F, 0.8F, 0.4F}, s);
      break;
    case Material::paint:
      paintTexture(p, s);
      break;
    case Material::bus_paint:
    case Material::tram_paint:
      busTexture(scene, p, s);
      break;
    case Material::tyre:
      wheelTexture(p, s);
      break;
    case Material::cloth:
      clothTexture(p, s);
      break;
    case Material::glow:
      glowTexture(scene, p, s);
      break;
    case Material::trunk:
      plainTexture(p, s, 0.35F);
      break;
    case Material::metal:
      s.albedo = p.colour;
      s.mirror = 0.03F;
      break;
    default:
      plainTexture(p, s, 0.12F);
  }
}

/// The shade that cars, people and trunks cast on the ground by standing on it.
KERB_HD float groundOpenness(const SceneView& scene, Vec3 at) {
  float open = 1.0F;
  for (int32_t i = 0; i < scene.blob_count; ++i) {
    const Blob& b = scene.blobs[i];
    const float dx = at.x - b.centre.x, dy = at.y - b.centre.y;
    const float reach = b.half_length + 1.0F;
    if (dx * dx + dy * dy > reach * reach + 4.0F) continue;
    const float x = fabsf(b.cosine * dx + b.sine * dy) - b.half_length;
    const float y = fabsf(b.cosine * dy - b.sine * dx) - b.half_width;
    const float d =
        sqrtf(most(x, 0.0F) * most(x, 0.0F) + most(y, 0.0F) * most(y, 0.0F)) + least(most(x, y), 0.0F);
    open *= 1.0F - b.strength * (1.0F - smoothStep(-0.25F, 0.55F, d));
  }
  return open;
}

KERB_HD bool liesOnGround(const Prim& p) { return p.kind == Kind::ground && p.label <= kSidewalk; }

/// Of the light at a point; below 0: not known yet.
struct Light {
  float sunlight;  ///< 0: in shadow or turned away
  float openness;  ///< what things that stand on the ground leave of the sky
};
constexpr Light kUnknown{-1.0F, -1.0F};

struct Lit {
  Vec3 colour;
  Light light;
};

KERB_HD float sunReaching(const SceneView& scene, const Surface& s, Vec3 geometric) {
  const Weather& w = scene.weather;
  if (w.sun.x <= 0.0F) return 0.0F;
  if (dot(geometric, w.to_sun) <= 0.0F && s.thin <= 0.0F) return 0.0F;
  const Ray ray{s.at + geometric * 0.012F, w.to_sun};
  return isBlocked(scene, ray, 0.004F, 400.0F) ? 0.0F : 1.0F;
}

/// What a shiny surface shows of the street around it. In the look `clean` it depends on the normal alone: a
/// point then has one colour from wherever it is seen, and warping by true depth and pose explains a picture.
KERB_HD Vec3 mirrored(const SceneView& scene, const Surface& s, Vec3 view, float sunlight) {
  const Weather& w = scene.weather;
  const bool is_baked = scene.texture_set == 0;
  const float facing = is_baked ? 0.5F : saturated(-dot(s.normal, view));
  const float grazing = 1.0F - facing, g2 = grazing * grazing;
  const float reflectance = s.mirror + (1.0F - s.mirror) * g2 * g2 * grazing * saturated(8.0F * s.mirror);
  const Vec3 r = is_baked ? normalised(s.normal + Vec3{0.0F, 0.0F, 0.35F})
                          : view - s.normal * (2.0F * dot(s.normal, view));
  // Half of what a street mirrors is the other side of the street.
  const Vec3 sky = clearSky(w, r), houses = w.horizon * 0.22F + w.bounce * 0.5F;
  const Vec3 seen = blend(houses, sky, smoothStep(0.05F, 0.5F, r.z));
  const float spot = most(dot(r, w.to_sun), 0.0F), s4 = spot * spot * spot * spot, s16 = s4 * s4 * s4 * s4;
  return seen * reflectance + w.sun * (sunlight * s.mirror * 5.0F * s16 * s16 * s4);
}

/// The wet road's mirror image: what stands there in its own colour, without texture and sun.
KERB_HD Vec3 inWater(const SceneView& scene, const Surface& s, Vec3 view) {
  const Weather& w = scene.weather;
  const float facing = saturated(-view.z), grazing = 1.0F - facing, g2 = grazing * grazing;
  const float reflectance = saturated(10.0F * s.mirror) * (0.03F + 0.75F * g2 * g2 * grazing);
  const Vec3 r{view.x, view.y, fabsf(view.z)};
  const Hit hit = nearest(scene, {s.at, r}, 0.05F);
  Vec3 seen = clearSky(w, r);
  if (hit.prim >= 0) {
    const Prim& p = primOf(scene, hit);
    const bool glows = p.material == Material::glow || p.material == Material::lamp_red ||
                       p.material == Material::lamp_green;
    const Vec3 lamp = p.material == Material::lamp_red     ? Vec3{0.9F, 0.06F, 0.03F}
                      : p.material == Material::lamp_green ? Vec3{0.05F, 0.8F, 0.4F}
                                                           : p.colour;
    seen = throughAir(w, p.colour * (w.horizon * 0.6F + w.sun * 0.2F), r, hit.t);
    if (glows) seen = lamp * (0.5F + 2.0F * w.lamps);
  }
  return seen * reflectance;
}

KERB_HD Lit lit(const SceneView& scene, const Prim& p, const Hit& hit, const Ray& ray,
                const PixelSteps& steps, Light light) {
  const Weather& w = scene.weather;
  Surface s = surfaceAt(p, ray, hit, steps);
  const Vec3 geometric = s.normal;
  applyTexture(scene, p, hit, s);
  if (light.openness < 0.0F) light.openness = liesOnGround(p) ? groundOpenness(scene, s.at) : 1.0F;
  if (light.sunlight < 0.0F) light.sunlight = sunReaching(scene, s, geometric);
  const float sunlight = light.sunlight;
  s.open *= light.openness;
  const float facing = dot(s.normal, w.to_sun);
  const float direct = sunlight * (most(facing, 0.0F) * (1.0F - 0.5F * s.thin) +
                                   0.5F * s.thin * saturated(0.5F + 0.5F * facing));
  const float up = 0.5F + 0.5F * s.normal.z;
  const Vec3 dome = w.zenith * 0.65F + w.horizon * 0.35F;
  const Vec3 sky_light = blend(w.bounce, dome, up) * s.open;
  Vec3 colour = s.albedo * (w.sun * direct + sky_light) + s.glow;
  const Vec3 view = normalised(ray.direction);
  if (s.mirror > 0.0F)
    colour =
        colour + (liesOnGround(p) ? inWater(scene, s, view) : mirrored(scene, s, view, sunlight) * s.open);
  return {throughAir(w, colour, ray.direction, hit.t * length(ray.direction)), light};
}

/// The sky where the ray hits nothing.
KERB_HD Lit radiance(const SceneView& scene, const Ray& ray, const Hit& hit, const PixelSteps& steps,
                     Light light = kUnknown) {
  if (hit.prim < 0) {
    const Vec3 d = normalised(ray.direction);
    return {skyColour(scene.weather, d), {0.0F, 1.0F}};
  }
  return lit(scene, primOf(scene, hit), hit, ray, steps, light);
}

}  // namespace kerb::synth
