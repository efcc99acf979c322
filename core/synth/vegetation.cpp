// Trees, bushes and hedges: crowns are clusters of ellipsoids with holes between the leaves.
#include <algorithm>
#include <cmath>

#include "core/synth/street.h"

namespace kerb::synth {
namespace {

Vec3 leafColour(Random& random) {
  const Vec3 greens[] = {
      {0.10F, 0.20F, 0.035F}, {0.075F, 0.16F, 0.04F}, {0.15F, 0.21F, 0.05F}, {0.20F, 0.19F, 0.05F}};
  return greens[random.below(4)] * random.in(0.85F, 1.2F);
}

/// Evenly spread directions (golden angle).
Vec3 spread(int i, int count) {
  const float z = 1 - (2 * static_cast<float>(i) + 1) / static_cast<float>(count);
  const float angle = 2.39996F * static_cast<float>(i), r = std::sqrt(1 - z * z);
  return {r * std::cos(angle), r * std::sin(angle), z};
}

void crown(Builder& b, Vec3 centre, Vec3 reach, float clump, int clumps, Random& random) {
  const Vec3 colour = leafColour(random);
  for (int i = 0; i < clumps; ++i) {
    const float shade = random.in(0.8F, 1.25F);
    b.pen = {Material::leaf, kVegetation, colour * shade, random.next()};
    const Vec3 direction = spread(i, clumps) * random.in(0.55F, 1.06F);
    const float size = clump * random.in(0.6F, 1.25F);
    b.ellipsoid(centre + direction * reach, {size, size, size * random.in(0.65F, 0.85F)}, 0.15F,
                random.in(0, 3));
  }
  b.pen = {Material::leaf, kVegetation, colour * 0.6F, random.next()};
  b.ellipsoid(centre, reach * 0.72F, 0.2F);
}

}  // namespace

void buildTree(Builder& b, float height, uint32_t seed) {
  Random random{seed};
  const float trunk = height * random.in(0.28F, 0.36F), radius = 0.016F * height + 0.05F;
  const float lean_x = random.in(-0.2F, 0.2F), lean_y = random.in(-0.2F, 0.2F);
  const Vec3 fork{lean_x, lean_y, trunk};
  b.pen = {Material::trunk, kVegetation, {0.13F, 0.10F, 0.075F}, random.next()};
  b.cone({0, 0, -0.1F}, fork, radius * 1.25F, radius * 0.85F);
  const float reach = height * random.in(0.22F, 0.29F);
  const int branches = 4 + random.below(3);
  for (int i = 0; i < branches; ++i) {
    const float angle = 6.2832F * (static_cast<float>(i) + random.in(0, 0.5F)) / static_cast<float>(branches);
    const Vec3 tip{lean_x + 0.7F * reach * std::cos(angle), lean_y + 0.7F * reach * std::sin(angle),
                   trunk + height * random.in(0.18F, 0.4F)};
    b.cone(fork, tip, radius * 0.6F, radius * 0.18F);
  }
  const float half = 0.5F * (height - trunk) * 0.95F;
  const bool tall = random.chance(0.25F);  // a poplar rather than a lime
  const Vec3 shape{tall ? 0.55F * reach : reach, tall ? 0.55F * reach : reach, half * 0.85F};
  crown(b, {lean_x, lean_y, height - half}, shape, reach * (tall ? 0.32F : 0.38F), 34 + random.below(12),
        random);
  b.blob({0, 0, 0}, 0.5F, 0.5F, 0.45F);
}

void buildBush(Builder& b, Vec3 centre, float radius, uint32_t seed) {
  Random random{seed};
  crown(b, centre + Vec3{0, 0, radius * 0.6F}, {radius * 0.7F, radius * 0.7F, radius * 0.5F}, radius * 0.5F,
        8, random);
}

void buildHedge(Builder& b, Vec3 a, Vec3 to, float height, uint32_t seed) {
  Random random{seed};
  const Vec3 along = to - a;
  const float len = length(along), yaw = std::atan2(along.y, along.x);
  const Vec3 colour = leafColour(random) * 0.85F;
  b.pen = {Material::leaf, kVegetation, colour, random.next(), 0, 0, 1};
  b.box(a + along * 0.5F + Vec3{0, 0, 0.5F * height}, {0.5F * len, 0.32F, 0.5F * height}, yaw);
  const int bumps = std::max(2, static_cast<int>(len / 0.7F));
  for (int i = 0; i < bumps; ++i) {
    b.pen = {Material::leaf, kVegetation, colour * random.in(0.85F, 1.2F), random.next()};
    const float k = (static_cast<float>(i) + random.in(0.2F, 0.8F)) / static_cast<float>(bumps);
    b.ellipsoid(a + along * k + Vec3{0, 0, height * random.in(0.5F, 0.98F)},
                {0.5F, random.in(0.36F, 0.46F), random.in(0.25F, 0.4F)}, 0.16F, yaw);
  }
}

}  // namespace kerb::synth
