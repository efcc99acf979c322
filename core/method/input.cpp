#include "core/method/input.h"

#include <fmt/format.h>

namespace kerb {
namespace {

/// The frame `offset` after the target. Where there is none in its recording, an optional one is left out and
/// a required one is replaced by the target; both are recorded. A required one that is broken is an Error.
Result<std::optional<Frame>> neighbour(const Source& source, const Frame& target, int64_t offset, Need need,
                                       std::vector<std::string>& fallbacks) {
  const bool required = need == Need::required;
  auto frame = source.neighbour(target, offset, FrameParts{});
  if (!frame && required) return frame.error();
  if (frame && *frame) return *std::move(frame);
  const std::string why = frame ? "there is none in its recording" : frame.error().message();
  fallbacks.push_back(fmt::format("no frame t{:+}: {} ({})", offset,
                                  required ? "the frame itself was used" : "done without", why));
  return required ? std::optional<Frame>(target) : std::nullopt;
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
    return missing("a stereo pair",
                   "Open a stereo source (KITTI raw or odometry with both cameras), or choose a trained "
                   "model (--model FILE)");
  }
  if (spec.needs.depth == Need::required && !source.has.depth)
    return missing("depth ground truth", "Choose another method (--method)");
  if (spec.needs.semantics == Need::required && !source.has.semantics)
    return missing("semantic labels", "Choose another method (--method)");
  return {};
}

Result<Input> gatherInput(const Source& source, int64_t index, const Needs& needs, FrameParts extra) {
  KERB_TRY(Frame target, source.at(index, partsFor(needs) | extra));
  Input input{std::move(target), {}, {}, {}};
  if (needs.previous != Need::none) {
    KERB_TRY(input.previous, neighbour(source, input.target, -1, needs.previous, input.fallbacks));
  }
  if (needs.next != Need::none) {
    KERB_TRY(input.next, neighbour(source, input.target, 1, needs.next, input.fallbacks));
  }
  return input;
}

}  // namespace kerb
