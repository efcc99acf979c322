// Vans, trucks, buses and trams, and two-wheelers.
#include <utility>

#include "core/synth/loft.h"
#include "core/synth/vehicles.h"

namespace kerb::synth {
namespace {

/// A rounded rectangle of this half width from `low` to `high`, drawn in by `k`.
std::vector<Section::Point> roundedSection(float half, float low, float high, float k) {
  const float w = half * k, middle = 0.5F * (low + high), r = 0.16F;
  const float h = 0.5F * (high - low) * (0.3F + 0.7F * k);
  return {{0, middle - h},
          {w - r, middle - h},
          {w, middle - h + r},
          {w, middle},
          {w, middle + h - r},
          {w - 0.4F * r, middle + h - 0.25F * r},
          {w - 1.2F * r, middle + h},
          {0, middle + h + 0.03F}};
}

void roundedBody(Builder& b, float from, float to, float half, float low, float high, float length) {
  std::vector<Section> sections;
  const float span = to - from;
  const float xs[] = {0, 0.03F, 0.12F, 0.5F * span, span - 0.12F, span - 0.03F, span};
  const float ks[] = {0.88F, 0.96F, 1.0F, 1.0F, 1.0F, 0.96F, 0.88F};
  for (int i = 0; i < 7; ++i) sections.push_back({from + xs[i], roundedSection(half, low, high, ks[i])});
  loft(b, sections, {length, high});
}

Vec3 livery(Random& random) {
  const Vec3 colours[] = {{0.62F, 0.06F, 0.04F},
                          {0.70F, 0.52F, 0.05F},
                          {0.06F, 0.22F, 0.42F},
                          {0.44F, 0.44F, 0.43F},
                          {0.10F, 0.32F, 0.18F}};
  return colours[random.below(5)];
}

void use(Builder& b, const Pen& base, Material material, Vec3 colour, uint8_t variant = 0) {
  b.pen = base;
  b.pen.material = material;
  b.pen.colour = colour;
  b.pen.variant = variant;
}

void van(Builder& b, const Pen& base, const VehicleSize& size, Random& random, bool braking) {
  const float l = size.length, h = size.height, w = 0.5F * size.width;
  struct Station {
    float x, k, top;
  };
  constexpr Station kStations[] = {{-0.5F, 0.93F, 0.95F}, {-0.48F, 0.99F, 0.99F}, {0.0F, 1.0F, 1.0F},
                                   {0.18F, 1.0F, 0.985F}, {0.36F, 0.97F, 0.60F},  {0.47F, 0.92F, 0.49F},
                                   {0.5F, 0.8F, 0.36F}};
  std::vector<Section> sections;
  for (const Station& s : kStations) {
    const float half = w * s.k, low = 0.13F * h, high = s.top * h, side = least(0.86F * high, 0.8F * h);
    sections.push_back({s.x * l,
                        {{0, low},
                         {0.92F * half, low},
                         {half, low + 0.12F},
                         {half, 0.45F * side + 0.1F},
                         {0.97F * half, side},
                         {0.9F * half, 0.97F * high},
                         {0.7F * half, high},
                         {0, high + 0.02F}}});
  }
  use(b, base, Material::paint, random.chance(0.6F) ? Vec3{0.44F, 0.44F, 0.43F} : livery(random), 3);
  loft(b, sections, {l, h});
  use(b, base, Material::paint, {0.5F, 0.5F, 0.5F});
  buildTrim(b, {0.5F * l, -0.5F * l, 0.36F * h, 0.4F * h, 0.34F, 0.31F * l, w}, braking);
}

void truck(Builder& b, const Pen& base, const VehicleSize& size, Random& random, bool braking) {
  const float l = size.length, h = size.height, w = 0.5F * size.width, cab = 0.5F * l - 1.9F;
  use(b, base, Material::bus_paint, livery(random), 2);
  roundedBody(b, cab, 0.5F * l, w * 0.97F, 0.55F, 0.78F * h, l);
  use(b, base, Material::truck_box, random.chance(0.6F) ? Vec3{0.44F, 0.44F, 0.43F} : livery(random));
  const float begin = -0.5F * l, end = cab - 0.15F;
  b.box({0.5F * (begin + end), 0, 0.5F * (0.95F + h)}, {0.5F * (end - begin), w, 0.5F * (h - 0.95F)});
  use(b, base, Material::dark, {0.03F, 0.03F, 0.03F});
  b.box({-0.05F * l, 0, 0.75F}, {0.44F * l, 0.42F, 0.16F});
  b.box({begin + 0.1F, 0, 0.5F}, {0.05F, w * 0.95F, 0.08F});
  use(b, base, Material::paint, {0.5F, 0.5F, 0.5F});
  buildTrim(b, {0.5F * l, begin, 0.72F, 0.85F, 0.46F, 0.32F * l, w}, braking);
}

void bus(Builder& b, const Pen& base, const VehicleSize& size, Random& random, bool braking) {
  const float l = size.length, w = 0.5F * size.width;
  use(b, base, Material::bus_paint, livery(random));
  roundedBody(b, -0.5F * l, 0.5F * l, w, 0.32F, size.height, l);
  use(b, base, Material::paint, {0.5F, 0.5F, 0.5F});
  buildTrim(b, {0.5F * l, -0.5F * l, 0.75F, 1.0F, 0.46F, 0.3F * l, w}, braking);
  use(b, base, Material::dark, {0.02F, 0.02F, 0.02F});
  for (const float side : {-1.0F, 1.0F}) {
    b.cone({0.49F * l, side * w, 2.6F}, {0.53F * l, side * (w + 0.25F), 2.5F}, 0.03F);
    b.ellipsoid({0.53F * l, side * (w + 0.27F), 2.25F}, {0.08F, 0.08F, 0.22F});
  }
}

void tram(Builder& b, const Pen& base, const VehicleSize& size, Random& random) {
  const float l = size.length, w = 0.5F * size.width, part = l / 3;
  const Vec3 colour = livery(random);
  for (int i = 0; i < 3; ++i) {
    use(b, base, Material::tram_paint, colour, static_cast<uint8_t>(i));
    const float from = -0.5F * l + part * static_cast<float>(i);
    roundedBody(b, from + 0.12F, from + part - 0.12F, w, 0.25F, size.height, l);
    if (i == 0) continue;
    use(b, base, Material::dark, {0.03F, 0.03F, 0.03F});
    b.box({from, 0, 1.75F}, {0.3F, 0.9F * w, 1.4F});
  }
  use(b, base, Material::glow, {0.8F, 0.8F, 0.75F}, 1);
  for (const float side : {-1.0F, 1.0F})
    b.ellipsoid({0.5F * l - 0.12F, side * 0.8F, 0.85F}, {0.05F, 0.14F, 0.1F});
  use(b, base, Material::metal, {0.1F, 0.1F, 0.1F});
  b.cone({0, -0.6F, size.height}, {0.9F, 0, size.height + 0.9F}, 0.03F);
  b.cone({0, 0.6F, size.height}, {0.9F, 0, size.height + 0.9F}, 0.03F);
}

void motorcycle(Builder& b, const Pen& base, Vec3 paint) {
  use(b, base, Material::tyre, {0.02F, 0.02F, 0.02F});
  for (const float x : {-0.68F, 0.72F}) b.ellipsoid({x, 0, 0.31F}, {0.31F, 0.075F, 0.31F});
  use(b, base, Material::paint, paint);
  b.ellipsoid({0.18F, 0, 0.82F}, {0.33F, 0.16F, 0.15F});
  b.ellipsoid({0.62F, 0, 0.92F}, {0.18F, 0.19F, 0.2F});
  b.ellipsoid({-0.62F, 0, 0.84F}, {0.26F, 0.1F, 0.09F});
  use(b, base, Material::dark, {0.025F, 0.025F, 0.028F});
  b.ellipsoid({0.02F, 0, 0.5F}, {0.36F, 0.16F, 0.2F});
  b.ellipsoid({-0.28F, 0, 0.83F}, {0.34F, 0.14F, 0.07F});
  use(b, base, Material::metal, {0.3F, 0.3F, 0.31F});
  for (const float side : {-1.0F, 1.0F}) {
    b.cone({0.72F, side * 0.1F, 0.31F}, {0.52F, side * 0.1F, 0.98F}, 0.03F);
    b.cone({0.5F, 0, 1.0F}, {0.42F, side * 0.36F, 1.06F}, 0.018F);
    b.cone({-0.8F, side * 0.17F, 0.42F}, {-0.1F, side * 0.17F, 0.36F}, 0.05F);
  }
  use(b, base, Material::glow, {0.8F, 0.8F, 0.75F}, 1);
  b.ellipsoid({0.78F, 0, 0.9F}, {0.05F, 0.09F, 0.08F});
  use(b, base, Material::glow, {0.4F, 0.01F, 0.01F}, 2);
  b.ellipsoid({-0.88F, 0, 0.82F}, {0.03F, 0.08F, 0.04F});
}

void bicycle(Builder& b, const Pen& base, Vec3 paint) {
  use(b, base, Material::tyre, {0.03F, 0.03F, 0.03F});
  for (const float x : {-0.52F, 0.52F}) {
    const Vec3 corner{x - 0.34F, 0, 0};
    b.card(corner, {0.68F, 0, 0}, {0, 0, 0.68F}, CardStyle::wheel);
    // From the front and the back a wheel is seen by the width of its tyre.
    for (int i = 0; i < 10; ++i) {
      const float a = 0.62832F * static_cast<float>(i), n = a + 0.62832F;
      b.cone({x + 0.325F * std::cos(a), 0, 0.34F + 0.325F * std::sin(a)},
             {x + 0.325F * std::cos(n), 0, 0.34F + 0.325F * std::sin(n)}, 0.022F);
    }
  }
  use(b, base, Material::paint, paint);
  const Vec3 crank{-0.05F, 0, 0.3F}, seat{-0.2F, 0, 0.82F}, head{0.38F, 0, 0.85F};
  for (const auto& [from, to] : {std::pair{crank, seat},
                                 {crank, head},
                                 {seat, head},
                                 {Vec3{-0.52F, 0, 0.34F}, crank},
                                 {Vec3{-0.52F, 0, 0.34F}, seat},
                                 {Vec3{0.52F, 0, 0.34F}, head}})
    b.cone(from, to, 0.02F);
  use(b, base, Material::dark, {0.02F, 0.02F, 0.02F});
  b.ellipsoid({-0.22F, 0, 0.92F}, {0.14F, 0.08F, 0.04F});
  b.cone(seat, {-0.22F, 0, 0.92F}, 0.015F);
  b.cone(head, {0.36F, 0, 1.02F}, 0.015F);
  b.cone({0.36F, -0.28F, 1.03F}, {0.36F, 0.28F, 1.03F}, 0.015F);
}

}  // namespace

void buildTwoWheeler(Builder& b, const Vehicle& vehicle) {
  Random random{hashOf(vehicle.seed, 0x2EE1U)};
  Pen base = b.pen;
  base.label = labelOf(vehicle.kind);
  base.seed = vehicle.seed;
  const Vec3 paint = livery(random) * 0.8F;
  if (vehicle.kind == VehicleKind::motorcycle) {
    motorcycle(b, base, paint);
  } else {
    bicycle(b, base, paint);
  }
  b.blob({0, 0, 0}, 0.8F, 0.2F, 0.45F);
  b.pen = base;
}

void buildLarge(Builder& b, const Vehicle& vehicle, bool braking) {
  Random random{hashOf(vehicle.seed, 0x1A46U)};
  Pen base = b.pen;
  base.label = labelOf(vehicle.kind);
  base.seed = vehicle.seed;
  const VehicleSize size = sizeOf(vehicle.kind);
  switch (vehicle.kind) {
    case VehicleKind::truck:
      truck(b, base, size, random, braking);
      break;
    case VehicleKind::bus:
      bus(b, base, size, random, braking);
      break;
    case VehicleKind::tram:
      tram(b, base, size, random);
      break;
    default:
      van(b, base, size, random, braking);
  }
  b.blob({0, 0, 0}, 0.5F * size.length, 0.5F * size.width, 0.85F);
  b.pen = base;
}

}  // namespace kerb::synth
