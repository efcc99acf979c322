#include "app/usual_method.h"

namespace kerb {

std::optional<std::string> usualDepthMethod(const SourceInfo& source) {
  if (source.has.stereo) return "sgbm";
  if (source.has.depth) return "truth";
  return std::nullopt;
}

std::optional<std::string> usualMethod(const SourceInfo& source) {
  const auto of_depth = usualDepthMethod(source);
  return !of_depth && source.has.semantics ? "truth" : of_depth;
}

}  // namespace kerb
