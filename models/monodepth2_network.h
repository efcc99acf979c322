// The networks of Monodepth2: depth, motion, and what a run of training asks of them. See monodepth2.cpp.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/loss/reprojection.h"
#include "core/method/method.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/fast_depth.h"
#include "core/nn/pose.h"
#include "core/nn/resnet.h"
#include "core/train/plan.h"
#include "models/image_network.h"

namespace kerb::monodepth2 {

struct Configuration {
  NetworkSize size;
  int64_t semantic_classes;
  double min_depth, max_depth;
  bool stereo, pose;
  double baseline;  ///< metres between the cameras of the stereo pairs
};

/// Sizes and ranges that cannot be: an Error.
Status check(const Configuration& configuration);

/// What a run of training chooses.
struct LossChoices {
  ReprojectionOptions reprojection;
  double smoothness;
  bool full_resolution, tie_noise;
};

/// Disparity at four scales, classes where asked for, motion between two frames.
class Monodepth2 final : public Method {
 public:
  explicit Monodepth2(const Configuration& configuration);
  /// Weights that do not fit: an Error that names what.
  Status load(const Weights& weights);

  std::pair<int64_t, int64_t> inputSize() const override {
    return {configuration_.size.width, configuration_.size.height};
  }
  Status prepare(torch::Device device, Precision precision) override;
  Needs narrowed(Needs needs) const override {
    if (!pose_encoder_) needs.previous = Need::none;
    return needs;
  }
  Result<Prediction> predict(const Input& input) override;

  const Configuration& configuration() const { return configuration_; }
  /// Starts the encoders from a torchvision ResNet.
  Status startFrom(const std::filesystem::path& resnet);
  /// Whether it has weights that were trained.
  bool loaded() const { return loaded_; }
  /// An untrained decoder says about this depth everywhere, in the network's unit, between min_depth and
  /// max_depth.
  void startAtDepth(double depth);
  /// Modules that training changes.
  std::vector<std::string> trained() const;
  /// L = 1/scales sum_s [reprojection_s + smoothness / 2^s smoothness_s] (Godard et al. 2019, section 3.3).
  StepOutput loss(const StepInput& step, const LossChoices& choices);

 private:
  void addSources(const Batch& batch, DepthOutput* depth, Precision precision, ReprojectionInput& input);
  ReprojectionLoss reprojection(const ReprojectionInput& input, const LossChoices& choices) const;
  void addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const;
  Eigen::Isometry3d motionFrom(const at::Tensor& previous, const at::Tensor& target);

  Configuration configuration_;
  std::shared_ptr<ResnetEncoder> depth_encoder_, pose_encoder_;
  std::shared_ptr<DepthDecoder> depth_decoder_;
  std::shared_ptr<PoseDecoder> pose_decoder_;
  std::optional<FastDepth> fast_depth_;  // from prepare()
  std::optional<FastResnet> fast_pose_;
  torch::Device device_{at::kCPU};
  std::vector<std::string> fallbacks_;
  bool loaded_ = false;
};

/// What can be chosen of a training, with its defaults: the paper's.
std::vector<Parameter> trainingParameters();
/// One step that trains all networks together.
Result<TrainingPlan> planOf(const std::shared_ptr<Method>& method, const Parameters& training);

}  // namespace kerb::monodepth2
