#include "core/loss/smoothness_pass.h"

#include <algorithm>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/loss/smoothness_rows.h"

namespace kerb {
namespace {

constexpr int64_t kSmoothedRows = 24;

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
        bands_((height_ + kSmoothedRows - 1) / kSmoothedRows),
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
  const int64_t begin = index * kSmoothedRows, end = std::min(begin + kSmoothedRows, height_);
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

template <class T>
SmoothnessPass run(const at::Tensor& disparity, const at::Tensor& image) {
  const auto gradient = at::empty(disparity.sizes(), disparity.options());
  const auto steps = Steps<T>(disparity, image, gradient).run();
  return {steps, disparity.mean({1, 2, 3}, /*keepdim=*/false, at::kDouble), gradient};
}

}  // namespace

SmoothnessPass smoothnessPassCpu(const at::Tensor& disparity, const at::Tensor& image) {
  return disparity.scalar_type() == at::kDouble ? run<double>(disparity, image)
                                                : run<float>(disparity, image);
}

}  // namespace kerb
