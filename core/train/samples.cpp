#include "core/train/samples.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/method/input.h"
#include "core/prediction/colour_map.h"
#include "core/train/png.h"
#include "core/weights/copy_into.h"

namespace kerb {
namespace {

/// [3,2H,W] uint8: the image above its depth, near red, far blue.
at::Tensor pictureOf(const at::Tensor& image, const at::Tensor& depth) {
  const at::Tensor map = depth.to(at::kCPU, at::kFloat).contiguous();
  const Range range = percentileRange(map).value_or(Range{1, 1});
  return at::cat({image.cpu(), colourise(map, range, ColourMap::turbo, Scaling::inverse)}, 1);
}

at::Device deviceOf(const Method& method) {
  const auto parameters = method.parameters();
  return parameters.empty() ? at::Device(at::kCPU) : parameters.front().device();
}

}  // namespace

Samples::Samples(const MethodSpec& spec, Parameters model, StreamData data, int64_t count)
    : spec_(spec), model_(std::move(model)), data_(std::move(data)) {
  const auto all = static_cast<int64_t>(data_.targets.size());
  count = std::min(count, all);
  for (int64_t i = 0; i < count; ++i)
    frames_.push_back(data_.targets[static_cast<size_t>((2 * i + 1) * all / (2 * count))]);
}

/// Ready to predict: what that does to a method would be in the way of training.
Result<std::shared_ptr<Method>> Samples::copyOf(const Method& trained, WeightsInfo info) const {
  const Weights weights{{}, std::move(info), tensorsOf(trained)};
  KERB_TRY(auto copy, spec_.create(model_, &weights));
  KERB_CHECK(copy->prepare(deviceOf(trained), Precision::fp32));
  return copy;
}

Result<std::vector<std::pair<std::string, at::Tensor>>> Samples::draw(const std::filesystem::path& run,
                                                                      int64_t iteration,
                                                                      const Method& trained,
                                                                      WeightsInfo info) const {
  std::vector<std::pair<std::string, at::Tensor>> pictures;
  if (frames_.empty()) return pictures;
  KERB_TRY(const auto method, copyOf(trained, std::move(info)));
  for (const int64_t frame : frames_) {
    KERB_TRY(const Input input, gatherInput(*data_.source, frame, method->narrowed(spec_.needs), {}));
    KERB_TRY(const Prediction prediction, method->predict(input));
    if (!prediction.depth) continue;
    const at::Tensor picture = pictureOf(input.target.image, *prediction.depth);
    const std::string name = fmt::format("frame-{:06}", frame);
    const auto file = run / "samples" / fmt::format("step-{:08}", iteration) / (name + ".png");
    KERB_CHECK(writeWhole(file, encodePng(picture)));
    pictures.emplace_back(name, picture);
  }
  return pictures;
}

}  // namespace kerb
