#include <ATen/ATen.h>
#include <c10/cuda/CUDAGuard.h>

#include "core/loss/reprojection_cuda.h"
#include "core/loss/reprojection_pass.h"

namespace kerb {
namespace {

template <class T>
void setInput(const ReprojectionInput& input, const ReprojectionOptions& options,
              const ReprojectionMotions& motions, CudaReprojection<T>& a) {
  a.batch = static_cast<int32_t>(input.target.size(0));
  a.height = static_cast<int32_t>(input.target.size(2));
  a.width = static_cast<int32_t>(input.target.size(3));
  a.sources = static_cast<int32_t>(input.sources.size());
  a.scales = static_cast<int32_t>(input.disparities.size());
  a.ray = motions.ray.const_data_ptr<double>();
  a.offset = motions.offset.const_data_ptr<double>();
  a.auto_mask = options.auto_mask;
  a.minimum = options.minimum;
  a.noisy = input.tie_seed.has_value();
  a.tie_seed = input.tie_seed.value_or(0);
  a.first_item = input.first_item;
  a.disparity_offset = static_cast<T>(1 / input.depth_range.maximum);
  a.disparity_slope = static_cast<T>(1 / input.depth_range.minimum - 1 / input.depth_range.maximum);
}

/// Contiguous copies where needed; the kernel's pointers are theirs.
struct Contiguous {
  at::Tensor target;
  std::vector<at::Tensor> sources, valid;
  explicit Contiguous(const ReprojectionInput& input) : target(input.target.contiguous()) {
    for (const at::Tensor& source : input.sources) sources.push_back(source.contiguous());
    for (const at::Tensor& mask : input.valid) {
      valid.push_back(mask.defined() ? mask.contiguous() : at::Tensor());
    }
  }
};

template <class T>
void setImages(const Contiguous& images, const std::vector<at::Tensor>& sigmoids, CudaReprojection<T>& a) {
  a.target = images.target.const_data_ptr<T>();
  for (size_t k = 0; k < images.sources.size(); ++k) a.source[k] = images.sources[k].const_data_ptr<T>();
  for (size_t k = 0; k < images.valid.size(); ++k) {
    a.valid[k] = images.valid[k].defined() ? images.valid[k].const_data_ptr<bool>() : nullptr;
  }
  for (size_t s = 0; s < sigmoids.size(); ++s) a.sigmoid[s] = sigmoids[s].const_data_ptr<T>();
}

template <class T>
ReprojectionPass run(const ReprojectionInput& input, const ReprojectionOptions& options,
                     const std::vector<at::Tensor>& sigmoids, const ReprojectionMotions& motions,
                     bool derivatives) {
  const c10::cuda::CUDAGuard guard(input.target.device());
  CudaReprojection<T> a{};
  const Contiguous images(input);
  setInput(input, options, motions, a);
  setImages(images, sigmoids, a);
  ReprojectionPass pass;
  const auto map = input.target.narrow(1, 0, 1).sizes().vec();
  a.derivatives = derivatives;
  for (size_t s = 0; s < sigmoids.size() && derivatives; ++s) {
    pass.by_sigmoid.push_back(at::empty(map, sigmoids[s].options()));
    a.by_sigmoid[s] = pass.by_sigmoid[s].template mutable_data_ptr<T>();
  }
  if (options.maps) {
    pass.error = at::empty(map, images.target.options());
    pass.choice = at::empty(map, images.target.options().dtype(at::kByte));
    a.error = pass.error.template mutable_data_ptr<T>();
    a.choice = pass.choice.template mutable_data_ptr<uint8_t>();
  }
  const int64_t blocks = cudaReprojectionBlocks(a.height, a.width);
  const auto doubles = images.target.options().dtype(at::kDouble);
  const auto sums = at::empty({a.batch, blocks, a.scales, 3}, doubles);
  const auto by_motion = at::zeros({a.batch, blocks, a.scales, a.sources, 12}, doubles);
  a.sums = sums.template mutable_data_ptr<double>();
  a.motions = by_motion.template mutable_data_ptr<double>();
  launchReprojection(a);
  pass.sums = sums.sum(at::IntArrayRef{0, 1});
  const auto all = by_motion.sum(1).permute({1, 2, 0, 3});
  pass.by_ray = all.narrow(3, 0, 9).reshape({a.scales, a.sources, a.batch, 3, 3});
  pass.by_offset = all.narrow(3, 9, 3).reshape({a.scales, a.sources, a.batch, 3, 1});
  return pass;
}

}  // namespace

bool hasCudaReprojection(size_t sources, size_t scales) {
  return sources <= kMostSources && scales <= kMostScales;
}

ReprojectionPass reprojectionPassCuda(const ReprojectionInput& input, const ReprojectionOptions& options,
                                      const std::vector<at::Tensor>& sigmoids,
                                      const ReprojectionMotions& motions, bool derivatives) {
  if (input.target.scalar_type() == at::kFloat) {
    return run<float>(input, options, sigmoids, motions, derivatives);
  }
  return run<double>(input, options, sigmoids, motions, derivatives);
}

}  // namespace kerb
