#include "widgets/cloud/cloud_builder.h"

#include <algorithm>
#include <cmath>

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>

#include "core/base/one_thread.h"
#include "core/geometry/unproject.h"
#include "core/labels/moving.h"
#include "core/prediction/cloud_levels.h"
#include "widgets/bridge/partial_frame.h"
#include "widgets/cloud/cloud_bounds.h"

namespace kerb {
namespace {

constexpr double kUsualDepthM = 12;
constexpr int64_t kPictureWidth = 480;  ///< of the frustum's picture, at most about

/// Maps of one frame, all of the size of its depth.
struct Maps {
  at::Tensor depth;
  at::Tensor colours;  ///< [H,W,3] uint8, contiguous
  at::Tensor classes;  ///< [H,W] uint8, contiguous; undefined: none
  Taxonomy taxonomy = Taxonomy::cityscapes;
  int64_t width = 0;
};

bool isSizeOf(const at::Tensor& map, const at::Tensor& depth) {
  return map.dim() == 2 && map.sizes() == depth.sizes();
}

/// Points by level.
CloudPoints sorted(const Points& points, const Maps& maps, const CloudSelection& selection) {
  const int64_t count = points.xyz.size(0);
  const int32_t* pixel = points.pixel.const_data_ptr<int32_t>();
  const float* xyz = points.xyz.const_data_ptr<float>();
  const uint8_t* rgb = maps.colours.const_data_ptr<uint8_t>();
  const uint8_t* ids = maps.classes.defined() ? maps.classes.const_data_ptr<uint8_t>() : nullptr;
  const auto width = static_cast<uint32_t>(maps.width);
  std::vector<uint8_t> level(static_cast<size_t>(count));
  std::array<size_t, kCloudLevels + 1> sizes{};  // the last one counts what is left out
  for (int64_t i = 0; i < count; ++i) {
    const size_t at = selection.levelOf(static_cast<uint32_t>(pixel[i]), width, ids);
    level[static_cast<size_t>(i)] = static_cast<uint8_t>(at);
    ++sizes[at];
  }
  std::array<size_t, kCloudLevels> next{};
  CloudPoints out;
  size_t end = 0;
  for (size_t l = 0; l < kCloudLevels; ++l) {
    next[l] = end;
    out.level_end[l] = end += sizes[l];
  }
  out.xyz.resize(3 * end);
  out.rgb.resize(3 * end);
  if (ids != nullptr) out.class_id.resize(end);
  for (int64_t i = 0; i < count; ++i) {
    const size_t l = level[static_cast<size_t>(i)];
    if (l == kCloudLevels) continue;
    const size_t to = next[l]++;
    std::copy_n(xyz + 3 * i, 3, out.xyz.data() + 3 * to);
    std::copy_n(rgb + 3 * int64_t{pixel[i]}, 3, out.rgb.data() + 3 * to);
    if (ids != nullptr) out.class_id[to] = ids[pixel[i]];
    out.bounds.extend(Eigen::Vector3f(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]));
  }
  out.usual_bounds = usualBounds(out);
  return out;
}

at::Tensor interleaved(const at::Tensor& picture) { return picture.permute({1, 2, 0}).contiguous(); }

CloudFrustum frustumOf(const Frame& frame, double unit) {
  const Camera& c = frame.camera;
  CloudFrustum frustum{c.fx, c.fy, c.cx, c.cy, 1.5 * unit, 0, 0, {}};
  const int64_t step = std::max<int64_t>(1, frame.width() / kPictureWidth);
  const at::Tensor small =
      interleaved(frame.image.slice(1, 0, frame.height(), step).slice(2, 0, frame.width(), step));
  frustum.height = static_cast<int>(small.size(0));
  frustum.width = static_cast<int>(small.size(1));
  const uint8_t* bytes = small.const_data_ptr<uint8_t>();
  frustum.rgb.assign(bytes, bytes + small.numel());
  return frustum;
}

/// About how many units of depth a metre has: a street's usual depth against this one's.
double unitOf(const Points& points, ScaleKind kind) {
  if (kind != ScaleKind::relative || points.xyz.size(0) == 0) return 1;
  const double usual = points.xyz.select(1, 2).median().item<double>();
  return usual > 0 ? usual / kUsualDepthM : 1;
}

CloudColours coloursFor(CloudColours wanted, const BuiltCloud& built) {
  const bool lacks = (wanted == CloudColours::classes && !built.has_classes) ||
                     (wanted == CloudColours::error && !built.has_error);
  return lacks ? CloudColours::picture : wanted;
}

/// Those that belong to the depth, where there are any: a prediction's classes to its depth.
std::optional<SemanticMap> classesOf(const Frame& frame, const CloudJob& job, const BuiltCloud& built) {
  const bool are_predicted = job.prediction && job.prediction->semantics && job.prediction->depth &&
                             isSizeOf(job.prediction->semantics->ids, *job.prediction->depth);
  return are_predicted && (!built.of_truth || !frame.semantics) ? job.prediction->semantics : frame.semantics;
}

/// Fills what the frame and the prediction have, and returns the maps that the points are made from.
Maps mapsOf(const Frame& frame, const CloudJob& job, BuiltCloud& built) {
  Maps maps;
  maps.depth = built.of_truth ? *frame.depth_m : *job.prediction->depth;
  maps.width = maps.depth.size(1);
  const std::optional<SemanticMap> labels = classesOf(frame, job, built);
  built.has_classes = labels && isSizeOf(labels->ids, maps.depth);
  if (built.has_classes) maps.classes = labels->ids.contiguous();
  if (labels) maps.taxonomy = labels->taxonomy;
  built.lacks_predicted_classes =
      built.has_classes && !built.of_truth && frame.semantics && labels->ids.is_same(frame.semantics->ids);
  built.has_error = built.has_truth && built.has_prediction && isSizeOf(*frame.depth_m, maps.depth) &&
                    isSizeOf(*job.prediction->depth, maps.depth);
  built.colours = coloursFor(job.settings.colours, built);
  at::Tensor picture = frame.image;
  switch (built.colours) {
    case CloudColours::classes:
      picture = classPicture(*labels, job.settings.class_colours);
      break;
    case CloudColours::depth:
      built.bar = job.depth_look;
      picture = colourise(maps.depth, *built.bar);
      break;
    case CloudColours::error:
      built.bar = kErrorLook;
      picture = colourise(errorPercent(*job.prediction->depth, *frame.depth_m,
                                       job.prediction->scale.kind == ScaleKind::relative),
                          kErrorLook);
      break;
    case CloudColours::picture:
      break;
  }
  maps.colours = interleaved(picture);
  return maps;
}

std::array<bool, 256> keptHidden(const CloudJob& job, Taxonomy taxonomy) {
  auto hidden = hiddenOf(job.settings.hidden, taxonomy);
  if (!job.settings.leaves_out_moving) return hidden;
  const auto moving = movingClasses(taxonomy);
  for (size_t id = 0; id < hidden.size(); ++id) hidden[id] |= moving[id];
  return hidden;
}

}  // namespace

Result<BuiltCloud> buildCloud(const CloudJob& job) {
  workOnOneThread();
  KERB_TRY(const PartialFrame read, readPartially(*job.frames, job.index, job.parts));
  const Frame& frame = read.frame;
  BuiltCloud built;
  built.index = job.index;
  built.settings = job.settings;
  built.camera = frame.camera;
  built.world_from_camera = frame.world_from_camera;
  built.has_truth = frame.depth_m.has_value();
  built.has_prediction = job.prediction && job.prediction->depth;
  built.lacks_prediction = job.prediction && !job.prediction->depth;
  if (!built.has_truth && !built.has_prediction) {
    if (read.lacking) return *read.lacking;
    return built;
  }
  built.of_truth = built.has_truth && (job.settings.of_truth || !built.has_prediction);
  built.scale =
      built.of_truth ? DepthScale{ScaleKind::metric, "the depth of the source"} : job.prediction->scale;
  const Maps maps = mapsOf(frame, job, built);
  if (maps.colours.size(0) != maps.depth.size(0) || maps.colours.size(1) != maps.depth.size(1))
    return Error{"the depth has another size than the picture"};
  const Eigen::Matrix3d k = frame.camera.matrix(maps.width, maps.depth.size(0));
  const Points points = unproject(maps.depth, {k(0, 0), k(1, 1), k(0, 2), k(1, 2)},
                                  {job.settings.removes_edges ? kEdgeJump : 0, job.settings.max_depth});
  built.unit = unitOf(points, built.scale.kind);
  built.points = std::make_shared<const CloudPoints>(
      sorted(points, maps, {kCloudLevels, hiddenOf(job.settings.hidden, maps.taxonomy)}));
  if (job.settings.collects && built.world_from_camera && built.scale.kind != ScaleKind::relative)
    built.kept = std::make_shared<const CloudPoints>(
        sorted(points, maps, {kCollectedLevels, keptHidden(job, maps.taxonomy)}));
  built.frustum = frustumOf(frame, built.unit);
  built.notes = cloudNotes(built.scale, frame.camera);
  return built;
}

}  // namespace kerb
