// How far a depth map is from the truth: the errors of Eigen et al. (NIPS 2014) that all papers of this field
// report, under the protocols in which they report them (methods.md section 6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

enum class EvalCrop {
  none,
  garg,   ///< Garg et al., ECCV 2016: where KITTI's LiDAR reaches
  eigen,  ///< Eigen et al., NIPS 2014
};

/// Rows top <= y < bottom and columns left <= x < right.
struct EvalWindow {
  int64_t top = 0, bottom = 0, left = 0, right = 0;
};
/// The crop in an image of this size, borders rounded down.
EvalWindow windowOf(EvalCrop crop, int64_t height, int64_t width);

/// Which pixels count, and how predictions are bounded.
struct DepthProtocol {
  std::string id, title;
  EvalCrop crop = EvalCrop::none;
  double truth_above = 0;  ///< metres; pixels with truth_above < truth < truth_below count
  double truth_below = 0;
  double least = 0, most = 0;  ///< metres; predictions are clamped to these after they are scaled
  std::string kitti_truth;     ///< what SourceOptions::depth of KITTI raw must be; empty: as the user says
};

/// eigen, eigen50, improved, plain.
const std::vector<DepthProtocol>& depthProtocols();
/// Unknown: an Error that lists them.
Result<DepthProtocol> depthProtocol(const std::string& id);

/// The protocol with another range of depths: "1:50", metres. Anything else than 0 < MIN < MAX: an Error.
Result<DepthProtocol> withCap(DepthProtocol protocol, const std::string& range);

/// Of one image, or the mean over images. Errors are of depth in metres.
struct DepthErrors {
  double abs_rel = 0;   ///< mean |p - t| / t
  double sq_rel = 0;    ///< mean (p - t)^2 / t, metres
  double rmse = 0;      ///< sqrt(mean (p - t)^2), metres
  double rmse_log = 0;  ///< sqrt(mean (ln p - ln t)^2)
  double log10 = 0;     ///< mean |log10 p - log10 t|
  double delta_1 = 0;   ///< share of pixels with max(p/t, t/p) < 1.25
  double delta_2 = 0;   ///< < 1.25^2
  double delta_3 = 0;   ///< < 1.25^3
};

/// The errors' names as in tables and in JSON, and where they are.
struct DepthErrorName {
  const char* name;
  double DepthErrors::* value;
};
const std::vector<DepthErrorName>& depthErrorNames();

/// Predicted and true depth of the pixels that count.
struct DepthPairs {
  std::vector<double> predicted, truth;  ///< of the same size
  int64_t counted = 0;      ///< pixels with a truth that counts; more where some are not predicted
  double coverage() const;  ///< share of those that are predicted
};

/// prediction  [H,W] floating; 0, NaN and Inf are no prediction (holes of stereo matching): such pixels do
/// not
///             count, but lower the coverage
/// truth_m     [H,W] floating, metres along z; 0 where unknown
DepthPairs depthPairs(const at::Tensor& prediction, const at::Tensor& truth_m, const DepthProtocol& protocol);

/// As numpy has it: of an even number of values the mean of the middle two. Not of none.
double medianOf(std::vector<double> values);

/// median(truth) / median(prediction): what makes a relative depth comparable. Nothing without pixels.
std::optional<double> medianRatio(const DepthPairs& pairs);

/// The errors of predictions times `scale`, clamped to the protocol's range. Nothing without pixels.
std::optional<DepthErrors> depthErrors(const DepthPairs& pairs, const DepthProtocol& protocol, double scale);

/// Over images, each counting once; not of none.
DepthErrors meanErrors(const std::vector<DepthErrors>& images);

/// Post-processing by a mirrored image (Godard et al., CVPR 2017): each disparity where it knows more, their
/// mean between.
///   disparity  [H,W] floating, of the image
///   mirrored   [H,W], of the mirrored image, mirrored back
///   returns    [H,W]: `mirrored` at the left border, `disparity` at the right one
at::Tensor blendMirrored(const at::Tensor& disparity, const at::Tensor& mirrored);

}  // namespace kerb
