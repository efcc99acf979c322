// Gradients by central differences, in double.
#pragma once

#include <algorithm>
#include <functional>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {

/// Expects d f / d input, as backward() gives it, to equal central differences within `tolerance`, relative
/// to the largest of them.
///   f      a scalar in double, smooth within `step` of the input
///   input  double, at least one number
inline void expectGradient(const std::function<at::Tensor(const at::Tensor&)>& f, const at::Tensor& input,
                           double tolerance = 1e-6, double step = 1e-6) {
  const auto variable = input.detach().clone().set_requires_grad(true);
  f(variable).backward();
  ASSERT_TRUE(variable.grad().defined());
  const auto found = variable.grad().contiguous();
  double largest = 0, error = 0;
  for (int64_t i = 0; i < input.numel(); i += input.numel() / 24 + 1) {
    const auto at = [&](double offset) {
      const auto moved = input.detach().clone();
      moved.view({-1})[i] += offset;
      return f(moved).item<double>();
    };
    const double expected = (at(step) - at(-step)) / (2 * step);
    largest = std::max(largest, std::abs(expected));
    error = std::max(error, std::abs(found.view({-1})[i].item<double>() - expected));
  }
  EXPECT_GT(largest, 0);
  EXPECT_LE(error, tolerance * largest);
}

}  // namespace kerb
