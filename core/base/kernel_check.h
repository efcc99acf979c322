// The result of comparing a kernel with its reference.
#pragma once

#include <string>

namespace kerb {

struct KernelCheck {
  std::string name;
  std::string reference;
  double max_error = 0;
  double tolerance = 0;
  bool passed() const { return max_error <= tolerance; }
};

}  // namespace kerb
