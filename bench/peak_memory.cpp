#include "bench/peak_memory.h"

#include <algorithm>
#include <fstream>
#include <string>

#include <ATen/DeviceAccelerator.h>

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

double peakMiB(at::Device device, const std::function<void()>& work) {
  if (device.is_cpu()) return peakMiB(work);
  auto* allocator = at::getDeviceAllocator(device.type());
  const auto index = std::max<c10::DeviceIndex>(device.index(), 0);
  allocator->resetPeakStats(index);
  work();
  constexpr auto kAll = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  return static_cast<double>(allocator->getDeviceStats(index).allocated_bytes[kAll].peak) / (1 << 20);
}

}  // namespace kerb::bench
