#include "core/eval/metric_scale.h"

#include <cmath>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/eval/depth_metrics.h"
#include "core/eval/ground_plane.h"
#include "core/method/method.h"

namespace kerb {
namespace {

constexpr double kLeastFactor = 1e-6, kLargestFactor = 1e6;
constexpr double kLowestCamera = 0.05, kHighestCamera = 100;  // metres
constexpr double kEnoughMapPixels = 300'000;
constexpr size_t kFewestPixels = 20;

/// Every so many-th row and column: a median needs no more pixels.
at::Tensor thinned(const at::Tensor& map) {
  const auto step = static_cast<int64_t>(std::sqrt(static_cast<double>(map.numel()) / kEnoughMapPixels));
  return step < 2 ? map : map.slice(0, 0, map.size(0), step).slice(1, 0, map.size(1), step);
}

std::optional<double> truthFactor(const Frame& frame, const at::Tensor& depth) {
  if (!frame.depth_m || frame.depth_m->sizes() != depth.sizes()) return std::nullopt;
  const DepthProtocol every{"", "", EvalCrop::none, 1e-3, 1e4, 0, 0, ""};
  const DepthPairs pairs =
      depthPairs(thinned(depth).to(at::kCPU), thinned(*frame.depth_m).to(at::kCPU), every);
  return pairs.truth.size() < kFewestPixels ? std::nullopt : medianRatio(pairs);
}

std::optional<at::Tensor> roadOf(const SemanticMap& labels) {
  const auto known = classes(labels.taxonomy);
  for (size_t id = 0; id < known.size(); ++id) {
    if (known[id].name == "road" || known[id].name == "Road") return labels.ids == static_cast<int64_t>(id);
  }
  return std::nullopt;
}

std::optional<double> heightFactor(const Frame& frame, const Prediction& prediction, double height_m) {
  const auto& labels = prediction.semantics ? prediction.semantics : frame.semantics;
  const auto ground = groundPlane(*prediction.depth, frame.camera, labels ? roadOf(*labels) : std::nullopt);
  return ground ? std::optional(height_m / ground->height) : std::nullopt;
}

std::optional<double> factorOf(const ScaleChoice& choice, const Frame& frame, const Prediction& prediction) {
  if (choice.rule == ScaleRule::factor) return choice.value;
  if (choice.rule == ScaleRule::ground_truth) return truthFactor(frame, *prediction.depth);
  return heightFactor(frame, prediction, choice.value);
}

std::string howOf(const ScaleChoice& choice, const Camera& camera) {
  if (choice.rule == ScaleRule::factor) return fmt::format("factor {:g}", choice.value);
  if (choice.rule == ScaleRule::ground_truth) return "median of the ground truth";
  const bool guess = camera.origin == CameraOrigin::kitti_default;
  return fmt::format("camera {:g} m above the road{}", choice.value, guess ? ", intrinsics are a guess" : "");
}

}  // namespace

Result<ScaleChoice> parseScale(const std::string& text) {
  constexpr std::string_view kHeight = "height:";
  if (text == "method") return ScaleChoice{};
  if (text == "truth") return ScaleChoice{ScaleRule::ground_truth, 1};
  const bool is_height = text.starts_with(kHeight);
  const auto number = parseNumber(is_height ? std::string_view(text).substr(kHeight.size()) : text);
  if (!number)
    return Error{fmt::format("'{}' is no scale", text), "--scale",
                 "Give method, truth, height:METRES (of the camera above the road) or a factor"};
  const ScaleChoice choice{is_height ? ScaleRule::camera_height : ScaleRule::factor, *number};
  KERB_CHECK(checkScale(choice));
  return choice;
}

std::string scaleText(const ScaleChoice& choice) {
  if (choice.rule == ScaleRule::method) return "method";
  if (choice.rule == ScaleRule::ground_truth) return "truth";
  return fmt::format("{}{}", choice.rule == ScaleRule::camera_height ? "height:" : "", choice.value);
}

Status checkScale(const ScaleChoice& choice) {
  const double v = choice.value;
  if (choice.rule == ScaleRule::factor && !(v >= kLeastFactor && v <= kLargestFactor))
    return Error{
        fmt::format("a factor of {:g} is not between {:g} and {:g}", v, kLeastFactor, kLargestFactor),
        "--scale"};
  if (choice.rule == ScaleRule::camera_height && !(v >= kLowestCamera && v <= kHighestCamera))
    return Error{fmt::format("a camera {:g} m above the road is not between {:g} and {:g} m", v,
                             kLowestCamera, kHighestCamera),
                 "--scale"};
  return {};
}

ScaleChoice scaleFor(const ScaleChoice& choice, const Needs& needs) {
  return needs.depth != Need::none ? ScaleChoice{} : choice;
}

FrameParts partsFor(const ScaleChoice& choice) {
  FrameParts parts;
  parts.depth = choice.rule == ScaleRule::ground_truth;
  parts.semantics = choice.rule == ScaleRule::camera_height;
  return parts;
}

void applyScale(const ScaleChoice& choice, const Frame& frame, Prediction& prediction) {
  if (choice.rule == ScaleRule::method || !prediction.depth) return;
  const auto factor = factorOf(choice, frame, prediction);
  if (!factor || !std::isfinite(*factor) || *factor <= 0) {
    prediction.fallbacks.emplace_back(choice.rule == ScaleRule::ground_truth
                                          ? "scale as the method gives it: the frame has no ground truth"
                                          : "scale as the method gives it: no road was found in the frame");
    return;
  }
  prediction.depth = *prediction.depth * *factor;
  if (prediction.uncertainty) prediction.uncertainty = *prediction.uncertainty * *factor;
  if (prediction.camera_from_previous) prediction.camera_from_previous->translation() *= *factor;
  prediction.scale = {ScaleKind::aligned, howOf(choice, frame.camera)};
}

}  // namespace kerb
