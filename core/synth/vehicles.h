// Vehicles in their own frame: x forward, y left, z up, origin on the ground below the middle.
#pragma once

#include "core/synth/builder.h"

namespace kerb::synth {

enum class VehicleKind : uint8_t { hatchback, sedan, suv, van, truck, bus, tram, motorcycle, bicycle };

struct Vehicle {
  VehicleKind kind = VehicleKind::sedan;
  uint32_t seed = 0;  ///< colour and proportions
};

struct VehicleSize {
  float length, width, height;
};

VehicleSize sizeOf(VehicleKind kind);
uint8_t labelOf(VehicleKind kind);
/// Uses the builder's frame, pen.object and pen.instance. `braking`: its rear lights are lit.
void buildVehicle(Builder& builder, const Vehicle& vehicle, bool braking = false);

/// Both wheels and the frame, without the rider.
void buildTwoWheeler(Builder& builder, const Vehicle& vehicle);
/// Boxy: van's cargo, truck, bus, tram.
void buildLarge(Builder& builder, const Vehicle& vehicle, bool braking);

/// Lights, plates and wheels, shared by everything with four wheels. Positions as fractions of the size.
struct Trim {
  float front, rear;            ///< x of the bumpers' faces
  float light_z, tail_z;        ///< heights of the lights
  float wheel_radius, wheel_x;  ///< metres
  float half_width;
};
void buildTrim(Builder& builder, const Trim& trim, bool braking);

}  // namespace kerb::synth
