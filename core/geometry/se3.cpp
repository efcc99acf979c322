#include "core/geometry/se3.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

/// [B,3] -> [B,3,3], [v]x w = v x w
at::Tensor crossMatrix(const at::Tensor& v) {
  const auto x = v.select(1, 0), y = v.select(1, 1), z = v.select(1, 2), zero = at::zeros_like(x);
  return at::stack({zero, -z, y, z, zero, -x, -y, x, zero}, 1).view({-1, 3, 3});
}

at::Tensor faithfulRotation(const at::Tensor& v) {
  const auto angle = at::linalg_vector_norm(v, 2, at::IntArrayRef{1}, /*keepdim=*/true);
  const auto axis = v / (angle + 1e-7);
  const auto cosine = angle.cos().unsqueeze(2), sine = angle.sin().unsqueeze(2);
  const auto outer = axis.unsqueeze(2) * axis.unsqueeze(1);
  return cosine * at::eye(3, v.options()) + (1 - cosine) * outer + sine * crossMatrix(axis);
}

/// R = I + A [v]x + B [v]x^2, A = sin(a)/a = 1 - a^2/6 + a^4/120, B = (1 - cos(a))/a^2 = 1/2 - a^2/24 +
/// a^4/720
at::Tensor taylorRotation(const at::Tensor& v) {
  const auto square = v.square().sum(1).view({-1, 1, 1});
  const auto small = square < 1e-4;
  // The branch not taken must stay finite too: its gradient is multiplied by zero, and 0 * inf is NaN.
  const auto angle = at::where(small, at::ones_like(square), square).sqrt();
  const auto a = at::where(small, 1 - square / 6 + square.square() / 120, angle.sin() / angle);
  const auto b = at::where(small, 0.5 - square / 24 + square.square() / 720,
                           2 * (angle / 2).sin().square() / angle.square());
  const auto cross = crossMatrix(v);
  return at::eye(3, v.options()) + a * cross + b * at::matmul(cross, cross);
}

at::Tensor asRows(const at::Tensor& v) {
  const auto rows = v.defined() && v.dim() == 3 ? v.squeeze(1) : v;
  expectShape(rows, {"B", 3});
  return rows;
}

}  // namespace

at::Tensor rotationFromAxisAngle(const at::Tensor& axis_angle, RotationGradient gradient) {
  expectShape(axis_angle, {"B", 3});
  return gradient == RotationGradient::faithful ? faithfulRotation(axis_angle) : taylorRotation(axis_angle);
}

at::Tensor transformFromPose(const at::Tensor& axis_angle, const at::Tensor& translation, bool invert,
                             RotationGradient gradient) {
  // Products of small matrices would be rounded to the networks' precision where these compute in less than
  // float32.
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
  auto rotation = rotationFromAxisAngle(asRows(axis_angle), gradient);
  auto column = asRows(translation).unsqueeze(2);
  expectShape(column, {rotation.size(0), 3, 1});
  if (invert) {
    rotation = rotation.transpose(1, 2);
    column = at::matmul(rotation, -column);
  }
  // Made where it is needed: a tensor of numbers would come from the host, which a CUDA graph cannot record.
  const auto zeros = at::zeros({rotation.size(0), 1, 3}, rotation.options());
  const auto last = at::cat({zeros, at::ones({rotation.size(0), 1, 1}, rotation.options())}, 2);
  return at::cat({at::cat({rotation, column}, 2), last}, 1);
}

Eigen::Isometry3d isometryFromTensor(const at::Tensor& transform) {
  expectShape(transform, {4, 4});
  const auto values = transform.detach().to(at::kCPU, at::kDouble).contiguous();
  using RowMajor = Eigen::Matrix<double, 4, 4, Eigen::RowMajor>;
  Eigen::Isometry3d isometry(Eigen::Map<const RowMajor>(values.const_data_ptr<double>()));
  isometry.makeAffine();
  return isometry;
}

at::Tensor tensorFromIsometry(const Eigen::Isometry3d& transform, at::ScalarType type) {
  const auto values = at::empty({4, 4}, at::kDouble);
  using RowMajor = Eigen::Matrix<double, 4, 4, Eigen::RowMajor>;
  Eigen::Map<RowMajor>(values.mutable_data_ptr<double>()) = transform.matrix();
  return values.to(type);
}

}  // namespace kerb
