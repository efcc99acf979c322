// On the pavements: trees in rows, street lights, signs, bollards, and the traffic lights of a crossing.
#include <algorithm>
#include <cmath>

#include "core/synth/street.h"

namespace kerb::synth {
namespace {

constexpr Vec3 kSteel{0.32F, 0.33F, 0.34F};
constexpr Vec3 kDarkPaint{0.04F, 0.045F, 0.05F};

void streetLight(Builder& b, bool over_left) {
  const float y = over_left ? 1.0F : -1.0F;
  b.pen = {Material::metal, kPole, kSteel, 0};
  b.cone({0, 0, 0}, {0, 0, 1.1F}, 0.09F);
  b.cone({0, 0, 1}, {0, 0, 7.2F}, 0.065F, 0.05F);
  b.cone({0, 0, 7.2F}, {0, 0.5F * y, 7.75F}, 0.045F);
  b.cone({0, 0.5F * y, 7.75F}, {0, 1.7F * y, 7.9F}, 0.04F);
  b.box({0, 1.95F * y, 7.9F}, {0.13F, 0.35F, 0.06F});
  b.pen = {Material::glow, kPole, {1.0F, 0.8F, 0.5F}, 0};
  b.box({0, 1.95F * y, 7.83F}, {0.1F, 0.28F, 0.02F});
}

/// Faces -x, towards the traffic that comes along +x.
void sign(Builder& b, int kind, uint32_t seed) {
  b.pen = {Material::metal, kPole, kSteel, 0};
  b.cone({0, 0, 0}, {0, 0, 2.95F}, 0.035F);
  b.pen = {Material::sign, kTrafficSign, {0.5F, 0.5F, 0.5F}, seed, 0, 0, static_cast<uint8_t>(kind)};
  constexpr float kX = -0.05F, kZ = 2.55F;
  if (kind == 1) {
    b.ground({{kX, -0.4F, kZ - 0.3F}, -1, -0.6F}, {{kX, 0.4F, kZ - 0.3F}, 1, -0.6F},
             {{kX, 0, kZ + 0.4F}, 0, 1.15F});
  } else if (kind == 3 || kind == 4) {
    b.box({kX, 0, kZ}, {0.012F, kind == 3 ? 0.5F : 0.3F, kind == 3 ? 0.22F : 0.42F});
  } else {
    b.ellipsoid({kX, 0, kZ}, {0.014F, 0.34F, 0.34F});
  }
}

void signalHead(Builder& b, Vec3 at, bool red, float face) {
  b.pen = {Material::dark, kTrafficLight, {0.02F, 0.02F, 0.022F}, 0};
  b.box(at, {0.13F, 0.17F, 0.47F});
  for (int i = 0; i < 3; ++i) {
    const bool lit = red ? i == 0 : i == 2;
    b.pen.material = i == 0 ? Material::lamp_red : i == 1 ? Material::lamp_amber : Material::lamp_green;
    b.pen.variant = lit ? 1 : 0;
    const float z = at.z + 0.3F - 0.3F * static_cast<float>(i);
    b.ellipsoid({at.x + face * 0.12F, at.y, z}, {0.06F, 0.11F, 0.11F});
    b.pen = {Material::dark, kTrafficLight, {0.02F, 0.02F, 0.022F}, 0};
    b.box({at.x + face * 0.2F, at.y, z + 0.12F}, {0.09F, 0.12F, 0.012F});
  }
}

/// Faces -x; the arm reaches out over the road, to the left of the way.
void signalMast(Builder& b, bool red, bool has_arm) {
  b.pen = {Material::metal, kPole, kDarkPaint, 0};
  b.cone({0, 0, 0}, {0, 0, has_arm ? 5.6F : 3.6F}, 0.075F, 0.06F);
  signalHead(b, {-0.2F, 0, 2.9F}, red, -1);
  if (!has_arm) return;
  b.pen = {Material::metal, kPole, kDarkPaint, 0};
  b.cone({0, 0, 5.5F}, {0, 4.6F, 5.75F}, 0.055F, 0.04F);
  signalHead(b, {-0.15F, 4.4F, 5.3F}, red, -1);
}

class Furniture {
 public:
  Furniture(Builder& builder, const BlockSite& site)
      : b_(builder), site_(site), random_{hashOf(site.seed, 0xF0F0U)} {}

  void build() {
    for (const double side : {-1.0, 1.0}) {
      trees(side);
      lights(side);
      signs(side);
      bollards(side);
    }
    b_.frame = identity();
  }

 private:
  /// Faces the traffic on its side of the road.
  void stand(double s, double t) {
    b_.frame = site_.street.frame(site_.begin + s, t, kKerbHeight, t > 0 ? 0 : 3.14159265F);
  }

  void trees(double side) {
    if (random_.chance(0.2F)) return;  // a street without trees on this side
    const double gap = random_.in(9.0F, 14.0F);
    for (double s = (site_.crossing ? 36 : 4) + random_.in(0, 5); s < kBlockLength - 6; s += gap) {
      if (random_.chance(0.15F)) continue;
      stand(s, side * 7.1);
      b_.pen = {Material::grass, kTerrain, {0.1F, 0.09F, 0.06F}, 3, 0, 0, 1};
      b_.box({0, 0, 0}, {0.75F, 0.75F, 0.02F});
      buildTree(b_, random_.in(6.0F, 9.5F), random_.next());
    }
  }

  void lights(double side) {
    for (double s = side > 0 ? 34 : 48; s < kBlockLength; s += 28) {
      stand(s, side * 6.25);
      streetLight(b_, true);
    }
  }

  void signs(double side) {
    for (double s = site_.crossing ? 31 : 10; s < kBlockLength - 2; s += random_.in(16.0F, 27.0F)) {
      stand(s, side * 6.35);
      sign(b_, random_.below(6), random_.next());
    }
    if (!site_.crossing) return;
    stand(side > 0 ? 9.5 : 22.5, side * 9.0);
    sign(b_, 3, random_.next());
  }

  void bollards(double side) {
    if (!site_.crossing) return;
    b_.pen = {Material::metal, kPole, kDarkPaint, 0};
    for (int i = 0; i < 4; ++i) {
      stand(26.5 + 1.6 * i, side * 6.15);
      b_.cone({0, 0, 0}, {0, 0, 0.95F}, 0.055F);
    }
  }

  Builder& b_;
  const BlockSite& site_;
  Random random_;
};

}  // namespace

void buildFurniture(Builder& builder, const BlockSite& site) { Furniture(builder, site).build(); }

void buildTrafficLights(Builder& b, const BlockSite& site) {
  if (!site.crossing) return;
  const bool red = site.street.route().stopsAt(site.block);
  const auto stand = [&](double s, double t, float turn) {
    b.frame = site.street.frame(site.begin + s, t, kKerbHeight, turn);
  };
  constexpr float kLeft = 1.57079633F;
  stand(3.4, 6.3, 0);
  signalMast(b, red, false);
  stand(23.2, 6.3, 0);
  signalMast(b, red, true);
  stand(28.6, -6.3, kBack);
  signalMast(b, red, false);
  stand(8.8, -6.3, kBack);
  signalMast(b, red, true);
  stand(kCrossingCentre + 4.6, 10.2, kLeft);
  signalMast(b, !red, false);
  stand(kCrossingCentre - 4.6, -10.2, -kLeft);
  signalMast(b, !red, false);
  b.frame = identity();
}

}  // namespace kerb::synth
