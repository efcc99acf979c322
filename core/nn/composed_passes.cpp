#include "core/nn/composed_passes.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/replication_pad2d.h>
#include <ATen/ops/sigmoid.h>

#include "core/nn/resnet.h"

namespace kerb::composed {

at::Tensor normalisedNhwc(const at::Tensor& rgb, at::ScalarType type) {
  return ((rgb - kInputMean) / kInputDeviation).to(type).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor padNhwc(const at::Tensor& x, Border border, bool elu) {
  const at::Tensor active = elu ? at::elu(x) : x;
  return border == Border::reflect ? at::reflection_pad2d(active, {1, 1, 1, 1})
                                   : at::replication_pad2d(active, {1, 1, 1, 1});
}

at::Tensor maxPoolNhwc(const at::Tensor& x) { return at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1}); }

at::Tensor disparityHead(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const at::ScalarType type = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor padded = padNhwc(x.to(type), Border::reflect, true);
  return at::sigmoid(at::conv2d(padded, weight.to(type), bias.to(type))).contiguous();
}

}  // namespace kerb::composed
