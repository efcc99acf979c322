#include "core/job/inspect_summary.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/prediction/trajectory.h"

namespace kerb {
namespace {

using nlohmann::json;

json timing(std::vector<float> ms) {
  if (ms.empty()) return nullptr;
  std::ranges::sort(ms);
  double sum = 0;
  for (const float value : ms) sum += value;
  return {{"min_ms", ms.front()},
          {"median_ms", ms[ms.size() / 2]},
          {"max_ms", ms.back()},
          {"mean_ms", sum / static_cast<double>(ms.size())}};
}

json timings(const InspectSummary& s) {
  std::vector<float> read;
  std::vector<float> predict;
  std::vector<float> write;
  for (const int64_t index : s.indices) {
    const auto record = s.records.find(index);
    if (record == s.records.end()) continue;
    read.push_back(record->second.read_ms);
    predict.push_back(record->second.predict_ms);
    write.push_back(record->second.export_ms);
  }
  return {{"read", timing(std::move(read))},
          {"predict", timing(std::move(predict))},
          {"export", timing(std::move(write))}};
}

const char* originName(CameraOrigin origin) {
  switch (origin) {
    case CameraOrigin::calibration:
      return "calibration";
    case CameraOrigin::file:
      return "file";
    case CameraOrigin::given:
      return "given";
    case CameraOrigin::kitti_default:
      return "kitti_default";
  }
  return "";
}

json describe(const SourceInfo& source) {
  const Camera& camera = source.camera;
  return {{"path", source.path.string()},
          {"layout", source.layout},
          {"frames", source.count},
          {"size", {source.width, source.height}},
          {"fps", source.fps},
          {"notes", source.notes},
          {"camera",
           {{"origin", originName(camera.origin)},
            {"from", camera.origin_text},
            {"normalised", {{"fx", camera.fx}, {"fy", camera.fy}, {"cx", camera.cx}, {"cy", camera.cy}}},
            {"distortion", camera.distortion}}}};
}

/// NAME_kitti.txt and NAME_tum.txt; without poses, those of an earlier run are removed.
Status writePoses(const std::filesystem::path& out, const std::string& name,
                  const std::vector<StampedPose>& poses) {
  const auto kitti = out / (name + "_kitti.txt");
  const auto tum = out / (name + "_tum.txt");
  if (poses.empty()) {
    std::error_code ignored;
    std::filesystem::remove(kitti, ignored);
    std::filesystem::remove(tum, ignored);
    return {};
  }
  KERB_CHECK(writeWhole(kitti, kittiText(poses)));
  return writeWhole(tum, tumText(poses));
}

}  // namespace

json summaryJson(const InspectSummary& s) {
  std::set<std::string> outputs;
  for (const auto& [index, record] : s.records) {
    for (auto& name : record.written.names()) outputs.insert(std::move(name));
  }
  for (const char* whole : {"video.mp4", "trajectory_predicted_kitti.txt", "trajectory_predicted_tum.txt",
                            "trajectory_source_kitti.txt", "trajectory_source_tum.txt"}) {
    if (std::filesystem::exists(s.request.out / whole)) outputs.insert(whole);
  }
  json summary{{"source", describe(s.source)},
               {"method",
                {{"id", s.engine.method},
                 {"parameters", s.engine.parameters},
                 {"weights", s.engine.weights},
                 {"device", s.engine.device},
                 {"precision", s.engine.precision},
                 {"note", s.engine.note}}},
               {"frames",
                {{"wanted", s.indices.size()},
                 {"exported", s.report.exported},
                 {"resumed", s.report.resumed},
                 {"failed", s.report.failed},
                 {"errors", s.report.errors}}},
               {"outputs", outputs},
               {"contents", s.facts.toJson()},
               {"stages", timings(s)},
               {"seconds", s.seconds}};
  if (!s.report.collected.empty())
    summary["collected"] = {{"file", s.report.collected.filename().string()},
                            {"frames", s.report.collected_frames},
                            {"points", s.report.collected_points}};
  return summary;
}

Status writeTrajectory(const std::filesystem::path& out, const std::map<int64_t, FrameRecord>& records,
                       const std::vector<int64_t>& indices) {
  std::vector<StampedPose> poses;
  std::vector<Eigen::Isometry3d> steps;
  std::vector<double> stamps;
  for (const int64_t index : indices) {
    const auto found = records.find(index);
    if (found == records.end()) continue;
    const FrameRecord& r = found->second;
    stamps.push_back(r.time_s);
    if (r.world_from_camera) poses.push_back({r.time_s, poseFrom(*r.world_from_camera)});
    // The first camera is the world.
    if (r.camera_from_previous && index != indices.front())
      steps.push_back(poseFrom(*r.camera_from_previous));
  }
  // Predicted steps lead from one frame to the next: a gap breaks the chain.
  const bool gapless = !indices.empty() &&
                       indices.back() - indices.front() == static_cast<int64_t>(steps.size()) &&
                       stamps.size() == indices.size() && !steps.empty();
  std::vector<StampedPose> chained;
  if (gapless) {
    const auto chain = chainPoses(steps);
    for (size_t i = 0; i < chain.size(); ++i) chained.push_back({stamps[i], chain[i]});
  }
  KERB_CHECK(writePoses(out, "trajectory_predicted", chained));
  return writePoses(out, "trajectory_source", poses);
}

}  // namespace kerb
