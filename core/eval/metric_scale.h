// How the depth of a prediction becomes metres: what a user says about it, where the method cannot know.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/frame/frame.h"
#include "core/prediction/prediction.h"

namespace kerb {

struct Needs;

enum class ScaleRule {
  method,         ///< as the method gives it
  factor,         ///< times a number
  camera_height,  ///< so that the camera is so many metres above the road, in every frame
  ground_truth,   ///< so that the medians of depth and of the source's ground truth agree, in every frame
};

struct ScaleChoice {
  ScaleRule rule = ScaleRule::method;
  double value = 1;  ///< the factor, or metres
  bool operator==(const ScaleChoice&) const = default;
};

/// "method", "truth", "height:1.65" or a factor, "5.4".
Result<ScaleChoice> parseScale(const std::string& text);
/// What parseScale() reads.
std::string scaleText(const ScaleChoice& choice);
/// A factor or a height that nobody can mean is an Error.
Status checkScale(const ScaleChoice& choice);

/// Depth that is the source's own is not scaled.
ScaleChoice scaleFor(const ScaleChoice& choice, const Needs& needs);
/// What is read of a frame to find the scale, besides the image.
FrameParts partsFor(const ScaleChoice& choice);

/// Multiplies depth, uncertainty and the way of the camera, and says so in prediction.scale. A frame that has
/// nothing to measure by (no truth, no road) stays as the method gave it, with a word in
/// prediction.fallbacks.
void applyScale(const ScaleChoice& choice, const Frame& frame, Prediction& prediction);

}  // namespace kerb
