// What every method's prediction must keep to.
#pragma once

#include "core/base/result.h"
#include "core/frame/frame.h"
#include "core/prediction/prediction.h"

namespace kerb {

/// Success if the prediction keeps to the contract of prediction.h for this frame, else the first breach in
/// words: sizes and types of all maps, depth and uncertainty finite and >= 0, class ids of their taxonomy or
/// kIgnoreLabel, a finite rigid pose, units and origins named where there is something to name. Says
/// something: at least one of depth, disparity and semantics.
Status checkPrediction(const Prediction& prediction, const Frame& frame);

}  // namespace kerb
