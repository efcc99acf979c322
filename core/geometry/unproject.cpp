#include "core/geometry/unproject.h"

#include <limits>
#include <stdexcept>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include "core/base/shape.h"
#include "core/geometry/unproject_kernel.h"

namespace kerb {
namespace {

constexpr int64_t kRowsPerTask = 16;

/// 1 where the pixels of a row are kept; returns how many. Without branches, so that it is vectorised: at the
/// borders of the map a pixel is its own neighbour.
int64_t markRow(const UnprojectArguments& a, int64_t row, uint8_t* keep) {
  const int64_t width = a.width;
  const float* here = a.depth + row * width;
  const float* above = row > 0 ? here - width : here;
  const float* below = row + 1 < a.height ? here + width : here;
  const auto kept = [&](int64_t x, int64_t left, int64_t right) {
    const float d = here[x];
    const unsigned torn = isJump(d, above[x], a.max_jump) | isJump(d, below[x], a.max_jump) |
                          isJump(d, here[left], a.max_jump) | isJump(d, here[right], a.max_jump);
    return static_cast<uint8_t>(isValidDepth(d) & static_cast<unsigned>(d <= a.max_depth) & (torn ^ 1U));
  };
  keep[0] = kept(0, 0, width > 1 ? 1 : 0);
  for (int64_t x = 1; x < width - 1; ++x) keep[x] = kept(x, x - 1, x + 1);
  if (width > 1) keep[width - 1] = kept(width - 1, width - 2, width - 1);
  int64_t count = 0;
  for (int64_t x = 0; x < width; ++x) count += keep[x];
  return count;
}

void writeRow(const UnprojectArguments& a, int64_t row, const uint8_t* keep, float* xyz, int32_t* pixel) {
  const float* depth = a.depth + row * a.width;
  const float ray_y = (static_cast<float>(row) - a.cy) * a.inverse_fy;
  for (int64_t x = 0; x < a.width; ++x) {
    if (keep[x] == 0) continue;
    *xyz++ = (static_cast<float>(x) - a.cx) * a.inverse_fx * depth[x];
    *xyz++ = ray_y * depth[x];
    *xyz++ = depth[x];
    *pixel++ = static_cast<int32_t>(row * a.width + x);
  }
}

/// Two passes over the rows: mark and count; then, knowing where each row's points begin, write.
Points unprojectCpu(const UnprojectArguments& a) {
  const at::Tensor keep = at::empty({a.height, a.width}, at::kByte);
  auto* marks = keep.mutable_data_ptr<uint8_t>();
  std::vector<int64_t> begin(static_cast<size_t>(a.height) + 1, 0);
  at::parallel_for(0, a.height, kRowsPerTask, [&](int64_t first, int64_t end) {
    for (int64_t row = first; row < end; ++row) begin[row + 1] = markRow(a, row, marks + row * a.width);
  });
  for (int64_t row = 0; row < a.height; ++row) begin[row + 1] += begin[row];
  Points points{at::empty({begin.back(), 3}, at::kFloat), at::empty({begin.back()}, at::kInt)};
  auto* xyz = points.xyz.mutable_data_ptr<float>();
  auto* pixel = points.pixel.mutable_data_ptr<int32_t>();
  at::parallel_for(0, a.height, kRowsPerTask, [&](int64_t first, int64_t end) {
    for (int64_t row = first; row < end; ++row) {
      writeRow(a, row, marks + row * a.width, xyz + 3 * begin[row], pixel + begin[row]);
    }
  });
  return points;
}

UnprojectArguments argumentsOf(const at::Tensor& depth, const PinholePx& pinhole,
                               const UnprojectOptions& options) {
  using Limits = std::numeric_limits<float>;
  return {.depth = depth.const_data_ptr<float>(),
          .height = depth.size(0),
          .width = depth.size(1),
          .inverse_fx = static_cast<float>(1 / pinhole.fx),
          .inverse_fy = static_cast<float>(1 / pinhole.fy),
          .cx = static_cast<float>(pinhole.cx),
          .cy = static_cast<float>(pinhole.cy),
          .max_jump = options.max_jump > 0 ? static_cast<float>(options.max_jump) : Limits::infinity(),
          .max_depth = options.max_depth > 0 ? static_cast<float>(options.max_depth) : Limits::max()};
}

}  // namespace

Points unproject(const at::Tensor& depth, const PinholePx& pinhole, const UnprojectOptions& options) {
  expectShape(depth, {"H", "W"});
  expectType(depth, at::kFloat);
  if (depth.numel() > std::numeric_limits<int32_t>::max() || !(pinhole.fx > 0 && pinhole.fy > 0)) {
    throw std::invalid_argument(
        fmt::format("unproject: {} pixels, fx {}, fy {}", depth.numel(), pinhole.fx, pinhole.fy));
  }
  const at::Tensor rows = depth.detach().contiguous();
  const UnprojectArguments arguments = argumentsOf(rows, pinhole, options);
  if (rows.numel() == 0)
    return {at::empty({0, 3}, rows.options()), at::empty({0}, rows.options().dtype(at::kInt))};
#ifdef KERB_WITH_CUDA
  if (rows.is_cuda()) return unprojectCuda(rows, arguments);
#endif
  if (!rows.is_cpu())
    throw std::invalid_argument("unproject: this build has no kernel for " + rows.device().str());
  return unprojectCpu(arguments);
}

}  // namespace kerb
