// Adam over a changing set of parameters: what a step does not train keeps its moments and does not move.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/train/plan.h"
#include "core/weights/weights.h"

namespace kerb {

struct NamedParameter {
  std::string name;
  at::Tensor tensor;
};

class Adam {
 public:
  explicit Adam(const AdamOptions& options) : options_(options) {}

  /// Moves every parameter that has a gradient, with this learning rate; each counts its own steps
  /// (bias correction). Kingma and Ba 2015, algorithm 1, all tensors in one fused operator.
  void step(const std::vector<NamedParameter>& parameters, double learning_rate);

  const AdamOptions& options() const { return options_; }
  /// Moments and counts as "<name>.exp_avg", "<name>.exp_avg_sq", "<name>.step"; they share memory with it.
  TensorMap state() const;
  /// What state() gave, for these parameters. A moment of another shape or without its partners: an Error.
  Status restore(const TensorMap& state, const std::vector<NamedParameter>& parameters);

 private:
  struct Moments {
    at::Tensor mean, variance, steps;
  };
  AdamOptions options_;
  std::map<std::string, Moments> moments_;
};

}  // namespace kerb
