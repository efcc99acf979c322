#include "core/geometry/disparity.h"

#include <stdexcept>

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace kerb {
namespace {

struct Line {
  double offset, slope;
};

Line lineOf(const DepthRange& range) {
  if (!(range.minimum > 0 && range.maximum > range.minimum)) {
    throw std::invalid_argument(fmt::format("depth range {} to {}", range.minimum, range.maximum));
  }
  return {1 / range.maximum, 1 / range.minimum - 1 / range.maximum};
}

}  // namespace

at::Tensor scaledDisparity(const at::Tensor& sigmoid, const DepthRange& range) {
  const Line line = lineOf(range);
  return line.offset + line.slope * sigmoid;
}

at::Tensor depthFromSigmoid(const at::Tensor& sigmoid, const DepthRange& range) {
  return scaledDisparity(sigmoid, range).reciprocal();
}

double depthFromSigmoid(double sigmoid, const DepthRange& range) {
  const Line line = lineOf(range);
  return 1 / (line.offset + line.slope * sigmoid);
}

}  // namespace kerb
