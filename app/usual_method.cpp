#include "app/usual_method.h"

namespace kerb {

std::optional<std::string> usualMethod(const SourceInfo& source) {
  if (source.has.stereo) return "sgbm";
  if (source.has.depth || source.has.semantics) return "truth";
  return std::nullopt;
}

}  // namespace kerb
