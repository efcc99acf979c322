// Parked vehicles: cars along both kerbs, a delivery truck, motorcycles and bicycles.
#include "core/synth/street.h"
#include "core/synth/vehicles.h"

namespace kerb::synth {
namespace {

void park(Builder& b, BlockSite& site, const Vehicle& vehicle, double s, double t, double h, float turn) {
  b.frame = site.street.frame(site.begin + s, t, h, turn);
  b.pen = {};
  b.pen.instance = site.nextInstance();
  buildVehicle(b, vehicle);
  b.frame = identity();
}

VehicleKind someCar(Random& random) {
  const float k = random.unit();
  if (k < 0.34F) return VehicleKind::hatchback;
  if (k < 0.66F) return VehicleKind::sedan;
  return k < 0.88F ? VehicleKind::suv : VehicleKind::van;
}

void row(Builder& b, BlockSite& site, double side, Random& random) {
  const float fill = random.in(0.35F, 0.8F);
  const int truck_at = 3 + random.below(4);
  int place = 0;
  for (double s = site.crossing ? 37 : 6; s < kBlockLength - 4; ++place) {
    const bool is_truck = place == truck_at && (side > 0) == ((site.block & 1) == 0);
    const VehicleKind kind = is_truck ? VehicleKind::truck : someCar(random);
    const double room = sizeOf(kind).length + random.in(0.7F, 1.6F);
    if (is_truck || random.chance(fill))
      park(b, site, {kind, random.next()}, s + 0.5 * room, side * (kParking + random.in(-0.08F, 0.12F)), 0,
           (side > 0 ? 0 : kBack) + random.in(-0.02F, 0.02F));
    s += room;
  }
}

/// Leaning in a row on the pavement.
void twoWheelers(Builder& b, BlockSite& site, double side, Random& random) {
  const double s = random.in(36.0F, 80.0F);
  const int count = 2 + random.below(4);
  for (int i = 0; i < count; ++i)
    park(b, site, {VehicleKind::bicycle, random.next()}, s + 0.75 * i, side * 6.75, kKerbHeight,
         1.5708F + random.in(-0.15F, 0.15F));
  const double other = random.in(34.0F, 90.0F);
  for (int i = 0; i < 2; ++i)
    park(b, site, {VehicleKind::motorcycle, random.next()}, other + 1.1 * i, side * 6.95, kKerbHeight,
         1.2F + random.in(-0.1F, 0.1F));
}

}  // namespace

void buildParked(Builder& b, BlockSite& site) {
  Random random{hashOf(site.seed, 0x9A4CU)};
  for (const double side : {-1.0, 1.0}) {
    row(b, site, side, random);
    twoWheelers(b, site, side, random);
    if (!site.crossing) continue;
    // Waiting in the side street, and parked farther in.
    const double lane = side > 0 ? -1.9 : 1.9;
    const float turn = side > 0 ? 1.5708F : -1.5708F;
    if (random.chance(0.7F))
      park(b, site, {someCar(random), random.next()}, kCrossingCentre - lane, side * 14.5, 0, turn);
    for (int i = 0; i < 3; ++i)
      park(b, site, {someCar(random), random.next()}, kCrossingCentre + lane * 1.55, side * (24 + 9.5 * i), 0,
           turn);
  }
}

}  // namespace kerb::synth
