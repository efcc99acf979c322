// Losses for depth that is known: of rendered pictures, of LiDAR. Composed of LibTorch operators, on any
// device; unknown depth teaches nothing.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace kerb {

/// Depth that a network can learn, in its unit, and where it is known.
struct DepthTarget {
  at::Tensor depth;  ///< [B,1,H,W] floating, > 0 everywhere
  at::Tensor known;  ///< [B,1,H,W] bool
};

/// True depth of one batch as the target of a network that does not see its lens: a picture through twice the
/// focal length looks as if everything were at half the distance, so depth is divided by the focal length
/// relative to one that is fixed (what Metric3D, Yin et al. 2023, section 3.2, calls the canonical camera).
/// Farther than `farthest` counts as `farthest`, and so does the sky, whose depth sources do not have.
///   depth_m        [B,1,H,W] floating; 0 where unknown
///   sky            [B,H,W] bool; undefined: nothing is
///   focal_ratio    [B] floating, > 0: focal length / the fixed one
DepthTarget canonicalDepthTarget(const at::Tensor& depth_m, const at::Tensor& sky,
                                 const at::Tensor& focal_ratio, double farthest);

/// mean |log depth - log target| where it is known; 0, with a gradient of 0, where nothing is.
///   depth     [B,1,H,W] floating, > 0
///   returns   a scalar
at::Tensor logDepthError(const at::Tensor& depth, const DepthTarget& target);

/// Edges and slopes of depth: with R = log depth - log target, the mean over pairs of pixels that are both
/// known of |R(x+step) - R(x)| + |R(y+step) - R(y)|, averaged over steps 1, 2, 4 ... (`scales` of them; the
/// gradient matching term of Li and Snavely 2018, eq. 4). 0, with a gradient of 0, where no pair is known.
///   depth     [B,1,H,W] floating, > 0; H, W > the largest step
///   returns   a scalar
at::Tensor logDepthGradientError(const at::Tensor& depth, const DepthTarget& target, int64_t scales = 4);

}  // namespace kerb
