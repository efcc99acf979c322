#include "core/method/input.h"

#include <fmt/format.h>

namespace kerb {
namespace {

Result<Frame> neighbour(const Source& source, int64_t index, int64_t count, const Frame& target,
                        std::vector<std::string>& fallbacks) {
  if (index >= 0 && index < count) return source.at(index, FrameParts{});
  fallbacks.push_back(fmt::format("frame {} does not exist: frame {} was used twice", index, target.index));
  return target;
}

}  // namespace

FrameParts partsFor(const Needs& needs) {
  FrameParts parts;
  parts.stereo = needs.stereo != Need::none;
  parts.depth = needs.depth != Need::none;
  parts.semantics = needs.semantics != Need::none;
  return parts;
}

Status checkNeeds(const MethodSpec& spec, const SourceInfo& source) {
  const auto missing = [&](const char* what, const char* fix) -> Status {
    return Error{
        fmt::format("method {} needs {}, which this {} source does not have", spec.id, what, source.layout),
        source.path.string(), fix};
  };
  if (spec.needs.stereo == Need::required && !source.has.stereo) {
    return missing(
        "a stereo pair",
        "Open a stereo source (KITTI raw or odometry with both cameras), or give a model with --model FILE");
  }
  if (spec.needs.depth == Need::required && !source.has.depth)
    return missing("depth ground truth", "Choose another method with --method");
  if (spec.needs.semantics == Need::required && !source.has.semantics)
    return missing("semantic labels", "Choose another method with --method");
  return {};
}

Result<Input> gatherInput(const Source& source, int64_t index, int64_t count, const Needs& needs,
                          FrameParts extra) {
  FrameParts parts = partsFor(needs);
  parts.stereo |= extra.stereo;
  parts.depth |= extra.depth;
  parts.semantics |= extra.semantics;
  KERB_TRY(Frame target, source.at(index, parts));
  Input input{std::move(target), {}, {}, {}};
  if (needs.previous != Need::none) {
    KERB_TRY(input.previous, neighbour(source, index - 1, count, input.target, input.fallbacks));
  }
  if (needs.next != Need::none) {
    KERB_TRY(input.next, neighbour(source, index + 1, count, input.target, input.fallbacks));
  }
  return input;
}

}  // namespace kerb
