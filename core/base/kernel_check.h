// What `kerb doctor` reports about a fused kernel: how far it is from its composed reference here.
#pragma once

#include <string>

namespace kerb {

struct KernelCheck {
  std::string name;       ///< the kernel
  std::string reference;  ///< the composed operators it is compared with
  double max_error = 0;   ///< largest absolute difference
  double tolerance = 0;
  bool passed() const { return max_error <= tolerance; }  // false for NaN
};

}  // namespace kerb
