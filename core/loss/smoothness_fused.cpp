#include "core/loss/smoothness_fused.h"

#include <algorithm>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/loss/smoothness_rows.h"

namespace kerb {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kRowsPerBand = 24;

/// Sum over neighbours of |step| * weight over a batch item's number of such pairs in the batch, and its
/// derivative by the disparity as it stands, before it is divided by its mean.
template <class T>
class Steps {
 public:
  Steps(const at::Tensor& disparity, const at::Tensor& image, const at::Tensor& gradient)
      : batch_(disparity.size(0)),
        height_(disparity.size(2)),
        width_(disparity.size(3)),
        channels_(image.size(1)),
        bands_((height_ + kRowsPerBand - 1) / kRowsPerBand),
        across_(1.0 / static_cast<double>(batch_ * height_ * (width_ - 1))),
        down_(1.0 / static_cast<double>(batch_ * (height_ - 1) * width_)),
        disparity_(disparity.const_data_ptr<T>()),
        image_(image.const_data_ptr<T>()),
        gradient_(gradient.mutable_data_ptr<T>()),
        sums_(batch_ * bands_) {}

  /// [B] double
  at::Tensor run() {
    at::parallel_for(0, batch_ * bands_, 1, [&](int64_t begin, int64_t end) {
      for (int64_t task = begin; task < end; ++task) sums_[task] = band(task / bands_, task % bands_);
    });
    const auto total = at::zeros({batch_}, at::kDouble);
    auto* sum = total.mutable_data_ptr<double>();
    for (int64_t task = 0; task < batch_ * bands_; ++task) sum[task / bands_] += sums_[task];
    return total;
  }

 private:
  const T* disparityRow(int64_t item, int64_t y) const { return disparity_ + (item * height_ + y) * width_; }
  const T* imageRow(int64_t item, int64_t y) const {
    return image_ + (item * channels_ * height_ + y) * width_;
  }
  /// Steps from row y to the one below; returns their sum.
  double downFrom(int64_t item, int64_t y, T* steps) const {
    rows::edgeWeight(imageRow(item, y), imageRow(item, y + 1), height_ * width_, channels_, width_, steps);
    return rows::signedSteps(disparityRow(item, y), disparityRow(item, y + 1), width_, steps);
  }
  double acrossRow(int64_t item, int64_t y, T* steps) const {
    const T *image = imageRow(item, y), *disparity = disparityRow(item, y);
    rows::edgeWeight(image, image + 1, height_ * width_, channels_, width_ - 1, steps);
    return rows::signedSteps(disparity, disparity + 1, width_ - 1, steps);
  }
  double band(int64_t item, int64_t index) const;

  int64_t batch_, height_, width_, channels_, bands_;
  double across_, down_;
  const T *disparity_, *image_;
  T* gradient_;
  std::vector<double> sums_;
};

template <class T>
double Steps<T>::band(int64_t item, int64_t index) const {
  const int64_t begin = index * kRowsPerBand, end = std::min(begin + kRowsPerBand, height_);
  std::vector<T> above(width_), below(width_), steps(width_ + 2);  // zero beside the first and last step
  if (begin > 0) downFrom(item, begin - 1, above.data());
  double sum = 0;
  for (int64_t y = begin; y < end; ++y) {
    sum += across_ * acrossRow(item, y, steps.data() + 1);
    if (y + 1 < height_) sum += down_ * downFrom(item, y, below.data());
    if (y + 1 == height_) std::ranges::fill(below, T(0));
    rows::stepsToGradient(steps.data() + 1, static_cast<T>(across_), above.data(), below.data(),
                          static_cast<T>(down_), width_, gradient_ + (item * height_ + y) * width_);
    above.swap(below);
  }
  return sum;
}

/// Sums [B] and the derivative [B,1,H,W].
template <class T>
std::pair<at::Tensor, at::Tensor> stepsOf(const at::Tensor& disparity, const at::Tensor& image) {
  const auto gradient = at::empty(disparity.sizes(), disparity.options());
  return {Steps<T>(disparity, image, gradient).run(), gradient};
}

class FusedSmoothness : public torch::autograd::Function<FusedSmoothness> {
 public:
  // With m the mean: loss = sum_b steps_b / m_b, and d loss / d d = by_steps / m_b - steps_b / (m_b^2 H W).
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& disparity, const at::Tensor& image) {
    const auto values = disparity.contiguous();
    const bool wide = values.scalar_type() == at::kDouble;
    const auto [steps, gradient] = wide ? stepsOf<double>(values, image) : stepsOf<float>(values, image);
    const auto mean = values.mean({1, 2, 3}, /*keepdim=*/false, at::kDouble) + 1e-7;
    const auto by_mean = steps / (mean * mean * static_cast<double>(values[0].numel()));
    const auto column = [&](const at::Tensor& x) { return x.to(values.options()).view({-1, 1, 1, 1}); };
    gradient.div_(column(mean)).sub_(column(by_mean));
    ctx->save_for_backward({gradient});
    return (steps / mean).sum().to(values.options());
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& outputs) {
    return {ctx->get_saved_variables()[0] * outputs[0], at::Tensor()};
  }
};

}  // namespace

bool hasFusedSmoothness(const at::Tensor& disparity, const at::Tensor& image) {
  const at::ScalarType type = disparity.scalar_type();
  return disparity.is_cpu() && image.is_cpu() && image.scalar_type() == type &&
         (type == at::kFloat || type == at::kDouble);
}

at::Tensor fusedSmoothness(const at::Tensor& disparity, const at::Tensor& image) {
  return FusedSmoothness::apply(disparity, image.contiguous());
}

}  // namespace kerb
