#include "core/job/frame_export.h"

#include <ATen/ATen.h>

#include "core/labels/moving.h"
#include "core/prediction/export.h"
#include "core/prediction/npy.h"
#include "core/prediction/overlay.h"
#include "core/prediction/ply.h"
#include "core/source/image_file.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

bool hasCloud(const FrameExport& job) {
  return job.prediction.depth && (job.prediction.semantics || job.request.moving != MovingThings::hidden);
}

bool canGive(const FrameExport& job, Output output) {
  const Prediction& prediction = job.prediction;
  switch (output) {
    case Output::depth:
    case Output::npy:
    case Output::colour:
      return prediction.depth.has_value();
    case Output::cloud:
      return hasCloud(job);
    case Output::collected:
      return hasCloud(job) && job.frame.world_from_camera && prediction.scale.kind != ScaleKind::relative;
    case Output::disparity:
      return prediction.disparity.has_value();
    case Output::labels:
      return prediction.semantics.has_value();
    case Output::overlay:
      return prediction.semantics || (prediction.depth && job.is_sparse);
    case Output::video:
    case Output::trajectory:
      return false;  // not one file per frame
  }
  return false;
}

DepthLook lookOf(const FrameExport& job) { return {job.range, job.request.colour_map, job.request.scaling}; }

/// Single measured pixels cannot be seen in a picture: they are drawn as dots.
at::Tensor dots(const at::Tensor& picture, const FrameExport& job) {
  const DepthLook look = lookOf(job);
  return overlayDepthPoints(picture, *job.prediction.depth, look.range, look.colours, look.scaling);
}

at::Tensor overlay(const FrameExport& job) {
  if (!job.prediction.semantics) return dots(job.frame.image, job);
  const InspectRequest& r = job.request;
  const SemanticMap& labels = *job.prediction.semantics;
  return overlayLabels(job.frame.image, labels,
                       {r.overlay_opacity, r.overlay_contours, ofTaxonomy(r.class_colours, labels.taxonomy),
                        hiddenOf(r.hidden_classes, labels.taxonomy)});
}

at::Tensor colours(const FrameExport& job) {
  const at::Tensor& depth = *job.prediction.depth;
  if (!job.is_sparse) return colourise(depth, lookOf(job));
  const auto background = at::full({depth.size(0), depth.size(1), 3}, kNoValueColour[0], at::kByte);
  return dots(background.permute({2, 0, 1}), job);
}

/// As in the window, a frame that lacks what the colours are of has those of the picture.
at::Tensor pointColours(const FrameExport& job, const DepthLook& look) {
  const Prediction& p = job.prediction;
  switch (job.request.cloud_colours) {
    case CloudColours::classes:
      if (p.semantics) return classPicture(*p.semantics, job.request.class_colours);
      break;
    case CloudColours::depth:
      return colourise(*p.depth, look);
    case CloudColours::error:
      if (job.frame.depth_m && job.frame.depth_m->sizes() == p.depth->sizes())
        return colourise(errorPercent(*p.depth, *job.frame.depth_m, p.scale.kind == ScaleKind::relative),
                         kErrorLook);
      break;
    case CloudColours::picture:
      break;
  }
  return job.frame.image;
}

struct CloudStyle {
  size_t levels = kCloudLevels;
  bool without_moving = false;
  DepthLook look;
};

PointCloud cloudOf(const FrameExport& job, const CloudStyle& style) {
  const InspectRequest& r = job.request;
  CloudSelection selection{style.levels, {}};
  std::optional<at::Tensor> class_id;
  if (const auto& labels = job.prediction.semantics) {
    class_id = labels->ids;
    selection.hidden = hiddenOf(r.hidden_classes, labels->taxonomy);
    const auto moving = movingClasses(labels->taxonomy);
    for (size_t id = 0; id < moving.size(); ++id)
      selection.hidden[id] = selection.hidden[id] || (style.without_moving && moving[id]);
  }
  return pointCloud(*job.prediction.depth, job.frame.camera, pointColours(job, style.look), class_id,
                    {r.cloud_edge_jump, r.cloud_max_depth}, selection);
}

PointCloud cloudOfOne(const FrameExport& job) {
  return cloudOf(job, {kCloudLevels, job.request.moving == MovingThings::hidden, lookOf(job)});
}

/// All frames have one range of colours.
PointCloud collectedCloudOf(const FrameExport& job) {
  DepthLook look = lookOf(job);
  look.range = job.request.range.value_or(DepthLook().range);
  return placed(cloudOf(job, {kCollectedLevels, job.request.moving != MovingThings::shown, look}),
                *job.frame.world_from_camera);
}

Status writeOne(const FrameExport& job, Output output, const fs::path& path, FrameFiles& files) {
  const Prediction& p = job.prediction;
  switch (output) {
    case Output::depth: {
      KERB_TRY(files.beyond_png16, writeDepthPng16(path, *p.depth));
      return {};
    }
    case Output::npy:
      return writeNpy(path, *p.depth);
    case Output::disparity:
      return writeNpy(path, *p.disparity);
    case Output::colour:
      return writeImage(path, colours(job));
    case Output::labels:
      return writeLabelPng(path, *p.semantics);
    case Output::overlay:
      return writeImage(path, overlay(job));
    case Output::cloud:
      return writeCloud(path, job.request.cloud_format, cloudOfOne(job),
                        cloudNotes(p.scale, job.frame.camera));
    case Output::collected:
      return writePly(path, collectedCloudOf(job), collectedNotes(p.scale, job.frame.camera));
    case Output::video:
    case Output::trajectory:
      return {};
  }
  return {};
}

}  // namespace

fs::path framePath(const InspectRequest& request, Output output, const std::string& name) {
  const fs::path folder = request.out / outputName(output);
  if (output == Output::npy || output == Output::disparity) return folder / (name + ".npy");
  if (output == Output::cloud) return folder / (name + "." + cloudFormatName(request.cloud_format));
  if (output == Output::collected) return request.out / ".inspect" / outputName(output) / (name + ".ply");
  return folder / (name + ".png");
}

CloudNotes collectedNotes(const DepthScale& scale, const Camera& camera) {
  CloudNotes notes = cloudNotes(scale, camera);
  notes.axes = "the world of the source's poses, in metres";
  return notes;
}

Result<FrameFiles> writeFrame(const FrameExport& job, OutputSet outputs) {
  FrameFiles files;
  for (const Output output : allOutputs()) {
    if (!outputs.contains(output) || !canGive(job, output)) continue;
    KERB_CHECK(writeOne(job, output, framePath(job.request, output, job.frame.name), files));
    files.outputs.insert(output);
  }
  return files;
}

Result<at::Tensor> videoPicture(const InspectRequest& request, const Frame& frame, bool with_depth) {
  const fs::path overlay_file = framePath(request, Output::overlay, frame.name);
  at::Tensor top = frame.image;
  if (fs::exists(overlay_file)) {
    KERB_TRY(top, readImage(overlay_file));
  }
  if (!with_depth) return top;
  const fs::path colour_file = framePath(request, Output::colour, frame.name);
  at::Tensor below = at::full_like(top, kNoValueColour[0]);
  if (fs::exists(colour_file)) {
    KERB_TRY(below, readImage(colour_file));
  }
  return at::cat({top, below}, 1);
}

}  // namespace kerb
