// A training plan: data that says how a method is trained. One Trainer runs every plan.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/frame/batch.h"
#include "core/train/precision.h"

namespace kerb {

/// Samples of one kind. Which sources feed it is the user's choice, by its name.
struct StreamSpec {
  std::string name = {};  ///< "video", "synthetic", "semantic"
  SampleSpec sample = {};
  AugmentationSpec augmentation = {};
};

/// Adam (Kingma and Ba 2015), weight decay as L2 in the gradient.
struct AdamOptions {
  double learning_rate = 1e-4;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double weight_decay = 0;
};

/// What the learning rate is multiplied with, by completed epochs of the phase.
struct Schedule {
  enum class Kind {
    constant,
    step,    ///< factor^floor(epoch / period)
    linear,  ///< 1 for `period` epochs, then falling to 0 at the end of the phase
  };
  Kind kind = Kind::constant;
  int64_t period = 15;
  double factor = 0.1;
  double at(int64_t epoch, int64_t epochs) const;
};

struct OptimiserSpec {
  std::string name = {};
  AdamOptions adam = {};
  Schedule schedule = {};
  double clip_norm = 0;  ///< > 0: gradients are scaled down to this L2 norm
};

/// One weighted term of a loss.
struct Term {
  std::string name;
  at::Tensor value;  ///< a scalar on the device
  double weight = 1;
};

/// What a step's loss function is given.
struct StepInput {
  std::vector<Batch> batches;  ///< on the device, one per stream of the step, in its order
  int64_t iteration = 0;
  uint64_t seed = 0;       ///< for draws of this step: the same on every rank and after a resume
  int64_t first_item = 0;  ///< of all ranks' items of this step, the first one in `batches`
  Precision precision = Precision::fp32;
  bool wants_pictures = false;
};

/// A picture of training for the run folder: [3,H,W] uint8 RGB, or [H,W] floating (drawn with a colour map).
struct Picture {
  std::string name;
  at::Tensor values;
};

struct StepOutput {
  std::vector<Term> terms;                                  ///< their weighted sum is what is minimised
  std::vector<std::pair<std::string, at::Tensor>> figures;  ///< scalars to log: "warp_share"
  std::vector<Picture> pictures;
};

using LossFunction = std::function<StepOutput(const StepInput&)>;

/// What one optimiser moves: every parameter of these modules ("depth_encoder").
struct TrainedModules {
  std::string optimiser;
  std::vector<std::string> modules;
};

/// One backward pass, after which all of `trains` move, or none does. Parameters outside get no gradient and
/// no motion.
struct StepSpec {
  std::string name;
  std::vector<std::string> streams;
  std::vector<TrainedModules> trains;    ///< no parameter twice
  std::vector<std::string> frozen = {};  ///< modules in eval mode during the step: no batch-norm statistics
  int64_t every = 1;                     ///< runs in every n-th iteration
  LossFunction loss = {};
  std::vector<std::string> larger_is_better = {};  ///< of its figures: "pixel_accuracy"
};

/// An iteration runs every step of the cycle once, in order. An epoch is one pass through the data of the
/// first stream of the first step.
struct PhaseSpec {
  std::string name;
  int64_t epochs = 20;
  std::vector<StepSpec> cycle;
};

struct TrainingPlan {
  int64_t batch = 12;  ///< samples of each stream in a step, of all ranks together
  std::vector<StreamSpec> streams;
  std::vector<OptimiserSpec> optimisers;
  std::vector<PhaseSpec> phases;

  const StreamSpec& stream(const std::string& name) const;        ///< throws std::out_of_range
  const OptimiserSpec& optimiser(const std::string& name) const;  ///< throws std::out_of_range
};

}  // namespace kerb
