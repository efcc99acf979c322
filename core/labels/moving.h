// Which classes are people and vehicles: in clouds of many frames they would leave a trail.
#pragma once

#include <array>

#include "core/labels/taxonomy.h"

namespace kerb {

/// By class id. Parked cars count too: a class does not say what moves just now.
std::array<bool, 256> movingClasses(Taxonomy taxonomy);

}  // namespace kerb
