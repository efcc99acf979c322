// Tensors of a weights file into the parameters and buffers of a module.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/weights/weights.h"

namespace torch::nn {
class Module;
}

namespace kerb {

/// Copies every tensor called `prefix` + name into the parameter or buffer called name, converting the
/// floating type and the device. An empty prefix takes all tensors; else those without it are left alone.
/// Missing, unexpected and wrongly shaped ones: an Error that names the first few and counts the rest, and
/// the module is unchanged. Only `num_batches_tracked` may be missing.
Status copyInto(torch::nn::Module& module, const TensorMap& tensors, const std::string& prefix = "");

/// The parameters and buffers of a module under the names that copyInto reads; they share memory with it.
TensorMap tensorsOf(const torch::nn::Module& module);

/// The first few of `names`, and how many more: "a, b, c and 12 more".
std::string firstFew(const std::vector<std::string>& names);

/// Names that are wrong in one way: {"missing", {...}}.
struct Misfit {
  const char* kind;
  std::vector<std::string> names;
};
/// An Error that names the first few of every kind; success where there are none.
Status misfitError(const std::vector<Misfit>& misfits, const std::string& where);

/// NaN or Inf in a floating tensor: an Error that names the first few of them.
Status checkFinite(const TensorMap& tensors, const std::string& where);

}  // namespace kerb
