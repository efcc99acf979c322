// People: a dozen limbs whose ends are closed functions of a phase.
#pragma once

#include <vector>

#include "core/synth/builder.h"

namespace kerb::synth {

enum class Activity : uint8_t { walking, cycling, riding };

/// A limb is a rounded cone; in the person's frame (x forward, y left, z up, origin on the ground).
struct Limb {
  enum class Part : uint8_t { skin, top, trousers, shoe, hair };
  Vec3 a, b;
  float radius_a, radius_b;
  Part part;
};

/// `phase` in radians: 2 pi is two steps, or one turn of the pedals. Always the same limbs in the same order.
std::vector<Limb> limbsOf(Activity activity, float phase, uint32_t seed);

/// Material and colour of a limb of this person; label and instance stay the pen's.
void dressLimb(Pen& pen, const Limb& limb, uint32_t seed, bool helmet);

/// x along the limb's own bending plane: what moves rigidly with the limb.
Rigid limbFrame(const Limb& limb);

}  // namespace kerb::synth
