#include "core/loss/reprojection_pass.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/loss/reprojection_band.h"

namespace kerb {
namespace {

// Enough bands for many cores, few enough that the rows computed twice at their borders do not matter. Never
// depends on the number of threads: sums are added in the same order everywhere.
constexpr int64_t kRowsPerBand = 24;

/// [B,3,H,W] -> B*H*W*3 numbers, interleaved, and one pixel more that may be read.
template <class T>
at::Tensor interleaved(const at::Tensor& images) {
  const int64_t batch = images.size(0), height = images.size(2), width = images.size(3);
  const at::Tensor planes = images.detach().contiguous();
  at::Tensor out = at::empty({planes.numel() + 4}, planes.options());
  const T* from = planes.const_data_ptr<T>();
  T* to = out.mutable_data_ptr<T>();
  std::fill_n(to + planes.numel(), 4, T(0));
  at::parallel_for(0, batch * height, 16, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const T* first = from + (i / height * 3 * height + i % height) * width;
      rows::interleave(first, height * width, width, to + i * 3 * width);
    }
  });
  return out;
}

template <class T>
class Pass {
 public:
  Pass(const ReprojectionInput& input, const ReprojectionOptions& options,
       const std::vector<at::Tensor>& sigmoids, const ReprojectionMotions& motions, bool derivatives);
  ReprojectionPass run();

 private:
  void allocate();
  BandInput<T> bandInput(int64_t item) const;
  BandScale<T> bandScale(int64_t item, size_t scale) const;
  Projection<T> projection(size_t source, int64_t item) const;
  void runBand(int64_t task);
  void reduce();

  const ReprojectionInput& input_;
  const ReprojectionOptions& options_;
  const std::vector<at::Tensor>& sigmoids_;
  const ReprojectionMotions& motions_;
  bool derivatives_;
  int64_t batch_, height_, width_, bands_;
  at::Tensor target_;
  std::vector<at::Tensor> sources_, valid_;
  ReprojectionPass result_;
  std::vector<std::vector<BandSums>> sums_;  // [batch * bands][scale]
};

template <class T>
Pass<T>::Pass(const ReprojectionInput& input, const ReprojectionOptions& options,
              const std::vector<at::Tensor>& sigmoids, const ReprojectionMotions& motions, bool derivatives)
    : input_(input),
      options_(options),
      sigmoids_(sigmoids),
      motions_(motions),
      derivatives_(derivatives),
      batch_(input.target.size(0)),
      height_(input.target.size(2)),
      width_(input.target.size(3)),
      bands_((height_ + kRowsPerBand - 1) / kRowsPerBand),
      target_(interleaved<T>(input.target)) {
  for (const at::Tensor& source : input.sources) sources_.push_back(interleaved<T>(source));
  for (const at::Tensor& mask : input.valid) {
    valid_.push_back(mask.defined() ? mask.contiguous() : at::Tensor());
  }
}

template <class T>
void Pass<T>::allocate() {
  const auto scales = static_cast<int64_t>(sigmoids_.size()), sources = static_cast<int64_t>(sources_.size());
  const auto map = input_.target.narrow(1, 0, 1).sizes().vec();
  result_.sums = at::zeros({scales, 3}, at::kDouble);
  result_.by_ray = at::zeros({scales, sources, batch_, 3, 3}, at::kDouble);
  result_.by_offset = at::zeros({scales, sources, batch_, 3, 1}, at::kDouble);
  for (size_t s = 0; s < sigmoids_.size() && derivatives_; ++s) {
    result_.by_sigmoid.push_back(at::empty(map, input_.target.options()));
  }
  if (!options_.maps) return;
  result_.error = at::empty(map, input_.target.options());
  result_.choice = at::empty(map, input_.target.options().dtype(at::kByte));
}

template <class T>
BandInput<T> Pass<T>::bandInput(int64_t item) const {
  const int64_t image = item * 3 * height_ * width_, plane = item * height_ * width_;
  BandInput<T> band{
      .height = height_,
      .width = width_,
      .item = input_.first_item + item,
      .target = target_.const_data_ptr<T>() + image,
      .sources = {},
      .valid = {},
      .auto_mask = options_.auto_mask,
      .minimum = options_.minimum,
      .noisy = input_.tie_seed.has_value(),
      .derivatives = derivatives_,
      .tie_seed = input_.tie_seed.value_or(0),
      .disparity_offset = static_cast<T>(1 / input_.depth_range.maximum),
      .disparity_slope = static_cast<T>(1 / input_.depth_range.minimum - 1 / input_.depth_range.maximum)};
  for (const at::Tensor& source : sources_) band.sources.push_back(source.const_data_ptr<T>() + image);
  for (const at::Tensor& mask : valid_) {
    band.valid.push_back(
        mask.defined() ? reinterpret_cast<const uint8_t*>(mask.const_data_ptr<bool>()) + plane : nullptr);
  }
  return band;
}

template <class T>
Projection<T> Pass<T>::projection(size_t source, int64_t item) const {
  Projection<T> p{};
  const double* ray = motions_.ray.const_data_ptr<double>() + (source * batch_ + item) * 9;
  const double* offset = motions_.offset.const_data_ptr<double>() + (source * batch_ + item) * 3;
  for (size_t i = 0; i < 9; ++i) p.ray[i / 3][i % 3] = static_cast<T>(ray[i]);
  for (size_t i = 0; i < 3; ++i) p.offset[i] = static_cast<T>(offset[i] + (i == 2 ? 1e-7 : 0));
  return p;
}

template <class T>
BandScale<T> Pass<T>::bandScale(int64_t item, size_t scale) const {
  const int64_t plane = item * height_ * width_;
  const bool maps = options_.maps && scale == 0;
  BandScale<T> band{
      .scale = static_cast<int64_t>(scale),
      .sigmoid = sigmoids_[scale].template const_data_ptr<T>() + plane,
      .projections = {},
      .by_sigmoid = derivatives_ ? result_.by_sigmoid[scale].template mutable_data_ptr<T>() + plane : nullptr,
      .error = maps ? result_.error.template mutable_data_ptr<T>() + plane : nullptr,
      .choice = maps ? result_.choice.template mutable_data_ptr<uint8_t>() + plane : nullptr};
  for (size_t k = 0; k < sources_.size(); ++k) band.projections.push_back(projection(k, item));
  return band;
}

template <class T>
void Pass<T>::runBand(int64_t task) {
  const int64_t item = task / bands_, begin = task % bands_ * kRowsPerBand;
  Band<T> band(bandInput(item), begin, std::min(begin + kRowsPerBand, height_));
  for (size_t scale = 0; scale < sigmoids_.size(); ++scale) {
    sums_[task].push_back(band(bandScale(item, scale)));
  }
}

template <class T>
void Pass<T>::reduce() {
  const auto sources = static_cast<int64_t>(sources_.size());
  auto* sums = result_.sums.template mutable_data_ptr<double>();
  auto* rays = result_.by_ray.template mutable_data_ptr<double>();
  auto* offsets = result_.by_offset.template mutable_data_ptr<double>();
  for (int64_t task = 0; task < batch_ * bands_; ++task) {
    for (int64_t s = 0; s < static_cast<int64_t>(sigmoids_.size()); ++s) {
      const BandSums& band = sums_[task][s];
      sums[3 * s] += band.error;
      sums[3 * s + 1] += band.count;
      sums[3 * s + 2] += band.warps;
      for (int64_t k = 0; k < sources; ++k) {
        const int64_t at = (s * sources + k) * batch_ + task / bands_;
        for (size_t i = 0; i < 9; ++i) rays[9 * at + i] += band.motions[k].ray[i];
        for (size_t i = 0; i < 3; ++i) offsets[3 * at + i] += band.motions[k].offset[i];
      }
    }
  }
}

template <class T>
ReprojectionPass Pass<T>::run() {
  allocate();
  sums_.resize(batch_ * bands_);
  at::parallel_for(0, batch_ * bands_, 1, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) runBand(task);
  });
  reduce();
  return std::move(result_);
}

}  // namespace

ReprojectionPass reprojectionPassCpu(const ReprojectionInput& input, const ReprojectionOptions& options,
                                     const std::vector<at::Tensor>& sigmoids,
                                     const ReprojectionMotions& motions, bool derivatives) {
  if (input.target.scalar_type() == at::kFloat) {
    return Pass<float>(input, options, sigmoids, motions, derivatives).run();
  }
  return Pass<double>(input, options, sigmoids, motions, derivatives).run();
}

}  // namespace kerb
