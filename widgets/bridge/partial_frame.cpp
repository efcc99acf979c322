#include "widgets/bridge/partial_frame.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kerb {
namespace {

constexpr std::array kBesideTheImage{&FrameParts::stereo,    &FrameParts::depth, &FrameParts::semantics,
                                     &FrameParts::instances, &FrameParts::flow,  &FrameParts::backward_flow};

}  // namespace

Result<PartialFrame> readPartially(const Source& source, int64_t index, FrameParts wanted) {
  auto whole = source.at(index, wanted);
  if (whole) return PartialFrame{*std::move(whole), {}};
  const auto isWanted = [&](bool FrameParts::* part) { return wanted.*part; };
  if (std::ranges::none_of(kBesideTheImage, isWanted)) return whole.error();
  FrameParts readable;
  auto frame = source.at(index, readable);
  if (!frame) return whole.error();
  for (const auto part : kBesideTheImage) {
    if (!isWanted(part)) continue;
    FrameParts more = readable;
    more.*part = true;
    auto richer = source.at(index, more);
    if (!richer) continue;
    frame = std::move(richer);
    readable = more;
  }
  return PartialFrame{*std::move(frame), whole.error()};
}

}  // namespace kerb
