// The network of depth_semantics.cpp: depth and classes from one decoder, and what its training asks of it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/geometry/disparity.h"
#include "core/method/method.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/fast_depth.h"
#include "core/nn/resnet.h"
#include "core/train/plan.h"
#include "models/image_network.h"

namespace kerb::depth_semantics {

/// Focal length / height of the picture that depth is learnt for: KITTI's.
inline constexpr double kFocal = 1.92;

struct Configuration {
  NetworkSize size;
  DepthRange range;  ///< metres, through that lens
};

/// Sizes and ranges that cannot be: an Error.
Status check(const Configuration& configuration);

/// What a run of training chooses.
struct LossWeights {
  double depth, edges, classes;
  double balance;  ///< of the classes (classification.h)
};

class DepthSemantics final : public Method {
 public:
  explicit DepthSemantics(const Configuration& configuration);
  /// Weights that do not fit: an Error that names what.
  Status load(const Weights& weights);
  /// Starts the encoder from a torchvision ResNet.
  Status startFrom(const std::filesystem::path& resnet);

  std::pair<int64_t, int64_t> inputSize() const override {
    return {configuration_.size.width, configuration_.size.height};
  }
  Status prepare(torch::Device device, Precision precision) override;
  Result<Prediction> predict(const Input& input) override;

  /// depth |log z - log z*| + edges (its differences) + classes (cross entropy). The first batch has depth
  /// and classes.
  StepOutput loss(const StepInput& step, const LossWeights& weights);

 private:
  void addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const;

  Configuration configuration_;
  std::shared_ptr<ResnetEncoder> encoder_;
  std::shared_ptr<DepthDecoder> decoder_;
  std::optional<FastDepth> fast_;  // from prepare()
  torch::Device device_{at::kCPU};
  std::vector<std::string> fallbacks_;
  bool loaded_ = false;
};

/// What can be chosen of a training, with its defaults.
std::vector<Parameter> trainingParameters();
/// One step that trains all of it.
Result<TrainingPlan> planOf(const std::shared_ptr<Method>& method, const Parameters& training);

}  // namespace kerb::depth_semantics
