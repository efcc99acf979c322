#include "core/prediction/point_cloud.h"

#include <stdexcept>

#include <ATen/ATen.h>

#include "core/base/shape.h"

namespace kerb {
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
    cloud.rgb = image->permute({1, 2, 0}).reshape({-1, 3}).index_select(0, pixel.to(image->device()));
  }
  if (class_id) {
    expectShape(*class_id, {height, width});
    expectType(*class_id, at::kByte);
    cloud.class_id = class_id->reshape({-1}).index_select(0, pixel.to(class_id->device()));
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
