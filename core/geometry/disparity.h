// From a network's sigmoid to depth.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// Limits of the depth that a sigmoid can express, in the network's own unit of length.
struct DepthRange {
  double minimum = 0.1;
  double maximum = 100;
};

/// disparity = 1/maximum + (1/minimum - 1/maximum) * sigmoid: inverse depth, not pixels of stereo matching.
///   sigmoid  any shape, floating, in [0,1];  returns the same shape, in [1/maximum, 1/minimum]
at::Tensor scaledDisparity(const at::Tensor& sigmoid, const DepthRange& range = {});

/// depth = 1 / scaledDisparity
at::Tensor depthFromSigmoid(const at::Tensor& sigmoid, const DepthRange& range = {});
double depthFromSigmoid(double sigmoid, const DepthRange& range = {});

}  // namespace kerb
