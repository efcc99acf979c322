// The ground: road, kerbs, pavements, the side street of a crossing with its rounded corners.
#include "core/synth/street.h"

#include <algorithm>
#include <cmath>

namespace kerb::synth {
namespace {

constexpr double kYardEnd = 46;

struct Strip {
  double s0, s1;          ///< from, to along the street
  double t0, h0, t1, h1;  ///< left and right border, heights
};

class GroundBuilder {
 public:
  GroundBuilder(Builder& builder, const BlockSite& site) : b_(builder), site_(site) {}

  void build() {
    strip(Material::asphalt, kRoad, {0, kBlockLength, -kKerb, 0, 0, 0});
    strip(Material::asphalt, kRoad, {0, kBlockLength, 0, 0, kKerb, 0});
    for (const double side : {-1.0, 1.0}) {
      side_ = side;
      if (site_.crossing) {
        pavement(0, 8);
        pavement(24, kBlockLength);
        sideStreet();
        for (const double end : {-1.0, 1.0}) corner(end);
      } else {
        pavement(0, kBlockLength);
      }
    }
  }

 private:
  Corner corner(double s, double t, double h) const {
    return {site_.street.at(site_.begin + s, t, h), static_cast<float>(site_.begin + s),
            static_cast<float>(t)};
  }

  void use(Material material, uint8_t label) {
    b_.pen = {material,
              label,
              {0.5F, 0.5F, 0.5F},
              site_.street.route().seed(),
              0,
              0,
              static_cast<uint8_t>(site_.crossing)};
  }

  void strip(Material material, uint8_t label, const Strip& strip) {
    use(material, label);
    double s = strip.s0;
    while (s < strip.s1 - 1e-6) {
      const double step = s < kBendBegin ? 8 : 2;
      const double next = std::min(s + step, strip.s1);
      b_.quad(corner(s, strip.t0, strip.h0), corner(next, strip.t0, strip.h0),
              corner(next, strip.t1, strip.h1), corner(s, strip.t1, strip.h1));
      s = next;
    }
  }

  void pavement(double s0, double s1) {
    const double kerb = side_ * kKerb, inner = side_ * kPavement, back = side_ * kFrontage;
    strip(Material::kerbstone, kSidewalk, {s0, s1, kerb, 0, kerb, kKerbHeight});
    strip(Material::kerbstone, kSidewalk, {s0, s1, kerb, kKerbHeight, inner, kKerbHeight});
    strip(Material::pavement, kSidewalk, {s0, s1, inner, kKerbHeight, back, kKerbHeight});
    strip(Material::yard, kTerrain, {s0, s1, back, kKerbHeight, side_ * kYardEnd, kKerbHeight});
  }

  /// A level rectangle off the straight part of the street; u along the side street, v across it.
  void patch(Material material, uint8_t label, double s0, double s1, double t0, double t1, double h) {
    use(material, label);
    const auto at = [&](double s, double t) {
      return Corner{site_.street.at(site_.begin + s, side_ * t, h), static_cast<float>(t),
                    static_cast<float>(s - kCrossingCentre)};
    };
    b_.quad(at(s0, t0), at(s1, t0), at(s1, t1), at(s0, t1));
  }

  void sideStreet() {
    const double near = kCrossingCentre - kSideHalf, far = kCrossingCentre + kSideHalf;
    const double corner_end = kKerb + kCornerRadius;
    patch(Material::crossing, kRoad, near - kCornerRadius, far + kCornerRadius, kKerb, corner_end, 0);
    patch(Material::side_asphalt, kRoad, near, far, corner_end, kSideLength, 0);
    for (const double end : {-1.0, 1.0}) {
      const double edge = kCrossingCentre + end * kSideHalf;
      const double inner = edge + end * 0.18, back = edge + end * kCornerRadius;
      use(Material::kerbstone, kSidewalk);
      const auto at = [&](double t, double h) {
        return Corner{site_.street.at(site_.begin + edge, side_ * t, h), static_cast<float>(t),
                      static_cast<float>(h)};
      };
      b_.quad(at(corner_end, 0), at(kSideLength, 0), at(kSideLength, kKerbHeight),
              at(corner_end, kKerbHeight));
      patch(Material::kerbstone, kSidewalk, edge, inner, corner_end, kSideLength, kKerbHeight);
      patch(Material::pavement, kSidewalk, inner, back, corner_end, kSideLength, kKerbHeight);
    }
  }

  /// The quarter disc of pavement between the two streets. end < 0: before the side street.
  void corner(double end) {
    constexpr int kSteps = 6;
    const double s_centre = kCrossingCentre + end * (kSideHalf + kCornerRadius);
    const double t_centre = kKerb + kCornerRadius;
    const auto on_arc = [&](int i, double radius, double h) {
      const double angle = 0.5 * 3.14159265358979 * i / kSteps;
      return corner(s_centre - end * radius * std::sin(angle), side_ * (t_centre - radius * std::cos(angle)),
                    h);
    };
    for (int i = 0; i < kSteps; ++i) {
      use(Material::kerbstone, kSidewalk);
      b_.quad(on_arc(i, kCornerRadius, 0), on_arc(i + 1, kCornerRadius, 0),
              on_arc(i + 1, kCornerRadius, kKerbHeight), on_arc(i, kCornerRadius, kKerbHeight));
      b_.quad(on_arc(i, kCornerRadius, kKerbHeight), on_arc(i + 1, kCornerRadius, kKerbHeight),
              on_arc(i + 1, kCornerRadius - 0.18, kKerbHeight), on_arc(i, kCornerRadius - 0.18, kKerbHeight));
      use(Material::pavement, kSidewalk);
      b_.ground(corner(s_centre, side_ * t_centre, kKerbHeight), on_arc(i, kCornerRadius - 0.18, kKerbHeight),
                on_arc(i + 1, kCornerRadius - 0.18, kKerbHeight));
    }
  }

  Builder& b_;
  const BlockSite& site_;
  double side_ = 1;
};

}  // namespace

Vec3 Street::at(double s, double t, double h) const {
  const Place place = route_->at(s);
  return {static_cast<float>(place.x + t * std::sin(place.heading) - origin_.x),
          static_cast<float>(place.y - t * std::cos(place.heading) - origin_.y),
          static_cast<float>(place.z + h - origin_.z)};
}

void buildGround(Builder& builder, const BlockSite& site) { GroundBuilder(builder, site).build(); }

void buildBackdrop(Builder& builder, const Street& street, double s, uint32_t seed) {
  builder.frame = identity();
  builder.pen = {Material::grass, kTerrain, {0.09F, 0.12F, 0.05F}, seed};
  builder.frame = street.frame(s, 0, -9);
  const float reach = 4000;
  builder.quad({{-reach, -reach, 0}, -reach, -reach}, {{reach, -reach, 0}, reach, -reach},
               {{reach, reach, 0}, reach, reach}, {{-reach, reach, 0}, -reach, reach});
  builder.frame = identity();
}

}  // namespace kerb::synth
