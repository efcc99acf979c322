#include "core/source/recording_notes.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/source/split.h"

namespace kerb {
namespace {

void noteMissing(const std::vector<ListedFrame>& frames, SourceInfo& info) {
  std::vector<std::string> missing;
  for (const ListedFrame& frame : frames) {
    const NumberedFolder& images = frame.recording->images;
    if (!images.has(frame.number)) missing.push_back(images.path(frame.number).string());
  }
  std::string note = missingNote(missing, frames.size(), "images");
  if (!note.empty()) info.notes.push_back(std::move(note));
}

}  // namespace

void describeRecordings(const std::vector<ListedFrame>& frames, SourceInfo& info) {
  noteMissing(frames, info);
  const bool grey = std::ranges::any_of(frames, [](const ListedFrame& frame) {
    return !frame.recording->isColour() && frame.recording->images.has(frame.number);
  });
  if (grey) info.notes.emplace_back("grey images");
  const auto among = [&](std::string_view what, auto has) {
    const auto count = std::ranges::count_if(
        frames, [&](const ListedFrame& frame) { return has(*frame.recording, frame.number); });
    if (count > 0 && count < info.count)
      info.notes.push_back(fmt::format("{} for {} of {} frames", what, count, info.count));
    return count > 0;
  };
  using R = const Recording&;
  const std::string& depth = frames.front().recording->depth_name;
  info.has.stereo = among("stereo", [](R r, int64_t n) { return r.hasStereo(n); });
  info.has.depth = among(depth, [](R r, int64_t n) { return r.depth.has(n); });
  info.has.semantics = among("labels", [](R r, int64_t n) { return r.semantics.has(n); });
  info.has.instances = among("instances", [](R r, int64_t n) { return r.instances.has(n); });
  info.has.flow = among("flow", [](R r, int64_t n) { return r.flow.has(n); });
  info.has.backward_flow = among("backward flow", [](R r, int64_t n) { return r.backward_flow.has(n); });
  info.has_poses = among("poses", [](R r, int64_t n) { return r.has_pose && r.has_pose(n); });
}

}  // namespace kerb
