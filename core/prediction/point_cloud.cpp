#include "core/prediction/point_cloud.h"

#include <stdexcept>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

/// rows [H*W,C] uint8, pixel [N] int32 -> [N,C]. ATen's index_select on the CPU takes a microsecond for every
/// row.
at::Tensor gatherRows(const at::Tensor& rows, const at::Tensor& pixel) {
  if (!rows.is_cpu()) return rows.index_select(0, pixel.to(rows.device()));
  const at::Tensor index = pixel.cpu();
  const int64_t channels = rows.size(1);
  at::Tensor picked = at::empty({index.size(0), channels}, at::kByte);
  const int32_t* row = index.const_data_ptr<int32_t>();
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
                      const std::optional<at::Tensor>& class_id, const UnprojectOptions& options) {
  expectShape(depth, {"H", "W"});
  expectType(depth, at::kFloat);
  const int64_t height = depth.size(0);
  const int64_t width = depth.size(1);
  const Eigen::Matrix3d k = camera.matrix(width, height);
  const auto [xyz, pixel] = unproject(depth, {k(0, 0), k(1, 1), k(0, 2), k(1, 2)}, options);
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

PointCloud pointCloud(const Frame& frame, const Prediction& prediction, const UnprojectOptions& options) {
  if (!prediction.depth) throw std::invalid_argument("pointCloud: the prediction has no depth");
  std::optional<at::Tensor> class_id;
  if (prediction.semantics) class_id = prediction.semantics->ids;
  return pointCloud(*prediction.depth, frame.camera, frame.image, class_id, options);
}

}  // namespace kerb
