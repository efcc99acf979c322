#include "core/synth/traffic.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/synth/people.h"
#include "core/synth/vehicles.h"

namespace kerb::synth {
namespace {

constexpr double kAhead = 260, kBehind = 25;
constexpr double kOncomingSpeed = 8.5, kOncomingGap = 34;
/// Instances of movers do not meet those of blocks.
constexpr int32_t kLeaderId = 0x40000000, kOncomingId = 0x41000000, kWalkerId = 0x42000000,
                  kCyclistId = 0x43000000;

using Path = std::function<Rigid(double time_s)>;

class Traffic {
 public:
  Traffic(const Street& street, const Ride& ride, double time_s, double step_s)
      : street_(street), ride_(ride), time_(time_s), step_(step_s), ego_(ride.distance(time_s)) {
    out_.motions.push_back({identity(), identity()});
  }

  Movers build() {
    leader();
    oncoming();
    const auto block = static_cast<int64_t>(std::floor(ego_ / kBlockLength));
    for (int64_t i = block - 1; i <= block + 3; ++i) {
      walkers(i);
      cyclists(i);
      crossingPeople(i);
    }
    out_.prims = std::move(b_.prims);
    out_.blobs = std::move(b_.blobs);
    out_.nodes = buildBvh(out_.prims);
    return std::move(out_);
  }

 private:
  uint32_t seed() const { return street_.route().seed(); }
  bool isNear(double s) const { return s > ego_ - kBehind && s < ego_ + kAhead; }

  uint32_t addMotion(const Rigid& now, const Rigid& next, const Rigid& previous) {
    out_.motions.push_back({next * inverse(now), previous * inverse(now)});
    return static_cast<uint32_t>(out_.motions.size()) - 1;
  }

  void vehicle(const Vehicle& vehicle, int32_t instance, bool braking, const Path& path) {
    b_.frame = path(time_);
    b_.pen = {};
    b_.pen.object = addMotion(b_.frame, path(time_ + step_), path(time_ - step_));
    b_.pen.instance = instance;
    buildVehicle(b_, vehicle, braking);
    b_.frame = identity();
  }

  struct Figure {
    Activity activity;
    uint8_t label;
    uint32_t seed;
    int32_t instance;
    std::function<float(double)> phase;
  };

  void person(const Figure& figure, const Path& path) {
    const auto limbs_at = [&](double time) {
      return limbsOf(figure.activity, figure.phase(time), figure.seed);
    };
    const auto now = limbs_at(time_), next = limbs_at(time_ + step_), previous = limbs_at(time_ - step_);
    const Rigid at = path(time_), to = path(time_ + step_), from = path(time_ - step_);
    b_.frame = at;
    b_.pen = {};
    b_.pen.label = figure.label;
    b_.pen.instance = figure.instance;
    for (size_t i = 0; i < now.size(); ++i) {
      b_.pen.object =
          addMotion(at * limbFrame(now[i]), to * limbFrame(next[i]), from * limbFrame(previous[i]));
      dressLimb(b_.pen, now[i], figure.seed, figure.label == kRider);
      b_.cone(now[i].a, now[i].b, now[i].radius_a, now[i].radius_b);
    }
    b_.blob({0, 0, 0}, 0.3F, 0.25F, 0.5F);
    b_.frame = identity();
  }

  void leader() {
    if (!ride_.hasLeader()) return;
    const uint32_t look = hashOf(seed(), 0x1EA0U);
    constexpr VehicleKind kKinds[] = {VehicleKind::hatchback, VehicleKind::sedan, VehicleKind::suv,
                                      VehicleKind::van};
    const Path path = [this](double time) {
      const double s = ride_.distance(time + 1.9) + 8.7;
      return street_.frame(s, kLaneCentre);
    };
    const bool braking =
        ride_.speed(time_ + 2.1) < ride_.speed(time_ + 1.7) - 0.1 || ride_.speed(time_ + 1.9) < 0.2;
    vehicle({kKinds[look % 4], look}, kLeaderId, braking, path);
  }

  void oncoming() {
    // Vehicle j comes towards us from 40 + 34 j metres at time 0.
    const double nearest = (ego_ - kBehind - 40 + kOncomingSpeed * time_) / kOncomingGap;
    const double farthest = (ego_ + kAhead - 40 + kOncomingSpeed * time_) / kOncomingGap;
    constexpr VehicleKind kKinds[] = {VehicleKind::sedan, VehicleKind::bus,        VehicleKind::hatchback,
                                      VehicleKind::truck, VehicleKind::motorcycle, VehicleKind::tram,
                                      VehicleKind::suv,   VehicleKind::van};
    for (auto j = static_cast<int64_t>(std::ceil(nearest)); j <= static_cast<int64_t>(farthest); ++j) {
      const uint32_t look = hashOf(seed(), static_cast<uint32_t>(j), 0x0C0U);
      const VehicleKind kind = kKinds[static_cast<uint64_t>(j + 64 + seed() % 8) % 8];
      const double start = 40 + kOncomingGap * static_cast<double>(j) + between(-5, 5, look);
      const Path path = [this, start](double time) {
        return street_.frame(start - kOncomingSpeed * time, -kLaneCentre, 0, kBack);
      };
      const auto id = static_cast<int32_t>(j & 0xFFFFF);
      vehicle({kind, look}, kOncomingId + 2 * id, false, path);
      if (kind != VehicleKind::motorcycle) continue;
      person({Activity::riding, kRider, look, kOncomingId + 2 * id + 1, [](double) { return 0.0F; }}, path);
    }
  }

  /// People who are in this block when the ego-car is.
  void walkers(int64_t block) {
    const double middle = (static_cast<double>(block) + 0.5) * kBlockLength;
    const double meeting = ride_.timeAt(middle);
    for (int i = 0; i < 16; ++i) {
      Random random{hashOf(street_.route().blockSeed(block), static_cast<uint32_t>(i), 0x3A1CU)};
      const float side = i % 2 == 0 ? 1.0F : -1.0F, way = random.chance(0.5F) ? 1.0F : -1.0F;
      const double home = middle + random.in(-48, 48), speed = random.in(1.1F, 1.6F) * way;
      const float t = side * random.in(7.9F, 9.2F);
      const auto place = [=](double time) { return home + speed * (time - meeting); };
      if (!isNear(place(time_)) || std::abs(time_ - meeting) > 60) continue;
      const Path path = [=, this](double time) {
        return street_.frame(place(time), t, kKerbHeight, way > 0 ? 0 : kBack);
      };
      const auto phase = [=](double time) { return static_cast<float>(std::abs(place(time)) * 4.1); };
      person({Activity::walking, kPerson, random.next(),
              kWalkerId + static_cast<int32_t>((block & 0xFFFF) * 32 + i), phase},
             path);
    }
  }

  void cyclists(int64_t block) {
    const double middle = (static_cast<double>(block) + 0.5) * kBlockLength;
    const double meeting = ride_.timeAt(middle);
    for (int i = 0; i < 3; ++i) {
      Random random{hashOf(street_.route().blockSeed(block), static_cast<uint32_t>(i), 0xB1CEU)};
      const float way = i == 0 ? 1.0F : -1.0F;
      const double home = middle + random.in(-30, 40), speed = way * random.in(3.8F, 5.5F);
      const auto place = [=](double time) { return home + speed * (time - meeting); };
      if (!isNear(place(time_))) continue;
      const float t = way * 3.3F;
      const Path path = [=, this](double time) {
        return street_.frame(place(time), t, 0, way > 0 ? 0 : kBack);
      };
      const auto id = kCyclistId + static_cast<int32_t>((block & 0xFFFF) * 8 + 2 * i);
      const uint32_t look = random.next();
      vehicle({VehicleKind::bicycle, look}, id, false, path);
      const auto phase = [=](double time) {
        return static_cast<float>(std::fmod(place(time) * way * 1.6, 62.8318));
      };
      person({Activity::cycling, kRider, look, id + 1, phase}, path);
    }
  }

  /// On the zebra while the ego-car waits at the light; before and after it they wait at the kerb.
  void crossingPeople(int64_t block) {
    if (!street_.route().stopsAt(block)) return;
    const double stop = ride_.timeAt(stopDistance(block, ride_.hasLeader()) - 0.5);
    for (int i = 0; i < 5; ++i) {
      Random random{hashOf(street_.route().blockSeed(block), static_cast<uint32_t>(i), 0x2EB4U)};
      const double way = i % 2 == 0 ? 1 : -1, speed = random.in(1.25F, 1.6F), delay = random.in(-2.5F, 0.5F);
      const double s = static_cast<double>(block) * kBlockLength + random.in(5.3F, 7.7F);
      if (!isNear(s)) continue;
      const auto across = [=](double time) {
        return -7.2 + std::clamp(speed * (time - stop - delay), 0.0, 14.4);
      };
      const Path path = [=, this](double time) {
        const double t = way * across(time);
        const double height = kKerbHeight * std::clamp((std::abs(t) - 5.3) / 0.5, 0.0, 1.0);
        return street_.frame(s, t, height, static_cast<float>(-way) * 1.5707963F);
      };
      // A whole number of steps from kerb to kerb: feet together while waiting.
      const auto phase = [=](double time) {
        return static_cast<float>(across(time) * 19 * 3.14159265 / 14.4);
      };
      const auto id = kWalkerId + static_cast<int32_t>((block & 0xFFFF) * 32 + 20 + i);
      person({Activity::walking, kPerson, random.next(), id, phase}, path);
    }
  }

  const Street& street_;
  const Ride& ride_;
  double time_, step_, ego_;
  Builder b_;
  Movers out_;
};

}  // namespace

Movers buildMovers(const Street& street, const Ride& ride, double time_s, double step_s) {
  return Traffic(street, ride, time_s, step_s).build();
}

}  // namespace kerb::synth
