#include "core/geometry/parity.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/frame/resample.h"
#include "core/geometry/unproject.h"

namespace kerb {
namespace {

constexpr double kDifferent = std::numeric_limits<double>::infinity();

/// Smooth ground with steps, holes and values that are no depths, by formula.
at::Tensor testDepth(int64_t height, int64_t width) {
  const auto y = at::arange(height, at::kFloat).view({-1, 1}), x = at::arange(width, at::kFloat);
  auto depth = 10 + 3 * (x * 0.11).sin() * (y * 0.07).cos();
  depth += 8 * ((x * 0.05 + y * 0.02).sin() > 0.3);
  depth.view({-1}).slice(0, 3, std::nullopt, 17).zero_();
  depth.view({-1}).slice(0, 5, std::nullopt, 101).fill_(std::numeric_limits<float>::quiet_NaN());
  depth.view({-1}).slice(0, 7, std::nullopt, 103).fill_(std::numeric_limits<float>::infinity());
  depth.view({-1}).slice(0, 9, std::nullopt, 107).fill_(-1);
  return depth;
}

/// unproject() in composed operators.
Points composedUnproject(const at::Tensor& depth, const PinholePx& k, const UnprojectOptions& options) {
  const auto valid = depth.isfinite() & (depth > 0);
  auto keep = valid.clone();
  if (options.max_depth > 0) keep &= depth <= options.max_depth;
  for (const int64_t axis : {0, 1}) {
    if (options.max_jump <= 0 || depth.size(axis) < 2) continue;
    const int64_t last = depth.size(axis) - 1;
    const auto a = depth.narrow(axis, 0, last), b = depth.narrow(axis, 1, last);
    const auto torn = ((a - b).abs() > at::minimum(a, b) * options.max_jump) & valid.narrow(axis, 0, last) &
                      valid.narrow(axis, 1, last);
    keep.narrow(axis, 0, last) &= torn.logical_not();
    keep.narrow(axis, 1, last) &= torn.logical_not();
  }
  const auto pixel = keep.view({-1}).nonzero().squeeze(1);
  const auto u = pixel.remainder(depth.size(1)).to(at::kDouble);
  const auto v = pixel.floor_divide(depth.size(1)).to(at::kDouble);
  const auto z = depth.reshape({-1}).index_select(0, pixel).to(at::kDouble);
  return {at::stack({(u - k.cx) / k.fx * z, (v - k.cy) / k.fy * z, z}, 1), pixel.to(at::kInt)};
}

/// Infinite where different pixels were kept.
double difference(const Points& a, const Points& b) {
  if (!at::equal(a.pixel.cpu(), b.pixel.cpu())) return kDifferent;
  if (a.pixel.numel() == 0) return 0;
  return (a.xyz.cpu().to(at::kDouble) - b.xyz.cpu().to(at::kDouble)).abs().max().item<double>();
}

KernelCheck checkUnproject(at::Device device, bool against_cpu) {
  const PinholePx pinhole{97.3, 101.7, 63.1, 40.9};
  const auto name = fmt::format("unproject on {}", device.str());
  KernelCheck check = against_cpu ? KernelCheck{name, "its CPU twin", 0, 0}
                                  : KernelCheck{name, "composed operators in double", 0, 1e-5};
  for (const auto& [height, width] : {std::pair<int64_t, int64_t>{83, 131}, {1, 7}, {6, 1}, {1, 1}}) {
    const at::Tensor depth = testDepth(height, width);
    for (const UnprojectOptions options : {UnprojectOptions{}, {0.1, 0}, {0, 12}, {0.05, 15}}) {
      const Points points = unproject(depth.to(device), pinhole, options);
      const Points expected =
          against_cpu ? unproject(depth, pinhole, options) : composedUnproject(depth, pinhole, options);
      check.max_error = std::max(check.max_error, difference(points, expected));
    }
  }
  return check;
}

/// [to,from] Lanczos weights in double, one row for each output.
at::Tensor lanczosMatrix(int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to), stretch = std::max(scale, 1.0);
  const auto centre = (at::arange(to, at::kDouble).view({-1, 1}) + 0.5) * scale;
  const auto x = (at::arange(from, at::kDouble) + 0.5 - centre) / stretch;
  const auto weights = at::where(x.abs() < 3, at::sinc(x) * at::sinc(x / 3), 0.0);
  return weights / weights.sum(1, /*keepdim=*/true);
}

/// Exact weights as matrices, rounded to 8 bits between the passes: fixed-point weights and the pixels that
/// Pillow leaves out at the very end of the window may move a value by one level.
at::Tensor directLanczos(const at::Tensor& image, int64_t width, int64_t height) {
  const auto rounded = [](const at::Tensor& v) { return (v + 0.5).floor().clamp(0, 255); };
  const auto columns = lanczosMatrix(image.size(2), width).t();
  const auto wide = rounded(at::matmul(image.to(at::kDouble), columns));
  return rounded(at::matmul(lanczosMatrix(image.size(1), height), wide));
}

KernelCheck checkLanczos() {
  KernelCheck check{"resizeLanczos on cpu", "direct sums in double", 0, 1};
  const auto k = at::arange(int64_t{3} * 47 * 91, at::kLong);
  const auto image = (k * k * 31 + k * 7919).remainder(65521).remainder(256).to(at::kByte).view({3, 47, 91});
  for (const auto& [width, height] :
       {std::pair<int64_t, int64_t>{40, 20}, {91, 11}, {150, 60}, {1, 1}, {7, 90}}) {
    const auto error =
        resizeLanczos(image, width, height).to(at::kDouble) - directLanczos(image, width, height);
    check.max_error = std::max(check.max_error, error.abs().max().item<double>());
  }
  return check;
}

}  // namespace

std::vector<KernelCheck> checkGeometryKernels(at::Device device) {
  std::vector<KernelCheck> checks{checkUnproject(at::Device(at::kCPU), false), checkLanczos()};
  if (!device.is_cpu()) {
    checks.push_back(checkUnproject(device, false));
    checks.push_back(checkUnproject(device, true));
  }
  return checks;
}

}  // namespace kerb
