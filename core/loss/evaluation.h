// Which of two forms of a loss is computed.
#pragma once

namespace kerb {

enum class Evaluation {
  composed,  ///< LibTorch operators, as the papers' equations read: the reference, on any device
  fused,  ///< one pass with derivatives by hand; composed where no kernel exists (other devices, half types)
};

}  // namespace kerb
