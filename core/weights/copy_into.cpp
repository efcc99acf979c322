#include "core/weights/copy_into.h"

#include <utility>
#include <vector>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/nn/module.h>

#include "core/weights/byte_source.h"

namespace kerb {
namespace {

bool sameKind(const at::Tensor& a, const at::Tensor& b) {
  return a.is_floating_point() == b.is_floating_point() && a.is_complex() == b.is_complex();
}

/// at::isfinite makes five passes and four temporaries of it; this is one pass: it runs at every start.
bool allFinite(const at::Tensor& tensor) {
  if (tensor.scalar_type() != at::kFloat || !tensor.is_cpu()) return at::isfinite(tensor).all().item<bool>();
  const at::Tensor whole = tensor.contiguous();
  const auto* bits = static_cast<const uint32_t*>(whole.const_data_ptr());
  constexpr uint32_t kExponent = 0x7f800000;  // all ones in NaN and infinity, and in nothing else
  uint32_t found = 0;
  for (int64_t i = 0; i < whole.numel(); ++i)
    found |= static_cast<uint32_t>((bits[i] & kExponent) == kExponent);
  return found == 0;
}

}  // namespace

std::string firstFew(const std::vector<std::string>& names) {
  constexpr size_t kShown = 4;
  std::string text;
  for (size_t i = 0; i < names.size() && i < kShown; ++i) text += (i > 0 ? ", " : "") + printable(names[i]);
  return names.size() > kShown ? fmt::format("{} and {} more", text, names.size() - kShown) : text;
}

Status misfitError(const std::vector<Misfit>& misfits, const std::string& where) {
  std::string what;
  for (const auto& [kind, names] : misfits) {
    if (names.empty()) continue;
    what += fmt::format("{}{} {}: {}", what.empty() ? "" : "; ", names.size(), kind, firstFew(names));
  }
  if (what.empty()) return {};
  return Error{"the tensors do not fit the network: " + what, where,
               "Choose weights of this method with the same parameters"};
}

Status checkFinite(const TensorMap& tensors, const std::string& where) {
  std::vector<std::string> bad;
  for (const auto& [name, tensor] : tensors) {
    if (tensor.is_floating_point() && !allFinite(tensor)) bad.push_back(name);
  }
  if (bad.empty()) return {};
  return Error{fmt::format("NaN or infinite values in {} tensor(s): {}", bad.size(), firstFew(bad)), where,
               "The training that wrote it diverged, or the file is damaged: take an earlier checkpoint"};
}

TensorMap tensorsOf(const torch::nn::Module& module) {
  TensorMap named;
  for (const auto& item : module.named_parameters()) named.emplace(item.key(), item.value().detach());
  for (const auto& item : module.named_buffers()) named.emplace(item.key(), item.value());
  return named;
}

Status copyInto(torch::nn::Module& module, const TensorMap& tensors, const std::string& prefix) {
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
  std::vector<std::string> wrong;
  std::vector<std::pair<at::Tensor, at::Tensor>> copies;  // to, from
  const TensorMap wanted = tensorsOf(module);
  for (const auto& [name, tensor] : wanted) {
    const auto found = tensors.find(prefix + name);
    if (found == tensors.end()) {
      if (!name.ends_with("num_batches_tracked")) missing.push_back(prefix + name);
    } else if (found->second.sizes() != tensor.sizes() || !sameKind(found->second, tensor)) {
      wrong.push_back(fmt::format("{} (expected {} [{}], found {} [{}])", prefix + name,
                                  c10::toString(tensor.scalar_type()), fmt::join(tensor.sizes(), ","),
                                  c10::toString(found->second.scalar_type()),
                                  fmt::join(found->second.sizes(), ",")));
    } else {
      copies.emplace_back(tensor, found->second);
    }
  }
  for (const auto& [name, tensor] : tensors) {
    if (name.starts_with(prefix) && !wanted.contains(name.substr(prefix.size()))) unexpected.push_back(name);
  }
  KERB_CHECK(misfitError(
      {{"missing", missing}, {"of another shape or type", wrong}, {"not part of this network", unexpected}},
      ""));
  const at::NoGradGuard no_grad;
  for (auto& [to, from] : copies) to.copy_(from);
  return {};
}

}  // namespace kerb
