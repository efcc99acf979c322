// All methods there are.
#pragma once

#include <vector>

#include "core/method/method.h"

namespace kerb {

/// In the order of models/CMakeLists.txt, which generates this list.
const std::vector<MethodSpec>& methods();

}  // namespace kerb
