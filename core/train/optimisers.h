// The optimisers of a plan, with the loss scale of fp16.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/train/adam.h"
#include "core/train/plan.h"
#include "core/train/precision.h"

namespace kerb {

class Optimisers {
 public:
  Optimisers(const std::vector<OptimiserSpec>& specs, Precision precision);

  enum class Outcome {
    trained,
    overflowed,  ///< fp16, as it does now and then: the scale is lower from now on
    not_finite,  ///< NaN or Inf in the gradient
  };
  /// What one of them moves in a step.
  struct Group {
    OptimiserSpec optimiser;
    std::vector<NamedParameter> parameters;
    double learning_rate;
  };
  /// Moves the parameters that have a gradient, of the scaled loss, which is taken out of the gradients
  /// first; where one is not finite, none of any group. Gradients of a group are scaled down to its
  /// optimiser's clip_norm.
  Outcome step(const std::vector<Group>& groups);

  const LossScale& lossScale() const { return loss_scale_; }
  void restoreLossScale(double scale, int64_t good_steps) { loss_scale_.restore(scale, good_steps); }
  std::vector<std::string> names() const;
  /// Moments of all as "<optimiser>/<parameter>.exp_avg" ...
  TensorMap state() const;
  Status restore(const TensorMap& state, const std::vector<NamedParameter>& parameters);

 private:
  std::map<std::string, Adam> optimisers_;
  LossScale loss_scale_;
};

}  // namespace kerb
