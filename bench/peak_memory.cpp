#include "bench/peak_memory.h"

#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace kerb::bench {

double peakMiB(const std::function<void()>& work) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  if (!(std::ofstream("/proc/self/clear_refs") << "5" << std::flush)) return 0;  // forgets the peak so far
  work();
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

}  // namespace kerb::bench
