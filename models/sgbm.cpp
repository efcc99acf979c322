// Semi-global matching (Hirschmueller, "Stereo Processing by Semiglobal Matching and Mutual Information",
// TPAMI 2008) in OpenCV's block variant: metric depth of rectified stereo pairs, with no network and no
// weights.
#include <ATen/ATen.h>
#include <fmt/format.h>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include "core/method/method.h"

namespace kerb {
namespace {

struct SgbmSettings {
  int max_disparity_px = 128;
  int block_px = 5;
  int uniqueness_percent = 10;
  int speckle_px = 100;
  int left_right_px = 1;
};

/// [3,H,W] uint8 RGB -> grey, with `margin_px` columns repeated in front. `mirrored` flips left and right.
/// The matcher gives no disparity in the first max_disparity columns; the margin moves them out of the
/// picture.
cv::Mat grey(const at::Tensor& image, bool mirrored, int margin_px) {
  const at::Tensor interleaved = image.permute({1, 2, 0}).contiguous();
  const cv::Mat rgb(static_cast<int>(interleaved.size(0)), static_cast<int>(interleaved.size(1)), CV_8UC3,
                    interleaved.data_ptr());
  cv::Mat out;
  cv::cvtColor(rgb, out, cv::COLOR_RGB2GRAY);
  if (mirrored) cv::flip(out, out, 1);
  cv::copyMakeBorder(out, out, 0, 0, margin_px, 0, cv::BORDER_REPLICATE);
  return out;
}

class Sgbm final : public Method {
 public:
  explicit Sgbm(const SgbmSettings& s)
      : max_disparity_px_(s.max_disparity_px), left_right_px_(s.left_right_px) {
    const int area = s.block_px * s.block_px;
    // P1 = 8 b^2 and P2 = 32 b^2: the smoothness penalties that OpenCV's manual gives for one channel.
    matcher_ = cv::StereoSGBM::create(0, s.max_disparity_px, s.block_px, 8 * area, 32 * area, -1, 31,
                                      s.uniqueness_percent, s.speckle_px, 2, cv::StereoSGBM::MODE_SGBM_3WAY);
  }

  Status prepare(torch::Device, Precision) override { return {}; }

  Result<Prediction> predict(const Input& input) override {
    const Frame& frame = input.target;
    if (!frame.stereo) return Error{"this frame has no stereo partner", frame.name};
    if (frame.stereo->image.sizes() != frame.image.sizes()) {
      return Error{"the two images of the pair differ in size", frame.name};
    }
    const at::Tensor disparity_px = match(frame);
    const double fx_px = frame.camera.fx * static_cast<double>(frame.width());
    const double baseline_m = std::abs(frame.stereo->baseline_m);
    Prediction prediction;
    const at::Tensor found = disparity_px > 0;
    prediction.depth =
        at::where(found, fx_px * baseline_m / disparity_px.clamp_min(1.0F / 16), 0.0).to(at::kFloat);
    prediction.scale = {ScaleKind::metric, fmt::format("stereo baseline {:.4f} m", baseline_m)};
    prediction.disparity = disparity_px;
    prediction.disparity_unit = "px";
    return prediction;
  }

 private:
  /// [H,W] float32 pixels; 0 where nothing was found, or where matching from the partner back to the target
  /// ends elsewhere: what only one camera sees. (OpenCV's own check does nothing in the three-way mode.)
  at::Tensor match(const Frame& frame) {
    const bool target_is_right = frame.stereo->baseline_m < 0;
    at::Tensor disparity = matchOneWay(frame.image, frame.stereo->image, target_is_right);
    if (left_right_px_ < 0) return disparity;
    const at::Tensor back = matchOneWay(frame.stereo->image, frame.image, !target_is_right);
    const at::Tensor column = at::arange(disparity.size(1), disparity.options());
    const at::Tensor met = column + (target_is_right ? disparity : -disparity);
    const at::Tensor returned = back.gather(1, met.round().clamp(0, disparity.size(1) - 1).to(at::kLong));
    return disparity.masked_fill((disparity - returned).abs() > left_right_px_, 0);
  }

  /// [H,W] float32 pixels to a sixteenth; 0 where nothing was found. The matcher expects the target on the
  /// left; a right one becomes that in the mirror.
  at::Tensor matchOneWay(const at::Tensor& target, const at::Tensor& partner, bool mirrored) {
    cv::Mat sixteenths;
    matcher_->compute(grey(target, mirrored, max_disparity_px_), grey(partner, mirrored, max_disparity_px_),
                      sixteenths);
    sixteenths = sixteenths.colRange(max_disparity_px_, sixteenths.cols).clone();
    if (mirrored) cv::flip(sixteenths, sixteenths, 1);
    const at::Tensor raw = at::from_blob(sixteenths.data, {sixteenths.rows, sixteenths.cols}, at::kShort);
    const at::Tensor disparity = raw.to(at::kFloat).div_(16).clamp_min_(0);
    // The best of all that was searched lies at the far end: there is no minimum inside, as in an empty sky.
    return disparity.masked_fill_(disparity >= max_disparity_px_ - 2, 0);
  }

  int max_disparity_px_;
  int left_right_px_;
  cv::Ptr<cv::StereoSGBM> matcher_;
};

std::vector<Parameter> sgbmParameters() {
  return {
      {"max_disparity",
       "largest disparity that is searched; a multiple of 16",
       int64_t{128},
       16,
       1024,
       "px",
       {}},
      {"block", "side of the matched block; odd", int64_t{5}, 1, 21, "px", {}},
      {"uniqueness", "by how much the best match must beat the next", int64_t{10}, 0, 100, "%", {}},
      {"speckle", "smaller islands of disparity are dropped; 0 keeps them", int64_t{100}, 0, 10000, "px", {}},
      {"left_right",
       "largest difference between both matching directions; -1 does not check",
       int64_t{1},
       -1,
       64,
       "px",
       {}},
  };
}

Result<std::shared_ptr<Method>> createSgbm(const Parameters& parameters, const Weights*) {
  const auto whole = [&](const char* name) { return static_cast<int>(parameters.get<int64_t>(name)); };
  const SgbmSettings settings{whole("max_disparity"), whole("block"), whole("uniqueness"), whole("speckle"),
                              whole("left_right")};
  if (settings.max_disparity_px % 16 != 0)
    return Error{"must be a multiple of 16", "parameter max_disparity"};
  if (settings.block_px % 2 == 0) return Error{"must be odd", "parameter block"};
  return std::shared_ptr<Method>(std::make_shared<Sgbm>(settings));
}

}  // namespace

MethodSpec sgbmSpec() {
  MethodSpec spec;
  spec.id = "sgbm";
  spec.title = "Semi-global matching";
  spec.citation =
      "H. Hirschmueller, Stereo Processing by Semiglobal Matching and Mutual Information, TPAMI 2008";
  spec.summary = "Metric depth of stereo pairs by classical matching (OpenCV); needs no weights";
  spec.needs.stereo = Need::required;
  spec.parameters = sgbmParameters();
  spec.create = createSgbm;
  return spec;
}

}  // namespace kerb
