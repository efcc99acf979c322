#include "core/prediction/point_cloud.h"

#include <stdexcept>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

struct Points {
  at::Tensor xyz;    ///< [N,3] float32
  at::Tensor pixel;  ///< [N] int64, y * width + x
};

/// Marks both sides of every jump along `axis` in `removed`.
void markJumps(const at::Tensor& depth, const at::Tensor& known, int64_t axis, double max_relative_jump,
               at::Tensor& removed) {
  const int64_t pairs = depth.size(axis) - 1;
  if (pairs < 1) return;
  const at::Tensor a = depth.narrow(axis, 0, pairs);
  const at::Tensor b = depth.narrow(axis, 1, pairs);
  const at::Tensor both_known = known.narrow(axis, 0, pairs).logical_and(known.narrow(axis, 1, pairs));
  const at::Tensor jump = (a - b).abs().gt(at::minimum(a, b) * max_relative_jump).logical_and_(both_known);
  removed.narrow(axis, 0, pairs).logical_or_(jump);
  removed.narrow(axis, 1, pairs).logical_or_(jump);
}

/// x = (u - cx) / fx * z, y = (v - cy) / fy * z with pixel centres at integers (methods.md section 0).
Points unprojectComposed(const at::Tensor& depth, const Eigen::Matrix3d& intrinsics,
                         const CloudOptions& options) {
  const at::Tensor known = depth.isfinite().logical_and_(depth.gt(0));
  at::Tensor kept = known.clone();
  if (options.max_depth > 0) kept.logical_and_(depth.le(options.max_depth));
  if (options.max_relative_jump > 0) {
    at::Tensor removed = at::zeros_like(known);
    markJumps(depth, known, 0, options.max_relative_jump, removed);
    markJumps(depth, known, 1, options.max_relative_jump, removed);
    kept.logical_and_(removed.logical_not());
  }
  const at::Tensor pixel = kept.view({-1}).nonzero().view({-1});
  const at::Tensor z = depth.view({-1}).index_select(0, pixel);
  const at::Tensor u = pixel.remainder(depth.size(1)).to(at::kFloat);
  const at::Tensor v = pixel.div(depth.size(1), "floor").to(at::kFloat);
  const at::Tensor x = (u - intrinsics(0, 2)) * z / intrinsics(0, 0);
  const at::Tensor y = (v - intrinsics(1, 2)) * z / intrinsics(1, 1);
  return {at::stack({x, y, z}, 1), pixel};
}

/// rows [H*W,C] uint8 -> [N,C]. ATen's index_select on the CPU takes a microsecond for every row.
at::Tensor gatherRows(const at::Tensor& rows, const at::Tensor& pixel) {
  if (!rows.is_cpu()) return rows.index_select(0, pixel.to(rows.device()));
  const at::Tensor index = pixel.cpu();
  const int64_t channels = rows.size(1);
  at::Tensor picked = at::empty({index.size(0), channels}, at::kByte);
  const int64_t* row = index.const_data_ptr<int64_t>();
  const uint8_t* in = rows.const_data_ptr<uint8_t>();
  auto* out = picked.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, index.size(0), 1 << 15, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      for (int64_t c = 0; c < channels; ++c) out[i * channels + c] = in[row[i] * channels + c];
    }
  });
  return picked;
}

}  // namespace

PointCloud pointCloud(const at::Tensor& depth, const Camera& camera, const std::optional<at::Tensor>& image,
                      const std::optional<at::Tensor>& class_id, const CloudOptions& options) {
  expectShape(depth, {"H", "W"});
  expectType(depth, at::kFloat);
  const int64_t height = depth.size(0);
  const int64_t width = depth.size(1);
  const auto [xyz, pixel] = unprojectComposed(depth.contiguous(), camera.matrix(width, height), options);
  PointCloud cloud{xyz, std::nullopt, std::nullopt};
  if (image) {
    expectShape(*image, {3, height, width});
    expectType(*image, at::kByte);
    cloud.rgb = gatherRows(image->permute({1, 2, 0}).contiguous().view({-1, 3}), pixel);
  }
  if (class_id) {
    expectShape(*class_id, {height, width});
    expectType(*class_id, at::kByte);
    cloud.class_id = gatherRows(class_id->contiguous().view({-1, 1}), pixel).view({-1});
  }
  return cloud;
}

PointCloud pointCloud(const Frame& frame, const Prediction& prediction, const CloudOptions& options) {
  if (!prediction.depth) throw std::invalid_argument("pointCloud: the prediction has no depth");
  std::optional<at::Tensor> class_id;
  if (prediction.semantics) class_id = prediction.semantics->ids;
  return pointCloud(*prediction.depth, frame.camera, frame.image, class_id, options);
}

}  // namespace kerb
