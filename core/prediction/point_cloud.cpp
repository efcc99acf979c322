#include "core/prediction/point_cloud.h"

#include <algorithm>

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

bool keepsAll(const CloudSelection& selection) {
  return selection.levels == kCloudLevels &&
         std::ranges::none_of(selection.hidden, [](bool hidden) { return hidden; });
}

/// class_id: [H*W] uint8 on the CPU, or undefined.
Points selected(const Points& points, int64_t width, const at::Tensor& class_id,
                const CloudSelection& selection) {
  const at::Tensor xyz = points.xyz.cpu();
  const at::Tensor pixel = points.pixel.cpu();
  const auto* in = xyz.const_data_ptr<float>();
  const auto* in_pixel = pixel.const_data_ptr<int32_t>();
  const uint8_t* ids = class_id.defined() ? class_id.const_data_ptr<uint8_t>() : nullptr;
  Points kept{at::empty_like(xyz), at::empty_like(pixel)};
  auto* out = kept.xyz.mutable_data_ptr<float>();
  auto* out_pixel = kept.pixel.mutable_data_ptr<int32_t>();
  int64_t count = 0;
  for (int64_t i = 0; i < pixel.size(0); ++i) {
    const auto each = static_cast<uint32_t>(in_pixel[i]);
    if (selection.levelOf(each, static_cast<uint32_t>(width), ids) == kCloudLevels) continue;
    std::copy_n(in + 3 * i, 3, out + 3 * count);
    out_pixel[count++] = in_pixel[i];
  }
  return {kept.xyz.slice(0, 0, count).clone(), kept.pixel.slice(0, 0, count).clone()};
}

}  // namespace

PointCloud pointCloud(const at::Tensor& depth, const Camera& camera, const std::optional<at::Tensor>& image,
                      const std::optional<at::Tensor>& class_id, const UnprojectOptions& options,
                      const CloudSelection& selection) {
  expectShape(depth, {"H", "W"});
  expectType(depth, at::kFloat);
  const int64_t height = depth.size(0);
  const int64_t width = depth.size(1);
  const Eigen::Matrix3d k = camera.matrix(width, height);
  Points points = unproject(depth, {k(0, 0), k(1, 1), k(0, 2), k(1, 2)}, options);
  if (class_id) {
    expectShape(*class_id, {height, width});
    expectType(*class_id, at::kByte);
  }
  if (!keepsAll(selection))
    points = selected(points, width, class_id ? class_id->cpu().contiguous() : at::Tensor(), selection);
  const auto& [xyz, pixel] = points;
  PointCloud cloud{xyz, std::nullopt, std::nullopt};
  if (image) {
    expectShape(*image, {3, height, width});
    expectType(*image, at::kByte);
    cloud.rgb = gatherRows(image->permute({1, 2, 0}).contiguous().view({-1, 3}), pixel);
  }
  if (class_id) cloud.class_id = gatherRows(class_id->contiguous().view({-1, 1}), pixel).view({-1});
  return cloud;
}

PointCloud placed(PointCloud cloud, const Eigen::Isometry3d& world_from_camera) {
  at::Tensor xyz = cloud.xyz.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true).contiguous();
  auto* each = xyz.mutable_data_ptr<float>();
  // In double precision: a world may begin far from where the camera is.
  for (int64_t i = 0; i < cloud.size(); ++i, each += 3) {
    Eigen::Map<Eigen::Vector3f> point(each);
    point = (world_from_camera * point.cast<double>()).cast<float>();
  }
  cloud.xyz = xyz;
  return cloud;
}

}  // namespace kerb
