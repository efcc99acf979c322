#include "core/synth/renderer.h"

#include <cmath>
#include <cstdlib>

#include <ATen/Parallel.h>

#include "core/base/device.h"
#include "core/synth/drive_frame.h"

namespace kerb::synth {
namespace {

void inParallel(int64_t count, const std::function<void(int64_t, int64_t)>& body) {
  at::parallel_for(0, count, 4, body);
}

/// A frame with everything that has kernels of its own.
struct Rendered {
  std::vector<uint8_t> rgb, ids;
  std::vector<int32_t> instances;
  std::vector<float> depth_m, flow_px, backward_flow_px;
};

Rendered renderOnce(const World& world, const DriveOptions& options, const Renderer& render) {
  constexpr int64_t kFrame = 30;
  const auto pixels = static_cast<size_t>(options.width * options.height);
  Rendered out;
  out.rgb.resize(3 * pixels);
  out.ids.resize(pixels);
  out.instances.resize(pixels);
  out.depth_m.resize(pixels);
  out.flow_px.resize(2 * pixels);
  out.backward_flow_px.resize(2 * pixels);
  FrameMemory memory;
  memory.rgb = out.rgb.data();
  memory.ids = out.ids.data();
  memory.instances = out.instances.data();
  memory.depth_m = out.depth_m.data();
  memory.flow_px = out.flow_px.data();
  memory.backward_flow_px = out.backward_flow_px.data();
  renderFrame(world, options, kFrame, memory, render);
  return out;
}

template <class T, class Differs>
double shareThatDiffers(const std::vector<T>& a, const std::vector<T>& b, const Differs& differs) {
  size_t count = 0;
  for (size_t i = 0; i < a.size(); ++i) count += static_cast<size_t>(differs(a[i], b[i]));
  return static_cast<double>(count) / static_cast<double>(a.size());
}

/// NaN, where there is no flow, equals NaN.
bool otherNumber(float a, float b, float relative) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) != std::isnan(b);
  return std::abs(a - b) > relative * std::max(1.0F, std::abs(b));
}

std::vector<KernelCheck> compare(const Rendered& found, const Rendered& expected, const char* name,
                                 const char* reference, bool exact) {
  const double most = exact ? 0 : 5e-3;
  const int levels = exact ? 0 : 2;
  const float relative = exact ? 0.0F : 1e-3F;
  const auto unequal = [](auto a, auto b) { return a != b; };
  const auto other = [relative](float a, float b) { return otherNumber(a, b, relative); };
  const auto check = [&](const char* what, double share) {
    return KernelCheck{std::string(name) + what, reference, share, most};
  };
  return {
      check(", picture", shareThatDiffers(found.rgb, expected.rgb,
                                          [levels](int a, int b) { return std::abs(a - b) > levels; })),
      check(", classes", shareThatDiffers(found.ids, expected.ids, unequal)),
      check(", instances", shareThatDiffers(found.instances, expected.instances, unequal)),
      check(", depth", shareThatDiffers(found.depth_m, expected.depth_m, other)),
      check(", flow", shareThatDiffers(found.flow_px, expected.flow_px, other)),
      check(", backward flow", shareThatDiffers(found.backward_flow_px, expected.backward_flow_px, other))};
}

}  // namespace

Result<Renderer> rendererOn(at::DeviceType device) {
  if (device == at::kCPU) return Renderer([](const Job& job) { renderCpu(job, inParallel); });
  KERB_CHECK(chooseDevice("cuda"));
#ifdef KERB_WITH_CUDA
  return Renderer(renderCuda);
#else
  return Error{"this build has no CUDA"};  // chooseDevice() said so already
#endif
}

std::vector<KernelCheck> checkDriveKernels(at::Device device) {
  DriveOptions options;
  options.width = 320;
  options.height = 96;
  options.look = Look::camera;
  const World world(worldOptions(options, 3));
  const auto plain = renderOnce(world, options, [](const Job& job) { renderCpu(job, inParallel, true); });
  const auto best = renderOnce(world, options, [](const Job& job) { renderCpu(job, inParallel); });
  auto checks = compare(best, plain, "synthetic drive", "the same in the compiler's plain code", true);
  if (device.is_cpu()) return checks;
  if (const auto there = rendererOn(device.type()); there) {
    const auto more = compare(renderOnce(world, options, *there), best, "synthetic drive on CUDA",
                              "the same on the CPU", false);
    checks.insert(checks.end(), more.begin(), more.end());
  }
  return checks;
}

}  // namespace kerb::synth
