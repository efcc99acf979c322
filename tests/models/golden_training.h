// Training steps of Monodepth2 beside the official ones (tests/golden/README.md): what is compared, and how
// closely.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <ostream>
#include <string>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include "core/frame/camera.h"
#include "tests/models/golden.h"

namespace kerb::golden {

using Numbers = nlohmann::json;

inline constexpr int64_t kBatch = 2, kScales = 4;

/// In which numbers, and how pictures and weights lie in memory: Kerb trains channels_last by default, the
/// official step is planar.
struct Form {
  at::ScalarType type;
  at::MemoryFormat layout;
};

inline void PrintTo(const Form& form, std::ostream* out) {
  *out << form.type << (form.layout == at::MemoryFormat::Contiguous ? " planar" : " channels_last");
}

inline void prepare(torch::nn::Module& module, const Form& form) {
  module.to(form.type);
  for (at::Tensor& parameter : module.parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.detach().contiguous(form.layout));
  }
  module.train();
}

struct Frames {
  at::Tensor previous, target, next;

  explicit Frames(at::ScalarType type)
      : previous(frames(-1, type)), target(frames(0, type)), next(frames(1, type)) {}
  static at::Tensor frames(int64_t f, at::ScalarType type) {
    return at::cat({image(f, 0), image(f, 1)}).to(type);
  }
};

inline at::Tensor intrinsics(at::ScalarType type) {
  const Eigen::Matrix3d k = Camera{}.matrix(kWidth, kHeight);
  return at::tensor({k(0, 0), 0.0, k(0, 2), 0.0, k(1, 1), k(1, 2), 0.0, 0.0, 1.0}, at::kDouble)
      .to(type)
      .view({1, 3, 3})
      .expand({kBatch, 3, 3});
}

/// Agreement that is demanded, relative unless said otherwise: rows of the table, one for each step.
struct Tolerance {
  double loss, share, gradient;  // share is absolute
};
using Tolerances = std::array<Tolerance, 3>;
inline constexpr double kAny = std::numeric_limits<double>::infinity();

inline void expectClose(double found, double expected, double tolerance, const std::string& what) {
  EXPECT_NEAR(found, expected,
              std::max(1e-6 * std::min(1.0, tolerance / 1e-6), tolerance * std::abs(expected)))
      << what;
}

inline constexpr Tolerances kFloat32{{{1e-6, 1e-4, 3e-2}, {1e-3, kAny, kAny}, {1e-2, kAny, kAny}}};
inline constexpr Tolerances kFloat32Fused{{{2e-6, 1e-4, 3e-2}, {1e-3, kAny, kAny}, {1e-2, kAny, kAny}}};
inline constexpr Tolerances kFloat64{{{1e-10, 1e-5, 1e-8}, {1e-9, kAny, 1e-5}, {1e-6, kAny, kAny}}};

inline const Numbers& stepsOf(const Numbers& numbers, at::ScalarType type) {
  return numbers.at(type == at::kFloat ? "train" : "train_f64");
}

/// Calls `body` with each file of numbers.
template <class Body>
void forAll(const Body& body) {
  const auto all = files();
  ASSERT_FALSE(all.empty()) << "no golden numbers";
  for (const auto& numbers : all) {
    SCOPED_TRACE(numbers.at("tag").dump() + " ResNet-" + numbers.at("layers").dump());
    body(numbers);
  }
}

/// Each takes minutes: the composed losses run in one layout, the product in the other, which it has.
inline auto forms(at::MemoryFormat layout) {
  return testing::Values(Form{at::kFloat, layout}, Form{at::kDouble, layout});
}

inline std::string nameOf(const testing::TestParamInfo<Form>& form) {
  const std::string type = form.param.type == at::kFloat ? "Float32" : "Float64";
  return type + (form.param.layout == at::MemoryFormat::Contiguous ? "Planar" : "ChannelsLast");
}

}  // namespace kerb::golden
