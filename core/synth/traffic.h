// Everything that moves, at one time; each mover's place is a closed function of time.
#pragma once

#include "core/synth/street.h"

namespace kerb::synth {

/// What moves, at one time, and where it goes.
struct Movers {
  std::vector<Prim> prims;
  std::vector<Node> nodes;
  std::vector<Motion> motions;  ///< [0] is at rest
  std::vector<Blob> blobs;
};

/// Movers near the ego-car at `time_s`, with their motion to time_s +- step_s.
Movers buildMovers(const Street& street, const Ride& ride, double time_s, double step_s);

}  // namespace kerb::synth
