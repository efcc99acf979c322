#include "core/base/device.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>
#ifdef KERB_WITH_CUDA
#include <c10/cuda/CUDAFunctions.h>
#endif

namespace kerb {
namespace {

#ifdef KERB_WITH_CUDA
constexpr bool kBuiltWithCuda = true;
/// 0 also where there is no driver.
int deviceCount() { return c10::cuda::device_count(); }
#else
constexpr bool kBuiltWithCuda = false;
int deviceCount() { return 0; }
#endif

/// N of "cuda:N", 0 of "cuda".
std::optional<int> cudaIndex(std::string_view name) {
  if (name == "cuda") return 0;
  constexpr std::string_view prefix = "cuda:";
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  int index = -1;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), index);
  // c10 keeps the index in 8 bits.
  if (failed != std::errc{} || end != name.data() + name.size() || index < 0 || index > 127)
    return std::nullopt;
  return index;
}

at::Device cudaDevice(int index) { return {at::kCUDA, static_cast<c10::DeviceIndex>(index)}; }

}  // namespace

Result<DeviceChoice> chooseDevice(std::string_view name) {
  if (name == "cpu") return DeviceChoice{};
  if (name == "auto") {
    if (deviceCount() > 0) return DeviceChoice{.device = cudaDevice(0)};
    return DeviceChoice{.note = kBuiltWithCuda ? "no CUDA device found: using the CPU" : ""};
  }
  const auto index = cudaIndex(name);
  if (!index) {
    return Error{fmt::format("unknown device '{}'", name), "", "Choose auto, cpu, cuda or cuda:N."};
  }
  if (!kBuiltWithCuda)
    return Error{"this build has no CUDA: configure with preset cuda", "", "Or choose cpu."};
  if (deviceCount() == 0) return Error{"no CUDA device found", "", "Check nvidia-smi, or choose cpu."};
  if (*index >= deviceCount()) {
    return Error{fmt::format("no device '{}': there are {}, from cuda:0 on", name, deviceCount())};
  }
  return DeviceChoice{.device = cudaDevice(*index)};
}

}  // namespace kerb
