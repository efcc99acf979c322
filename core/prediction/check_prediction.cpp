#include "core/prediction/check_prediction.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kerb {
namespace {

Error breach(std::string_view part, std::string_view what, const Frame& frame) {
  return {fmt::format("the prediction's {} {}", part, what), fmt::format("frame {}", frame.index)};
}

Status checkType(std::string_view part, const at::Tensor& map, at::ScalarType type, const Frame& frame) {
  if (!map.defined()) return breach(part, "is an undefined tensor", frame);
  if (map.scalar_type() == type) return {};
  return breach(
      part, fmt::format("is {}, expected {}", c10::toString(map.scalar_type()), c10::toString(type)), frame);
}

Status checkSize(std::string_view part, const at::Tensor& map, const Frame& frame) {
  if (!map.defined()) return breach(part, "is an undefined tensor", frame);
  if (map.dim() == 2 && map.size(0) == frame.height() && map.size(1) == frame.width()) return {};
  const auto sizes = map.sizes();
  return breach(part,
                fmt::format("has shape [{}], expected the frame's [{}, {}]",
                            fmt::join(sizes.begin(), sizes.end(), ", "), frame.height(), frame.width()),
                frame);
}

Status checkFinite(std::string_view part, const at::Tensor& map, const Frame& frame) {
  const int64_t bad = map.numel() - map.isfinite().sum().item<int64_t>();
  if (bad == 0) return {};
  return breach(part, fmt::format("has {} values that are NaN or infinite", bad), frame);
}

/// [H,W] float32 at the frame's size, finite, >= 0.
Status checkDistance(std::string_view part, const at::Tensor& map, const Frame& frame) {
  KERB_CHECK(checkType(part, map, at::kFloat, frame));
  KERB_CHECK(checkSize(part, map, frame));
  KERB_CHECK(checkFinite(part, map, frame));
  if (map.lt(0).any().item<bool>()) return breach(part, "has negative values", frame);
  return {};
}

Status checkDisparity(const Prediction& prediction, const Frame& frame) {
  const at::Tensor& disparity = *prediction.disparity;
  KERB_CHECK(checkType("disparity", disparity, at::kFloat, frame));
  if (disparity.dim() != 2) return breach("disparity", "is not [h,w]", frame);
  KERB_CHECK(checkFinite("disparity", disparity, frame));
  if (prediction.disparity_unit.empty()) return breach("disparity", "has no unit", frame);
  return {};
}

Status checkSemantics(const Prediction& prediction, const Frame& frame) {
  const auto& [ids, taxonomy] = *prediction.semantics;
  KERB_CHECK(checkType("semantics", ids, at::kByte, frame));
  KERB_CHECK(checkSize("semantics", ids, frame));
  const auto unknown =
      ids.ge(static_cast<int64_t>(classes(taxonomy).size())).logical_and(ids.ne(kIgnoreLabel));
  if (unknown.any().item<bool>())
    return breach("semantics", "has ids that its taxonomy does not know", frame);
  if (prediction.semantics_from.empty()) return breach("semantics", "do not say where they are from", frame);
  return {};
}

Status checkPose(const Eigen::Isometry3d& pose, const Frame& frame) {
  const Eigen::Matrix3d rotation = pose.linear();
  const double deviation = (rotation * rotation.transpose() - Eigen::Matrix3d::Identity()).norm();
  const bool rigid = deviation < 1e-4 && rotation.determinant() > 0 && pose.translation().allFinite();
  if (!rigid) return breach("camera_from_previous", "is not a finite rotation and translation", frame);
  return {};
}

Status checkMap(const AuxiliaryMap& map, const Frame& frame) {
  if (map.name.empty() || map.meaning.empty())
    return breach("auxiliary map", fmt::format("'{}' lacks a name or a meaning", map.name), frame);
  if (!map.values.defined() || map.values.dim() != 2)
    return breach("auxiliary map", fmt::format("'{}' is not [H,W]", map.name), frame);
  return {};
}

}  // namespace

Status checkPrediction(const Prediction& prediction, const Frame& frame) {
  if (!prediction.depth && !prediction.disparity && !prediction.semantics)
    return breach("depth, disparity and semantics", "are all missing", frame);
  if (prediction.depth) {
    KERB_CHECK(checkDistance("depth", *prediction.depth, frame));
    if (prediction.scale.how.empty()) return breach("scale", "does not say where it is from", frame);
  }
  if (prediction.disparity) KERB_CHECK(checkDisparity(prediction, frame));
  if (prediction.semantics) KERB_CHECK(checkSemantics(prediction, frame));
  if (prediction.uncertainty) KERB_CHECK(checkDistance("uncertainty", *prediction.uncertainty, frame));
  if (prediction.camera_from_previous) KERB_CHECK(checkPose(*prediction.camera_from_previous, frame));
  for (const auto& map : prediction.maps) KERB_CHECK(checkMap(map, frame));
  return {};
}

}  // namespace kerb
