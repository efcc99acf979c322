// What the street is made of: a handful of analytic primitives in one record, plain data for CPU and CUDA.
#pragma once

#include "core/synth/vec.h"

namespace kerb::synth {

enum class Kind : uint8_t {
  triangle,   ///< f: p0, e1, e2, 3 packed normals, 3 packed (u,v)
  ground,     ///< f: p0, e1, e2, (u,v) of the three corners in metres
  box,        ///< f: centre, half sizes, cos and sin of the yaw
  ellipsoid,  ///< f: centre, 1/radii, cos and sin of the yaw, [8] size of the holes between leaves, 0: none
  cone,       ///< f: ends a and b, radii at a and b; closed by spheres
  facade,     ///< f: see facade.h
  card,       ///< f: corner, unit axes u and v, lengths, [11] CardStyle, [12] parameter
};

enum class Material : uint8_t {
  asphalt,
  side_asphalt,
  crossing,
  pavement,
  kerbstone,
  grass,
  yard,
  facade,
  plaster,
  brick,
  roof,
  concrete,
  trunk,
  leaf,
  metal,
  sign,
  lamp_red,
  lamp_amber,
  lamp_green,
  dark,
  paint,
  bus_paint,
  tram_paint,
  truck_box,
  tyre,
  cloth,
  skin,
  wood,
  glow,
  bare,
};

/// Cityscapes train ids.
enum Label : uint8_t {
  kRoad = 0,
  kSidewalk,
  kBuilding,
  kWall,
  kFence,
  kPole,
  kTrafficLight,
  kTrafficSign,
  kVegetation,
  kTerrain,
  kSky,
  kPerson,
  kRider,
  kCar,
  kTruck,
  kBus,
  kTrain,
  kMotorcycle,
  kBicycle,
  kUnlabelled = 255,
};

enum class CardStyle : uint8_t { solid, bars, mesh, leaves, wheel, awning };

struct Prim {
  float f[16];
  Vec3 colour;       ///< linear, of the material's main part
  uint32_t seed;     ///< of its texture
  uint32_t object;   ///< whose motion it has; 0: none
  int32_t instance;  ///< as Frame::instance_ids
  Kind kind;
  Material material;
  uint8_t label;
  uint8_t variant;  ///< means something to its material
};

/// Directions are not of unit length: a camera's ray has 1 along the optical axis, so that t is the z-depth.
struct Ray {
  Vec3 origin, direction;
};

struct Hit {
  float t;       ///< along the ray
  int32_t prim;  ///< index, movers after the static ones; -1: the sky
  float a, b;    ///< coordinates on the primitive: barycentric, metres, or unused
  int32_t part;  ///< of a facade or a box: which face
};

KERB_HD Vec3 vectorAt(const float* f) { return {f[0], f[1], f[2]}; }

/// A unit vector in 30 bits, kept in a float's place.
KERB_HD float packedNormal(Vec3 n) {
  const auto ten = [](float x) {
    // NOLINTNEXTLINE(*-incorrect-roundings): the same on every device
    return static_cast<uint32_t>((saturated(x * 0.5F + 0.5F)) * 1023.0F + 0.5F);
  };
  return floatFromBits(ten(n.x) | ten(n.y) << 10 | ten(n.z) << 20);
}
KERB_HD Vec3 unpackedNormal(float packed) {
  const uint32_t bits = bitsFromFloat(packed);
  const auto coordinate = [bits](int shift) {
    return static_cast<float>(bits >> shift & 1023U) * (2.0F / 1023.0F) - 1.0F;
  };
  return {coordinate(0), coordinate(10), coordinate(20)};
}
/// Two numbers 0..1 in a float's place. The top bit stays clear.
KERB_HD float packedPair(float u, float v) {
  return floatFromBits(static_cast<uint32_t>(saturated(u) * 32767.0F) |
                       static_cast<uint32_t>(saturated(v) * 16383.0F) << 15);
}
KERB_HD float firstOf(float packed) { return static_cast<float>(bitsFromFloat(packed) & 32767U) / 32767.0F; }
KERB_HD float secondOf(float packed) {
  return static_cast<float>(bitsFromFloat(packed) >> 15 & 16383U) / 16383.0F;
}

}  // namespace kerb::synth
