#include "core/frame/batch.h"

#include <functional>
#include <stdexcept>

#include <ATen/ATen.h>

namespace kerb {
namespace {

using Get = std::function<at::Tensor(const Sample&)>;

at::Tensor stacked(const std::vector<Sample>& samples, const Get& get) {
  std::vector<at::Tensor> all;
  all.reserve(samples.size());
  for (const Sample& sample : samples) all.push_back(get(sample));
  return at::stack(all);
}

at::Tensor stackedPictures(const std::vector<Sample>& samples, const Get& get) {
  return stacked(samples, [&](const Sample& s) { return get(s).permute({1, 2, 0}); }).permute({0, 3, 1, 2});
}

BatchView stackedViews(const std::vector<Sample>& samples,
                       const std::function<const View&(const Sample&)>& get) {
  BatchView view{stackedPictures(samples, [&](const Sample& s) { return get(s).image; }), {}};
  const bool same =
      std::ranges::all_of(samples, [&](const Sample& s) { return get(s).augmented.is_same(get(s).image); });
  view.augmented =
      same ? view.image : stackedPictures(samples, [&](const Sample& s) { return get(s).augmented; });
  return view;
}

std::optional<BatchView> stackedIfThere(const std::vector<Sample>& samples,
                                        std::optional<View> Sample::* member) {
  if (!(samples.front().*member)) return std::nullopt;
  return stackedViews(samples, [&](const Sample& s) -> const View& { return (s.*member).value(); });
}

std::optional<at::Tensor> stackedIfThere(const std::vector<Sample>& samples,
                                         std::optional<at::Tensor> Sample::* member) {
  if (!(samples.front().*member)) return std::nullopt;
  return stacked(samples, [&](const Sample& s) { return (s.*member).value(); });
}

/// Bytes travel to the device; they become floats there.
class Mover {
 public:
  Mover(at::Device device, bool channels_last)
      : device_(device),
        network_(channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous) {}

  at::Tensor picture(const at::Tensor& bytes, at::MemoryFormat format) const {
    // First the bytes: a copy to another type is converted where it comes from.
    return bytes.to(device_).to(at::kFloat, /*non_blocking=*/false, /*copy=*/false, format).div_(255);
  }
  at::Tensor picture(const at::Tensor& bytes) const { return picture(bytes, at::MemoryFormat::Contiguous); }
  BatchView view(const BatchView& view) const {
    BatchView moved{picture(view.image), {}};
    const bool same = view.augmented.is_same(view.image) && network_ == at::MemoryFormat::Contiguous;
    moved.augmented = same ? moved.image : picture(view.augmented, network_);
    return moved;
  }
  void move(std::optional<BatchView>& optional) const {
    if (optional) optional = view(*optional);
  }
  void move(std::optional<at::Tensor>& optional) const {
    if (optional) optional = optional->to(device_);
  }

 private:
  at::Device device_;
  at::MemoryFormat network_;
};

}  // namespace

Batch collate(const std::vector<Sample>& samples) {
  if (samples.empty()) throw std::invalid_argument("collate: no sample");
  Batch batch;
  for (const Sample& sample : samples) batch.indices.push_back(sample.index);
  batch.target = stackedViews(samples, [](const Sample& s) -> const View& { return s.target; });
  batch.pyramid.push_back(batch.target.image);
  for (size_t s = 1; s < samples.front().pyramid.size(); ++s)
    batch.pyramid.push_back(
        stackedPictures(samples, [&](const Sample& sample) { return sample.pyramid.at(s); }));
  batch.previous = stackedIfThere(samples, &Sample::previous);
  batch.next = stackedIfThere(samples, &Sample::next);
  batch.stereo = stackedIfThere(samples, &Sample::stereo);
  batch.intrinsics = stacked(samples, [](const Sample& s) { return s.intrinsics; });
  batch.partner_from_target = stackedIfThere(samples, &Sample::partner_from_target);
  batch.depth_m = stackedIfThere(samples, &Sample::depth_m);
  batch.semantics = stackedIfThere(samples, &Sample::semantics);
  return batch;
}

Batch onDevice(const Batch& batch, at::Device device, bool channels_last) {
  const Mover mover(device, channels_last);
  Batch moved = batch;
  moved.target = mover.view(batch.target);
  moved.pyramid[0] = moved.target.image;
  for (size_t s = 1; s < batch.pyramid.size(); ++s) moved.pyramid[s] = mover.picture(batch.pyramid[s]);
  mover.move(moved.previous);
  mover.move(moved.next);
  mover.move(moved.stereo);
  moved.intrinsics = batch.intrinsics.to(device);
  mover.move(moved.partner_from_target);
  mover.move(moved.depth_m);
  mover.move(moved.semantics);
  return moved;
}

}  // namespace kerb
