// What the vectorised passes share: the choice of the element type, and activating a row.
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/nn/simd_rows.h"

namespace kerb {

/// Calls body(float()) or body(simd::Bf16()). Throws c10::Error for another type.
template <class Body>
void withType(at::ScalarType type, const Body& body) {
  TORCH_CHECK(type == at::kFloat || type == at::kBFloat16, "float32 or bfloat16 is needed");
  if (type == at::kFloat) return body(float());
  body(simd::Bf16());
}

/// A tensor's memory, null where there is no tensor.
template <class T>
T* numbers(const at::Tensor& x) {
  return x.defined() ? static_cast<T*>(x.data_ptr()) : nullptr;
}

/// n numbers of a row through ELU, or as they are.
template <class T>
void activate(const T* in, bool elu, int64_t n, T* out) {
  if (elu) return simd::elu(in, out, n);
  std::copy_n(in, n, out);
}

}  // namespace kerb
