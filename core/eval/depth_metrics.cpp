#include "core/eval/depth_metrics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"
#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr double kNoLimit = 1e9;

/// Shares of height (top, bottom) and of width (left, right).
struct CropShares {
  double top, bottom, left, right;
};
constexpr CropShares kGarg{0.40810811, 0.99189189, 0.03594771, 0.96405229};
constexpr CropShares kEigen{0.3324324, 0.91351351, 0.0359477, 0.96405229};

double* contiguousDoubles(at::Tensor& map) {
  map = map.to(at::kCPU, at::kDouble).contiguous();
  return map.mutable_data_ptr<double>();
}

}  // namespace

EvalWindow windowOf(EvalCrop crop, int64_t height, int64_t width) {
  if (crop == EvalCrop::none) return {0, height, 0, width};
  const CropShares& shares = crop == EvalCrop::garg ? kGarg : kEigen;
  const auto part = [](double share, int64_t size) {
    return static_cast<int64_t>(std::floor(share * static_cast<double>(size)));
  };
  return {part(shares.top, height), part(shares.bottom, height), part(shares.left, width),
          part(shares.right, width)};
}

const std::vector<DepthProtocol>& depthProtocols() {
  static const std::vector<DepthProtocol> all{
      {"eigen", "Eigen, LiDAR, Garg's crop, up to 80 m", EvalCrop::garg, 1e-3, 80, 1e-3, 80, "eigen"},
      {"eigen50", "Eigen, LiDAR, Garg's crop, 1 to 50 m", EvalCrop::garg, 1, 50, 1, 50, "eigen"},
      {"improved", "KITTI's improved depth, no crop", EvalCrop::none, 0, kNoLimit, 1e-3, 80, "improved"},
      {"plain", "every pixel whose truth is below 80 m", EvalCrop::none, 1e-3, 80, 1e-3, 80, ""},
  };
  return all;
}

Result<DepthProtocol> depthProtocol(const std::string& id) {
  std::vector<std::string> ids;
  for (const DepthProtocol& protocol : depthProtocols()) {
    if (protocol.id == id) return protocol;
    ids.push_back(protocol.id);
  }
  return Error{fmt::format("there is no protocol '{}'", id), "--protocol",
               fmt::format("There are: {}", fmt::join(ids, ", "))};
}

Result<DepthProtocol> withCap(DepthProtocol protocol, const std::string& range) {
  const size_t colon = range.find(':');
  const auto least = parseNumber(range.substr(0, colon));
  const auto most = parseNumber(colon == std::string::npos ? "" : range.substr(colon + 1));
  if (!least || !most || *least <= 0 || *most <= *least)
    return Error{fmt::format("'{}' is not MIN:MAX with 0 < MIN < MAX", range), "--cap",
                 "For example --cap 1:50"};
  protocol.truth_above = protocol.least = *least;
  protocol.truth_below = protocol.most = *most;
  return protocol;
}

const std::vector<DepthErrorName>& depthErrorNames() {
  static const std::vector<DepthErrorName> names{
      {"abs_rel", &DepthErrors::abs_rel}, {"sq_rel", &DepthErrors::sq_rel},
      {"rmse", &DepthErrors::rmse},       {"rmse_log", &DepthErrors::rmse_log},
      {"log10", &DepthErrors::log10},     {"delta_1", &DepthErrors::delta_1},
      {"delta_2", &DepthErrors::delta_2}, {"delta_3", &DepthErrors::delta_3}};
  return names;
}

double DepthPairs::coverage() const {
  return counted == 0 ? 0 : static_cast<double>(truth.size()) / static_cast<double>(counted);
}

DepthPairs depthPairs(const at::Tensor& prediction, const at::Tensor& truth_m,
                      const DepthProtocol& protocol) {
  expectShape(truth_m, {"H", "W"});
  const int64_t height = truth_m.size(0), width = truth_m.size(1);
  expectShape(prediction, {height, width});
  at::Tensor predicted_map = prediction, truth_map = truth_m;
  const double* predicted = contiguousDoubles(predicted_map);
  const double* truth = contiguousDoubles(truth_map);
  const EvalWindow window = windowOf(protocol.crop, height, width);
  DepthPairs pairs;
  for (int64_t y = window.top; y < window.bottom; ++y) {
    for (int64_t x = window.left; x < window.right; ++x) {
      const double t = truth[y * width + x], p = predicted[y * width + x];
      if (!(t > protocol.truth_above && t < protocol.truth_below)) continue;
      ++pairs.counted;
      if (!std::isfinite(p) || p <= 0) continue;
      pairs.predicted.push_back(p);
      pairs.truth.push_back(t);
    }
  }
  return pairs;
}

double medianOf(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument("medianOf: no values");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

std::optional<double> medianRatio(const DepthPairs& pairs) {
  if (pairs.truth.empty()) return std::nullopt;
  return medianOf(pairs.truth) / medianOf(pairs.predicted);
}

std::optional<DepthErrors> depthErrors(const DepthPairs& pairs, const DepthProtocol& protocol, double scale) {
  if (pairs.truth.empty()) return std::nullopt;
  DepthErrors sum;
  for (size_t i = 0; i < pairs.truth.size(); ++i) {
    const double t = pairs.truth[i];
    const double p = std::clamp(pairs.predicted[i] * scale, protocol.least, protocol.most);
    const double difference = p - t, logarithm = std::log(p / t), ratio = std::max(p / t, t / p);
    sum.abs_rel += std::abs(difference) / t;
    sum.sq_rel += difference * difference / t;
    sum.rmse += difference * difference;
    sum.rmse_log += logarithm * logarithm;
    sum.log10 += std::abs(logarithm) / std::log(10.0);
    sum.delta_1 += ratio < 1.25 ? 1 : 0;
    sum.delta_2 += ratio < 1.25 * 1.25 ? 1 : 0;
    sum.delta_3 += ratio < 1.25 * 1.25 * 1.25 ? 1 : 0;
  }
  for (const DepthErrorName& error : depthErrorNames())
    sum.*error.value /= static_cast<double>(pairs.truth.size());
  sum.rmse = std::sqrt(sum.rmse);
  sum.rmse_log = std::sqrt(sum.rmse_log);
  return sum;
}

DepthErrors meanErrors(const std::vector<DepthErrors>& images) {
  if (images.empty()) throw std::invalid_argument("meanErrors: no images");
  DepthErrors mean;
  for (const DepthErrorName& error : depthErrorNames()) {
    for (const DepthErrors& image : images) mean.*error.value += image.*error.value;
    mean.*error.value /= static_cast<double>(images.size());
  }
  return mean;
}

at::Tensor blendMirrored(const at::Tensor& disparity, const at::Tensor& mirrored) {
  expectShape(disparity, {"H", "W"});
  expectShape(mirrored, {disparity.size(0), disparity.size(1)});
  const at::Tensor x = at::linspace(0, 1, disparity.size(1), at::kDouble).to(disparity.device());
  const at::Tensor left = 1 - at::clamp(20 * (x - 0.05), 0, 1);
  const at::Tensor right = left.flip(0);
  const at::Tensor mean = (disparity.to(at::kDouble) + mirrored.to(at::kDouble)) / 2;
  const at::Tensor blended = right * disparity + left * mirrored + (1 - left - right) * mean;
  return blended.to(disparity.scalar_type());
}

}  // namespace kerb
