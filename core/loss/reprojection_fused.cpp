#include "core/loss/reprojection_fused.h"

#include <algorithm>
#include <limits>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/loss/reprojection_composed.h"
#include "core/loss/reprojection_pass.h"

namespace kerb {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// What goes beside the differentiable tensors, and what comes beside the differentiable result.
struct Call {
  const ReprojectionInput& input;
  const ReprojectionOptions& options;
  bool derivatives;
  ReprojectionPass pass;
};

at::Tensor inDouble(const at::Tensor& x) { return x.detach().to(at::kDouble); }

at::Tensor inverseOf(const at::Tensor& k) {  // a check would make the host wait for a GPU
  return std::get<0>(at::linalg_inv_ex(k, /*check_errors=*/k.is_cpu()));
}

ReprojectionPass passOf(const Call& call, const std::vector<at::Tensor>& sigmoids,
                        const ReprojectionMotions& motions) {
#ifdef KERB_WITH_CUDA
  if (call.input.target.is_cuda()) {
    return reprojectionPassCuda(call.input, call.options, sigmoids, motions, call.derivatives);
  }
#endif
  return reprojectionPassCpu(call.input, call.options, sigmoids, motions, call.derivatives);
}

/// q = d K R K^-1 (u, v, 1) + K t.
ReprojectionMotions motionsOf(const at::Tensor& intrinsics, const std::vector<at::Tensor>& transforms) {
  const auto k = inDouble(intrinsics);
  const auto inverse = inverseOf(k);
  const auto transform = inDouble(at::stack(transforms));
  const auto rotation = transform.narrow(2, 0, 3).narrow(3, 0, 3);
  const auto translation = transform.narrow(2, 0, 3).narrow(3, 3, 1);
  return {at::matmul(at::matmul(k, rotation), inverse).contiguous(), at::matmul(k, translation).contiguous()};
}

/// [scales,S,B,4,4] by the transforms: the chain rule through motionsOf().
at::Tensor byTransform(const ReprojectionPass& pass, const at::Tensor& intrinsics) {
  const auto k = inDouble(intrinsics);
  const auto inverse = inverseOf(k);
  const auto across = k.transpose(1, 2);
  const auto by_rotation = at::matmul(at::matmul(across, pass.by_ray), inverse.transpose(1, 2));
  const auto by_translation = at::matmul(across, pass.by_offset);
  return at::constant_pad_nd(at::cat({by_rotation, by_translation}, 4), {0, 0, 0, 1});
}

/// Inputs: upsampled sigmoids, then transforms. Output: [scales] losses.
class FusedReprojection : public torch::autograd::Function<FusedReprojection> {
 public:
  static at::Tensor forward(AutogradContext* ctx, at::TensorList tensors, Call* call) {
    const size_t scales = call->input.disparities.size();
    std::vector<at::Tensor> sigmoids, transforms;
    for (size_t i = 0; i < tensors.size(); ++i) {
      if (i < scales) sigmoids.push_back(tensors[i].detach().contiguous());
      if (i >= scales) transforms.push_back(tensors[i].detach());
    }
    const at::Tensor& target = call->input.target;
    call->pass = passOf(*call, sigmoids, motionsOf(call->input.intrinsics, transforms));
    const auto count = call->pass.sums.select(1, 1).clamp_min(1);
    if (call->derivatives) {
      variable_list saved = call->pass.by_sigmoid;
      const auto per_pixel = byTransform(call->pass, call->input.intrinsics) / count.view({-1, 1, 1, 1, 1});
      saved.push_back(per_pixel.to(target.options()));
      saved.push_back(count.reciprocal().to(target.options()));
      ctx->save_for_backward(std::move(saved));
      call->pass.by_sigmoid.clear();
    }
    return (call->pass.sums.select(1, 0) / count).to(target.options());
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& outputs) {
    const auto saved = ctx->get_saved_variables();
    const int64_t scales = static_cast<int64_t>(saved.size()) - 2;
    const at::Tensor &by_transform = saved[scales], &per_pixel = saved[scales + 1], &incoming = outputs[0];
    variable_list inputs;
    for (int64_t s = 0; s < scales; ++s) inputs.push_back(saved[s] * (incoming[s] * per_pixel[s]));
    const auto all = (by_transform * incoming.view({-1, 1, 1, 1, 1})).sum(0);
    for (int64_t k = 0; k < all.size(0); ++k) inputs.push_back(all[k]);
    inputs.emplace_back();  // of the Call
    return inputs;
  }
};

bool needsGradient(const std::vector<at::Tensor>& tensors) {
  return at::GradMode::is_enabled() &&
         std::ranges::any_of(tensors, [](const at::Tensor& x) { return x.requires_grad(); });
}

}  // namespace

bool hasFusedReprojection(const ReprojectionInput& input) {
  if (input.target[0].numel() >= std::numeric_limits<int32_t>::max()) return false;  // 32-bit offsets
#ifdef KERB_WITH_CUDA
  if (input.target.is_cuda()) return hasCudaReprojection(input.sources.size(), input.disparities.size());
#endif
  return input.target.is_cpu();
}

ReprojectionLoss fusedReprojection(const ReprojectionInput& input, const ReprojectionOptions& options) {
  std::vector<at::Tensor> tensors;
  for (size_t s = 0; s < input.disparities.size(); ++s) tensors.push_back(upsampledDisparity(input, s));
  tensors.insert(tensors.end(), input.source_from_target.begin(), input.source_from_target.end());
  Call call{input, options, needsGradient(tensors), {}};
  const at::Tensor losses = FusedReprojection::apply(at::TensorList(tensors), &call);
  const auto shares = call.pass.sums.select(1, 2) / call.pass.sums.select(1, 1).clamp_min(1);
  ReprojectionLoss loss{losses.unbind(), shares.to(input.target.options()).unbind(), {}};
  if (!options.maps || input.disparities.empty()) return loss;
  const int64_t identities = !options.auto_mask ? 0 : options.minimum ? std::ssize(input.sources) : 1;
  const at::Tensor& choice = call.pass.choice;
  loss.maps = {call.pass.error, choice, (choice >= identities) & (choice != 255)};
  return loss;
}

}  // namespace kerb
