#include "core/frame/resize_frame.h"

#include <ATen/ops/tensor.h>

#include "core/frame/resample.h"

namespace kerb {
namespace {

void resizeMap(std::optional<at::Tensor>& map, int64_t width, int64_t height) {
  if (map) map = resizeNearest(*map, width, height);
}

void resizeFlow(std::optional<at::Tensor>& flow_px, int64_t width, int64_t height) {
  if (!flow_px) return;
  const double x = static_cast<double>(width) / static_cast<double>(flow_px->size(2));
  const double y = static_cast<double>(height) / static_cast<double>(flow_px->size(1));
  flow_px = resizeNearest(*flow_px, width, height).mul_(at::tensor({x, y}, at::kFloat).view({2, 1, 1}));
}

}  // namespace

Frame resized(Frame frame, int64_t width, int64_t height) {
  if (frame.width() == width && frame.height() == height) return frame;
  frame.image = resizeLanczos(frame.image, width, height);
  resizeMap(frame.depth_m, width, height);
  if (frame.semantics) frame.semantics->ids = resizeNearest(frame.semantics->ids, width, height);
  resizeMap(frame.instance_ids, width, height);
  resizeFlow(frame.flow_px, width, height);
  resizeFlow(frame.backward_flow_px, width, height);
  if (frame.stereo) {
    frame.stereo->image = resizeLanczos(frame.stereo->image, width, height);
    resizeMap(frame.stereo->depth_m, width, height);
  }
  return frame;
}

}  // namespace kerb
