// What lines the street: rows of houses, and gaps with gardens, parks, yards, walls, fences and hedges.
#include <algorithm>
#include <cmath>

#include "core/synth/street.h"

namespace kerb::synth {
namespace {

enum class Lot { house, garden_fence, garden_hedge, walled_yard, park };

class Lots {
 public:
  Lots(Builder& builder, const BlockSite& site)
      : b_(builder), site_(site), random_{hashOf(site.seed, 0x107U)} {}

  void build() {
    for (const double side : {-1.0, 1.0}) {
      row(side);
      if (site_.crossing) sideStreet(side);
    }
  }

 private:
  Vec3 at(double s, double t, double h = kKerbHeight) const { return site_.street.at(site_.begin + s, t, h); }

  /// Every block has on one of its sides a wall, a fence, a hedge and a park; the rest are houses.
  void row(double side) {
    const double begin = site_.crossing ? 24 : 8, end = kBlockLength + 8;
    double s = begin;
    int index = side > 0 ? 0 : 3;
    while (s < end - 5) {
      double width = random_.in(9.0F, 16.5F);
      if (end - s - width < 7) width = end - s;
      constexpr Lot kOrder[] = {Lot::house, Lot::garden_fence, Lot::house, Lot::walled_yard,
                                Lot::house, Lot::garden_hedge, Lot::house, Lot::park};
      lot(kOrder[(index++ + site_.seed) % 8], side, s, s + width);
      s += width;
    }
  }

  void lot(Lot kind, double side, double s0, double s1) {
    const uint32_t seed = random_.next();
    switch (kind) {
      case Lot::house:
        house(side, s0, s1, kFrontage, random_.in(10.0F, 13.0F), seed);
        break;
      case Lot::garden_fence:
        fence(side, s0, s1, kFrontage + 0.1);
        frontGarden(side, s0, s1, seed);
        break;
      case Lot::garden_hedge:
        buildHedge(b_, at(s0, side * (kFrontage + 0.4)), at(s1, side * (kFrontage + 0.4)), 1.25F, seed);
        frontGarden(side, s0, s1, seed);
        break;
      case Lot::walled_yard:
        walledYard(side, s0, s1, seed);
        break;
      case Lot::park:
        park(side, s0, s1, seed);
        break;
    }
  }

  void house(double side, double s0, double s1, double t, float depth, uint32_t seed) {
    const double from = side > 0 ? s1 : s0, to = side > 0 ? s0 : s1;
    buildHouse(b_, at(from, side * t), at(to, side * t), depth, seed);
  }

  /// Bars between posts; thin things that depth often misses.
  void fence(double side, double s0, double s1, double t) {
    const Vec3 paints[] = {{0.03F, 0.05F, 0.04F}, {0.35F, 0.34F, 0.32F}, {0.2F, 0.12F, 0.06F}};
    const Vec3 paint = paints[random_.below(3)];
    const CardStyle style = random_.chance(0.75F) ? CardStyle::bars : CardStyle::mesh;
    const float height = random_.in(1.15F, 1.6F);
    const int fields = std::max(1, static_cast<int>((s1 - s0) / 2.4));
    for (int i = 0; i < fields; ++i) {
      const Vec3 a = at(s0 + (s1 - s0) * i / fields, side * t);
      const Vec3 b = at(s0 + (s1 - s0) * (i + 1) / fields, side * t);
      b_.pen = {Material::metal, kFence, paint, random_.next()};
      b_.card(a, b - a, {0, 0, height}, style, style == CardStyle::bars ? 0.14F : 0.11F);
      b_.cone(a, a + Vec3{0, 0, height + 0.08F}, 0.045F);
    }
  }

  void lawn(double side, double s0, double s1, double t0, double t1) {
    b_.pen = {Material::grass, kTerrain, {0.12F, 0.2F, 0.05F}, random_.next()};
    const auto corner = [&](double s, double t) {
      return Corner{at(s, side * t, kKerbHeight + 0.03), static_cast<float>(site_.begin + s),
                    static_cast<float>(t)};
    };
    for (double s = s0; s < s1 - 0.1; s += 4) {
      const double next = std::min(s + 4, s1);
      b_.quad(corner(s, t0), corner(next, t0), corner(next, t1), corner(s, t1));
    }
  }

  void treeAt(double s, double t, float height) {
    b_.frame = levelFrame(at(s, t), 0);
    buildTree(b_, height, random_.next());
    b_.frame = identity();
  }

  void frontGarden(double side, double s0, double s1, uint32_t seed) {
    lawn(side, s0, s1, kFrontage, 17);
    house(side, s0 + 1.2, s1 - 1.2, 15.5, 10, seed);
    if (random_.chance(0.6F)) treeAt(s0 + random_.in(1.5F, 4.0F), side * 12.7, random_.in(4.5F, 7.5F));
    for (int i = 0; i < 3; ++i)
      buildBush(b_, at(s0 + (s1 - s0) * random_.unit(), side * random_.in(11.0F, 14.0F)),
                random_.in(0.4F, 0.8F), random_.next());
  }

  void walledYard(double side, double s0, double s1, uint32_t seed) {
    const float height = random_.in(1.7F, 2.4F);
    const bool is_brick = random_.chance(0.6F);
    b_.pen = {is_brick ? Material::brick : Material::plaster, kWall,
              is_brick ? Vec3{0.36F, 0.17F, 0.11F} : Vec3{0.55F, 0.52F, 0.45F}, seed};
    for (double s = s0; s < s1 - 0.1; s += 3) {
      const Vec3 a = at(s, side * (kFrontage + 0.15)), b = at(std::min(s + 3, s1), side * (kFrontage + 0.15));
      const float yaw = std::atan2(b.y - a.y, b.x - a.x);
      const Vec3 middle = blend(a, b, 0.5F);
      const float half = 0.5F * length(b - a) + 0.02F;
      b_.box(middle + Vec3{0, 0, 0.5F * height - 0.1F}, {half, 0.14F, 0.5F * height + 0.1F}, yaw);
      b_.pen.material = Material::concrete;
      b_.box(middle + Vec3{0, 0, height + 0.05F}, {half, 0.2F, 0.06F}, yaw);
      b_.pen.material = is_brick ? Material::brick : Material::plaster;
    }
    house(side, s0, s1, 19, 9, seed + 1);
    for (int i = 0; i < 2; ++i)
      treeAt(s0 + (s1 - s0) * (0.25 + 0.5 * i), side * random_.in(12.5F, 15.5F), random_.in(6.0F, 9.5F));
  }

  void park(double side, double s0, double s1, uint32_t) {
    lawn(side, s0, s1, kFrontage, 36);
    for (int i = 0; i < 7; ++i)
      treeAt(s0 + (s1 - s0) * random_.unit(), side * random_.in(12.0F, 34.0F), random_.in(7.0F, 12.5F));
    for (int i = 0; i < 6; ++i)
      buildBush(b_, at(s0 + (s1 - s0) * random_.unit(), side * random_.in(10.5F, 26.0F)),
                random_.in(0.6F, 1.3F), random_.next());
    house(side, s0, s1, 38, 9, random_.next());
    // A low rail along the pavement.
    b_.pen = {Material::metal, kFence, {0.25F, 0.25F, 0.24F}, 0};
    for (double s = s0; s < s1 - 2; s += 2) {
      const Vec3 a = at(s, side * (kFrontage + 0.1)), b = at(s + 2, side * (kFrontage + 0.1));
      b_.cone(a, a + Vec3{0, 0, 0.75F}, 0.035F);
      b_.cone(a + Vec3{0, 0, 0.7F}, b + Vec3{0, 0, 0.7F}, 0.025F);
    }
  }

  void sideStreet(double side) {
    const double first = kFrontage + 11;
    for (const double end : {-1.0, 1.0}) {
      const double line = kCrossingCentre + end * (kSideHalf + kCornerRadius);
      double t = first;
      while (t < kSideLength - 6) {
        const double width = std::min<double>(random_.in(9.0F, 15.0F), kSideLength - t);
        // Seen from the side street, the house's front goes from the left to the right.
        const bool swap = (end > 0) == (side > 0);
        const double from = swap ? t + width : t, to = swap ? t : t + width;
        buildHouse(b_, at(line, side * to), at(line, side * from), 10, random_.next());
        t += width;
      }
      for (int i = 0; i < 4; ++i)
        treeAt(line - end * 2.9, side * (14 + 12 * i + random_.in(0, 3)), random_.in(5.5F, 9.0F));
    }
    const double half = 14;
    const double from = side > 0 ? kCrossingCentre + half : kCrossingCentre - half;
    const double to = side > 0 ? kCrossingCentre - half : kCrossingCentre + half;
    buildHouse(b_, at(from, side * kSideLength), at(to, side * kSideLength), 12, random_.next());
  }

  Builder& b_;
  const BlockSite& site_;
  Random random_;
};

}  // namespace

void buildLots(Builder& builder, const BlockSite& site) { Lots(builder, site).build(); }

}  // namespace kerb::synth
