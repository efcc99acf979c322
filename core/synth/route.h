// The centre line of the street and where the ego-car is on it at any time. Double precision; everything else
// is placed relative to a near point of it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/synth/vec.h"

namespace kerb::synth {

/// A block begins with a straight, level stretch, on which a crossing may lie, and ends with a stretch that
/// may bend and climb.
constexpr double kBlockLength = 96, kCrossingCentre = 16, kBendBegin = 32;
constexpr double kInSight = 8 * kBlockLength;  ///< no more of the street is ever shown

/// Across the street, from the centre line: traffic drives on the right (positive).
constexpr float kLaneCentre = 1.75F, kLaneEdge = 3.45F, kParking = 4.62F, kKerb = 5.7F, kPavement = 5.88F,
                kFrontage = 9.7F, kKerbHeight = 0.12F;
/// Of the side street, along the main one.
constexpr float kSideHalf = 4.0F, kCornerRadius = 4.0F, kSideLength = 64.0F;

struct Place {
  double x, y, z, heading;  ///< heading counter-clockwise from x; z up
};

class Route {
 public:
  Route(uint32_t seed, double length_m);
  /// s metres along the centre line; before the begin and after the end it goes straight on.
  Place at(double s) const;
  double curvature(double s) const;  ///< 1/m
  bool hasCrossing(int64_t block) const;
  bool stopsAt(int64_t block) const;  ///< the light is red when the ego-car comes
  uint32_t blockSeed(int64_t block) const;
  uint32_t seed() const { return seed_; }

 private:
  double heading(double s) const;
  double height(double s) const;
  uint32_t seed_;
  std::vector<double> heading_at_, height_at_;  ///< by block, from kFirstBlock
  std::vector<double> x_, y_;                   ///< every kStep metres
};

/// The ego-car's way: accelerates, brakes before bends, stops at red lights.
class Ride {
 public:
  Ride(const Route& route, double seconds);
  double distance(double time_s) const;  ///< along the centre line
  double speed(double time_s) const;
  /// When it first gets there; the same whatever the length of the ride, up to kInSight behind its end.
  double timeAt(double distance_m) const;
  bool hasLeader() const { return has_leader_; }
  double cruise() const { return cruise_; }

 private:
  double allowed(const Route& route, double s, int64_t passed_stop) const;
  bool has_leader_;
  double cruise_;
  std::vector<double> distance_;  ///< every kRideStep
};

/// Where the ego-car stops for the light of this block.
double stopDistance(int64_t block, bool has_leader);

}  // namespace kerb::synth
