// One step of Monodepth2's training on a batch in memory, in the forms that are compared.
#pragma once

#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/loss/evaluation.h"
#include "core/method/precision.h"

namespace kerb::bench {

/// A batch of random pictures, 640x192.
struct TrainingBatch {
  at::Tensor previous, target, next;  ///< [B,3,192,640]
  at::Tensor intrinsics;              ///< [B,3,3]
  TrainingBatch(int64_t size, at::Device device);
};

struct TrainingForm {
  Evaluation losses = Evaluation::composed;
  bool channels_last = false;            ///< layout of weights and maps
  Precision networks = Precision::fp32;  ///< by autocast; losses stay in float32
  /// As soon as the optimiser has used them; else, as the published code does, after the next forward pass.
  bool free_gradients = false;
};

/// ResNet-18 networks, both pose pairs, losses of four scales, backward, Adam.
class TrainingStep {
 public:
  TrainingStep(const TrainingForm& form, at::Device device);
  ~TrainingStep();
  TrainingStep(const TrainingStep&) = delete;
  TrainingStep& operator=(const TrainingStep&) = delete;
  /// Returns the loss, a scalar on the device; nothing waits for it.
  at::Tensor operator()(const TrainingBatch& batch);

 private:
  struct Networks;
  std::unique_ptr<Networks> networks_;
  TrainingForm form_;
};

/// The losses alone: four scales, two sources, forward and backward to disparities and transforms.
class LossStep {
 public:
  LossStep(Evaluation evaluation, const TrainingBatch& batch);
  at::Tensor operator()() const;

 private:
  Evaluation evaluation_;
  const TrainingBatch& batch_;
  std::vector<at::Tensor> sigmoids_, source_from_target_;
};

}  // namespace kerb::bench
