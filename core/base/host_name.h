#pragma once

#include <string>

#include <unistd.h>

namespace kerb {

/// This machine's name, "?" where it has none.
inline std::string hostName() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 && name[0] != 0 ? name : "?";
}

}  // namespace kerb
