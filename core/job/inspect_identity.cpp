#include "core/job/inspect_identity.h"

#include <nlohmann/json.hpp>

#include "core/source/frame_range.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Size and time of change of a file, so that a replaced one is noticed; nothing for folders.
json fileState(const fs::path& path) {
  std::error_code none;
  if (path.empty() || !fs::is_regular_file(path, none)) return nullptr;
  return {fs::file_size(path, none), fs::last_write_time(path, none).time_since_epoch().count()};
}

json movingText(MovingThings moving) {
  if (moving == MovingThings::hidden_together) return "of the cloud of all frames";
  return moving == MovingThings::hidden;
}

}  // namespace

nlohmann::ordered_json identityOf(const SourceInfo& source, const Engine& engine, const InspectRequest& r) {
  const auto& info = engine.info();
  const Camera& c = source.camera;
  std::error_code none;
  const fs::path real = fs::canonical(source.path, none);
  return {{"SOURCE", none ? source.path.string() : real.string()},
          {"the content of SOURCE", fileState(source.path)},
          {"--method", info.method},
          {"--set", info.parameters},
          {"--model", info.weights},
          {"the content of --model", fileState(info.weights)},
          {"--precision", info.precision},
          {"--layout", r.opening.layout},
          {"--side", r.opening.side},
          {"--cameras", r.opening.colour},
          {"--undistort", r.opening.undistort},
          {"--split", {r.opening.split_file.string(), fileState(r.opening.split_file)}},
          {"--split-ids", {r.opening.split_ids.string(), fileState(r.opening.split_ids)}},
          {"--truth-depth", r.opening.depth},
          {"--sample-fps", r.footage.sample_fps},
          {"--crop", {r.footage.crop_top, r.footage.crop_bottom}},
          {"intrinsics", {c.fx, c.fy, c.cx, c.cy, c.distortion}},
          {"--scale", scaleText(r.scale)},
          {"--colours", colourMapName(r.colour_map)},
          {"--scaling", scalingName(r.scaling)},
          {"--range", r.range ? json{r.range->lo, r.range->hi} : json("auto")},
          {"--remove-edges", r.cloud_edge_jump},
          {"--cloud-max-depth", r.cloud_max_depth},
          {"--cloud-every", r.cloud_every},
          {"--cloud-format", cloudFormatName(r.cloud_format)},
          {"--cloud-colours", cloudColoursName(r.cloud_colours)},
          {"--without-moving", movingText(r.moving)},
          {"--overlay-opacity", r.overlay_opacity},
          {"--contours", r.overlay_contours},
          {"--class-colour", namesOf(r.class_colours)},
          {"--hide", namesOf(r.hidden_classes)}};
}

Result<std::vector<int64_t>> wantedFrames(const InspectRequest& request, const SourceInfo& source) {
  return indicesIn({request.begin, request.end, request.step}, source);
}

}  // namespace kerb
