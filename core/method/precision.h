// In which number format networks are computed.
#pragma once

namespace kerb {

enum class Precision {
  fp32,
  bf16,
  fp16,  ///< training on a GPU only
};

}  // namespace kerb
