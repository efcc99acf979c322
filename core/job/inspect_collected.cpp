#include "core/job/inspect_collected.h"

#include <algorithm>

#include "core/prediction/cloud_file.h"
#include "core/prediction/collected_view.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

/// The points that a frame left, where they are still there.
std::optional<fs::path> partOf(const InspectRequest& request, const FrameRecord& record) {
  const fs::path part = framePath(request, Output::collected, record.name);
  const bool is_there = record.written.contains(Output::collected) && fs::exists(part);
  return is_there ? std::optional(part) : std::nullopt;
}

CloudNotes notesOf(const InspectJournal& journal, const SourceInfo& source) {
  DepthScale scale;
  for (const auto& [index, record] : journal.records()) {
    if (!record.written.contains(Output::collected) || !record.facts.kind) continue;
    scale = record.facts.kind->scale.value_or(scale);
    break;
  }
  return collectedNotes(scale, source.camera);
}

}  // namespace

Status checkPoses(const InspectRequest& request, const SourceInfo& source) {
  if (source.has_poses || !request.outputs.contains(Output::collected)) return {};
  return Error{"has no poses, so its clouds cannot be collected", source.path.string(),
               "Leave out --collect"};
}

Status checkClouds(const InspectRequest& request, const SourceInfo& source, const Prediction& prediction) {
  const bool collects = request.outputs.contains(Output::collected);
  if (collects && prediction.depth && prediction.scale.kind == ScaleKind::relative &&
      request.scale.rule == ScaleRule::method)
    return Error{"depth of no known scale cannot be collected: the poses are in metres", source.path.string(),
                 "Give --scale, for example height:1.65 (metres of the camera above the road), or leave out "
                 "--collect"};
  if (request.moving == MovingThings::hidden && (collects || request.outputs.contains(Output::cloud)) &&
      !prediction.semantics && !source.has.semantics)
    return Error{"there are no classes, which would tell what moves", source.path.string(),
                 "Take a model that predicts classes, or leave out --without-moving"};
  return {};
}

CollectedCloud::CollectedCloud(const InspectRequest& request, const std::map<int64_t, FrameRecord>& records) {
  if (!request.outputs.contains(Output::collected)) return;
  for (const auto& [index, record] : records) {
    if (record.world_from_camera && partOf(request, record))
      world_from_cameras_.push_back(poseFrom(*record.world_from_camera));
  }
}

bool CollectedCloud::hasSeen(const Frame& frame) const {
  return frame.world_from_camera && std::ranges::any_of(world_from_cameras_, [&](const auto& earlier) {
           return isSameView(earlier, *frame.world_from_camera);
         });
}

Result<FrameFiles> CollectedCloud::write(const FrameExport& job, OutputSet outputs) {
  OutputSet seen;
  if (hasSeen(job.frame)) seen.insert(Output::collected);
  KERB_TRY(const FrameFiles files, writeFrame(job, outputs.without(seen)));
  if (files.outputs.contains(Output::collected)) world_from_cameras_.push_back(*job.frame.world_from_camera);
  return files;
}

Status CollectedCloud::finish(const InspectRequest& request, const SourceInfo& source,
                              const InspectJournal& journal, InspectReport& report) {
  std::vector<fs::path> parts;
  for (const auto& [index, record] : journal.records()) {
    if (const auto part = partOf(request, record)) parts.push_back(*part);
  }
  if (parts.empty())
    return Error{"nothing could be collected: no frame has a pose and depth in metres", source.path.string(),
                 "Leave out --collect"};
  KERB_TRY(const CloudFields fields, joinedFields(parts));
  report.collected_frames = static_cast<int64_t>(parts.size());
  report.collected_points = fields.count;
  report.collected = request.out / ("collected." + cloudFormatName(request.cloud_format));
  if (journal.isOlderThan(report.collected)) return {};
  return joinClouds(parts, fields, report.collected, request.cloud_format, notesOf(journal, source));
}

}  // namespace kerb
