#include "core/synth/people.h"

#include <algorithm>
#include <cmath>

namespace kerb::synth {
namespace {

using Part = Limb::Part;
constexpr float kThigh = 0.44F, kShin = 0.46F, kUpperArm = 0.29F, kForearm = 0.27F;

Vec3 hanging(Vec3 from, float angle, float len, float y_out = 0) {
  return from + Vec3{len * std::sin(angle), y_out, -len * std::cos(angle)};
}

/// The joint between two bones of these lengths, bent forward (+1) or backward (-1).
Vec3 jointBetween(Vec3 a, Vec3 b, float upper, float lower, float bend) {
  const Vec3 way = b - a;
  const float d = std::min(length(way), upper + lower - 0.001F);
  const Vec3 n = normalised(way);
  const float along = (d * d + upper * upper - lower * lower) / (2 * d);
  const float off = std::sqrt(std::max(0.0F, upper * upper - along * along));
  Vec3 side = Vec3{bend, 0, 0} - n * (bend * n.x);
  side = normalised(side + Vec3{0, 0, 1e-4F});
  return a + n * along + side * off;
}

class Skeleton {
 public:
  explicit Skeleton(uint32_t seed) : seed_(seed) {}

  std::vector<Limb> walking(float phase, float stride) {
    for (const float side : {-1.0F, 1.0F}) {
      const float swing = stride * std::sin(phase) * side;
      const Vec3 hip{0, 0.09F * side, 0.92F};
      const Vec3 knee = hanging(hip, swing, kThigh);
      const float lift = stride * std::max(0.0F, std::cos(phase) * side) * 1.3F;
      leg(hip, knee, hanging(knee, swing - 0.06F - lift, kShin));
      const Vec3 shoulder{0.02F, 0.21F * side, 1.43F};
      const Vec3 elbow = hanging(shoulder, -0.9F * swing, kUpperArm, 0.05F * side);
      arm(shoulder, elbow, hanging(elbow, -0.9F * swing + 0.25F + 0.5F * stride, kForearm));
    }
    torso({0, 0, 0.94F}, {0.02F, 0, 1.38F});
    head({0.04F, 0, 1.6F});
    return std::move(limbs_);
  }

  std::vector<Limb> seated(Vec3 seat, Vec3 neck, Vec3 hand, const Vec3 (&feet)[2]) {
    for (int i = 0; i < 2; ++i) {
      const float side = i == 0 ? -1.0F : 1.0F;
      const Vec3 hip = seat + Vec3{0.02F, 0.1F * side, 0};
      leg(hip, jointBetween(hip, feet[i], kThigh, kShin, 1), feet[i]);
      const Vec3 shoulder = neck + Vec3{0, 0.19F * side, -0.06F}, grip{hand.x, hand.y * side, hand.z};
      arm(shoulder, jointBetween(shoulder, grip, kUpperArm, kForearm, -1), grip);
    }
    torso(seat, neck + Vec3{0, 0, -0.1F});
    head(neck + Vec3{0.08F, 0, 0.13F});
    return std::move(limbs_);
  }

 private:
  void leg(Vec3 hip, Vec3 knee, Vec3 ankle) {
    limbs_.push_back({hip, knee, 0.085F, 0.06F, Part::trousers});
    limbs_.push_back({knee, ankle, 0.058F, 0.042F, Part::trousers});
    limbs_.push_back({ankle + Vec3{-0.03F, 0, 0}, ankle + Vec3{0.14F, 0, -0.01F}, 0.045F, 0.04F, Part::shoe});
  }
  void arm(Vec3 shoulder, Vec3 elbow, Vec3 hand) {
    limbs_.push_back({shoulder, elbow, 0.058F, 0.045F, Part::top});
    limbs_.push_back({elbow, hand, 0.043F, 0.034F, unit(hashOf(seed_, 4U)) < 0.4F ? Part::skin : Part::top});
  }
  void torso(Vec3 hips, Vec3 chest) {
    for (const float side : {-1.0F, 1.0F})
      limbs_.push_back(
          {hips + Vec3{0, 0.06F * side, 0}, chest + Vec3{0, 0.085F * side, 0}, 0.115F, 0.125F, Part::top});
  }
  void head(Vec3 at) {
    limbs_.push_back({at + Vec3{-0.02F, 0, -0.16F}, at, 0.05F, 0.06F, Part::skin});
    limbs_.push_back({at + Vec3{0.01F, 0, 0}, at + Vec3{0, 0, 0.07F}, 0.088F, 0.092F, Part::skin});
    limbs_.push_back({at + Vec3{-0.035F, 0, 0.03F}, at + Vec3{-0.01F, 0, 0.105F}, 0.09F, 0.087F, Part::hair});
  }

  uint32_t seed_;
  std::vector<Limb> limbs_;
};

}  // namespace

std::vector<Limb> limbsOf(Activity activity, float phase, uint32_t seed) {
  Skeleton skeleton(seed);
  switch (activity) {
    case Activity::walking:
      return skeleton.walking(phase, 0.46F);
    case Activity::cycling: {
      Vec3 feet[2];
      for (int i = 0; i < 2; ++i) {
        const float angle = phase + (i == 0 ? 0.0F : 3.14159265F);
        feet[i] = {-0.05F + 0.17F * std::cos(angle), i == 0 ? -0.11F : 0.11F,
                   0.33F - 0.17F * std::sin(angle)};
      }
      return skeleton.seated({-0.2F, 0, 0.99F}, {0.13F, 0, 1.48F}, {0.36F, 0.25F, 1.06F}, feet);
    }
    case Activity::riding: {
      const Vec3 feet[2] = {{0.0F, -0.2F, 0.36F}, {0.0F, 0.2F, 0.36F}};
      return skeleton.seated({-0.3F, 0, 0.95F}, {-0.08F, 0, 1.48F}, {0.41F, 0.34F, 1.08F}, feet);
    }
  }
  return {};
}

void dressLimb(Pen& pen, const Limb& limb, uint32_t seed, bool helmet) {
  const Vec3 tops[] = {{0.35F, 0.03F, 0.04F}, {0.03F, 0.08F, 0.25F}, {0.55F, 0.53F, 0.48F},
                       {0.05F, 0.05F, 0.06F}, {0.10F, 0.22F, 0.12F}, {0.60F, 0.42F, 0.06F},
                       {0.18F, 0.16F, 0.2F},  {0.45F, 0.2F, 0.28F}};
  const Vec3 trousers[] = {
      {0.03F, 0.05F, 0.12F}, {0.03F, 0.03F, 0.035F}, {0.22F, 0.17F, 0.11F}, {0.12F, 0.12F, 0.13F}};
  const Vec3 skins[] = {
      {0.55F, 0.33F, 0.23F}, {0.42F, 0.24F, 0.15F}, {0.16F, 0.08F, 0.05F}, {0.62F, 0.4F, 0.29F}};
  const Vec3 hairs[] = {
      {0.02F, 0.015F, 0.01F}, {0.09F, 0.05F, 0.025F}, {0.3F, 0.2F, 0.09F}, {0.3F, 0.3F, 0.3F}};
  const auto pick = [seed](uint32_t salt, uint32_t count) { return hashOf(seed, salt, 0xD2E5U) % count; };
  pen.material = Material::cloth;
  pen.seed = seed;
  pen.variant = 0;
  switch (limb.part) {
    case Part::skin:
      pen.material = Material::skin;
      pen.colour = skins[pick(1, 4)];
      break;
    case Part::top:
      pen.colour = tops[pick(2, 8)];
      break;
    case Part::trousers:
      pen.colour = trousers[pick(3, 4)];
      break;
    case Part::shoe:
      pen.colour = {0.03F, 0.025F, 0.02F};
      break;
    case Part::hair:
      pen.material = helmet ? Material::paint : Material::cloth;
      pen.colour = helmet ? tops[pick(5, 8)] : hairs[pick(6, 4)];
      break;
  }
}

Rigid limbFrame(const Limb& limb) {
  const Vec3 z = normalised(limb.b - limb.a);
  // The person's y axis turns with no limb, so it is a steady reference.
  const Vec3 x = normalised(cross({0, 1, 0}, z));
  return {x, cross(z, x), z, limb.a};
}

}  // namespace kerb::synth
