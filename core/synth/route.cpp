#include "core/synth/route.h"

#include <algorithm>
#include <cmath>

#include "core/synth/noise.h"

namespace kerb::synth {
namespace {

constexpr double kStep = 0.5;
constexpr int64_t kFirstBlock = -4;
constexpr double kBegin = static_cast<double>(kFirstBlock) * kBlockLength;
constexpr double kRideStep = 0.02, kBefore = 8;  // seconds; the ride is known from -kBefore
constexpr double kStartDistance = 16, kStartSpeed = 6, kBraking = 2.0, kAcceleration = 1.8, kWaiting = 2.6;

/// 0 to 1 with two derivatives 0 at both ends: no jerk in a bend.
double eased(double k) {
  k = std::clamp(k, 0.0, 1.0);
  return k * k * k * (k * (6 * k - 15) + 10);
}

int64_t blockOf(double s) { return static_cast<int64_t>(std::floor(s / kBlockLength)); }

double interpolated(const std::vector<double>& knots, double s) {
  const double last = static_cast<double>(knots.size()) - 2;
  const double block = std::clamp(std::floor((s - kBegin) / kBlockLength), 0.0, last);
  const auto i = static_cast<size_t>(block);
  const double local = s - kBegin - block * kBlockLength;
  return knots[i] + (knots[i + 1] - knots[i]) * eased((local - kBendBegin) / (kBlockLength - kBendBegin));
}

}  // namespace

Route::Route(uint32_t seed, double length_m) : seed_(seed) {
  const auto blocks = static_cast<int64_t>(std::ceil(length_m / kBlockLength)) + 12 - kFirstBlock;
  Random random{hashOf(seed, 0x0A0DU)};
  double heading = 0, height = 0;
  for (int64_t i = 0; i <= blocks; ++i) {
    heading_at_.push_back(heading);
    height_at_.push_back(height);
    // Turns back towards the main direction, so that the street never meets itself.
    const double turn =
        random.chance(0.3F) ? 0.0F : random.in(0.22F, 0.55F) * (random.chance(0.5F) ? 1.0F : -1.0F);
    heading = std::abs(heading + turn) > 0.75 ? heading - turn : heading + turn;
    height = std::clamp(height + random.in(-1.3F, 1.3F), -6.0, 6.0);
  }
  double x = 0, y = 0;
  for (int64_t i = 0; static_cast<double>(i) * kStep <= static_cast<double>(blocks) * kBlockLength; ++i) {
    x_.push_back(x);
    y_.push_back(y);
    const double s = kBegin + static_cast<double>(i) * kStep;
    constexpr double kSimpson[3] = {1.0 / 6, 4.0 / 6, 1.0 / 6};
    for (int k = 0; k < 3; ++k) {
      const double theta = this->heading(s + 0.5 * kStep * k);
      x += kStep * kSimpson[k] * std::cos(theta);
      y += kStep * kSimpson[k] * std::sin(theta);
    }
  }
}

double Route::heading(double s) const { return interpolated(heading_at_, s); }
double Route::height(double s) const { return interpolated(height_at_, s); }

double Route::curvature(double s) const { return (heading(s + 0.05) - heading(s - 0.05)) / 0.1; }

Place Route::at(double s) const {
  const double last = static_cast<double>(x_.size()) - 2;
  const double position = (s - kBegin) / kStep;
  const auto i = static_cast<size_t>(std::clamp(std::floor(position), 0.0, last));
  // A cubic through both ends with their directions: as smooth as the headings.
  const double u = position - static_cast<double>(i);
  const double s0 = kBegin + static_cast<double>(i) * kStep;
  const double t0 = heading(s0), t1 = heading(s0 + kStep);
  if (u < 0 || u > 1) {
    const double beyond = (u < 0 ? u : u - 1) * kStep;
    const size_t end = u < 0 ? i : i + 1;
    return {x_[end] + beyond * std::cos(t0), y_[end] + beyond * std::sin(t0), height(s), heading(s)};
  }
  const double h00 = (1 + 2 * u) * (1 - u) * (1 - u), h10 = u * (1 - u) * (1 - u) * kStep;
  const double h01 = u * u * (3 - 2 * u), h11 = u * u * (u - 1) * kStep;
  return {h00 * x_[i] + h10 * std::cos(t0) + h01 * x_[i + 1] + h11 * std::cos(t1),
          h00 * y_[i] + h10 * std::sin(t0) + h01 * y_[i + 1] + h11 * std::sin(t1), height(s), heading(s)};
}

uint32_t Route::blockSeed(int64_t block) const {
  return hashOf(seed_, static_cast<uint32_t>(block), 0xB10CU);
}
bool Route::hasCrossing(int64_t block) const {
  return block == 1 || unit(hashOf(blockSeed(block), 1U)) < 0.7F;
}
bool Route::stopsAt(int64_t block) const {
  return block == 1 || (block > 1 && hasCrossing(block) && unit(hashOf(blockSeed(block), 2U)) < 0.4F);
}

double stopDistance(int64_t block, bool has_leader) {
  return static_cast<double>(block) * kBlockLength + (has_leader ? -7.5 : 1.2);
}

Ride::Ride(const Route& route, double seconds)
    : has_leader_(unit(hashOf(route.seed(), 0x1EADU)) < 0.5F),
      cruise_(between(8.0F, 11.0F, hashOf(route.seed(), 0x5EEDU))) {
  double s = kStartDistance - kBefore * kStartSpeed, v = kStartSpeed, waited = 0;
  int64_t passed_stop = 0;
  // On until all is passed that is in sight at the end: when the car will be there says where people stand.
  double known = 0;
  for (double time = -kBefore; time < seconds + 2 * kBefore || s < known; time += kRideStep) {
    distance_.push_back(s);
    if (time < seconds) known = s + kInSight;
    if (time < 0) {
      s += v * kRideStep;
      continue;
    }
    const double limit = allowed(route, s, passed_stop);
    v = std::clamp(limit, v - 1.5 * kBraking * kRideStep, v + kAcceleration * kRideStep);
    v = v < 0.05 && limit < 0.05 ? 0 : v;
    s += v * kRideStep;
    waited = v == 0 ? waited + kRideStep : 0;
    if (waited > kWaiting) passed_stop = blockOf(s + 12), waited = 0;
  }
}

/// The speed from which it can still brake for everything ahead.
double Ride::allowed(const Route& route, double s, int64_t passed_stop) const {
  double limit = cruise_;
  for (double ahead = 0; ahead <= 36; ahead += 3) {
    const double bend = std::abs(route.curvature(s + ahead));
    if (bend > 1e-3) limit = std::min(limit, std::sqrt(1.5 / bend + 2 * kBraking * ahead));
  }
  for (int64_t block = std::max<int64_t>(passed_stop + 1, 1); block <= blockOf(s) + 1; ++block) {
    const double left = stopDistance(block, has_leader_) - s;
    if (!route.stopsAt(block) || left < -1) continue;
    limit = std::min(limit, left < 0.03 ? 0.0 : std::sqrt(2 * 0.8 * kBraking * left));
  }
  return limit;
}

double Ride::distance(double time_s) const {
  const double position = (time_s + kBefore) / kRideStep;
  const double last = static_cast<double>(distance_.size()) - 2;
  const auto i = static_cast<size_t>(std::clamp(std::floor(position), 0.0, last));
  return distance_[i] + (position - static_cast<double>(i)) * (distance_[i + 1] - distance_[i]);
}

double Ride::speed(double time_s) const { return (distance(time_s + 0.1) - distance(time_s - 0.1)) / 0.2; }

double Ride::timeAt(double distance_m) const {
  const auto it = std::lower_bound(distance_.begin(), distance_.end(), distance_m);
  const double at = static_cast<double>(it - distance_.begin()) * kRideStep - kBefore;
  if (it == distance_.begin()) return at - (distance_.front() - distance_m) / kStartSpeed;
  if (it == distance_.end()) return at + (distance_m - distance_.back()) / cruise_;
  return at;
}

}  // namespace kerb::synth
