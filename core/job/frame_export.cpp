#include "core/job/frame_export.h"

#include <ATen/ATen.h>

#include "core/prediction/export.h"
#include "core/prediction/npy.h"
#include "core/prediction/overlay.h"
#include "core/prediction/ply.h"
#include "core/source/image_file.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

bool canGive(const FrameExport& job, Output output) {
  const Prediction& prediction = job.prediction;
  switch (output) {
    case Output::depth:
    case Output::npy:
    case Output::colour:
    case Output::cloud:
      return prediction.depth.has_value();
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

at::Tensor overlay(const FrameExport& job) {
  const Prediction& p = job.prediction;
  if (p.semantics)
    return overlayLabels(job.frame.image, *p.semantics, {.opacity = job.request.overlay_opacity});
  return overlayDepthPoints(job.frame.image, *p.depth, job.range, job.request.colour_map, Scaling::inverse);
}

/// Single measured pixels cannot be seen in a picture: they are drawn as dots.
at::Tensor colours(const FrameExport& job) {
  const at::Tensor& depth = *job.prediction.depth;
  const auto map = job.request.colour_map;
  if (!job.is_sparse) return colourise(depth, job.range, map, Scaling::inverse);
  const auto background = at::full({depth.size(0), depth.size(1), 3}, kNoValueColour[0], at::kByte);
  return overlayDepthPoints(background.permute({2, 0, 1}), depth, job.range, map, Scaling::inverse);
}

Status writeOne(const FrameExport& job, Output output, const fs::path& path, FrameFiles& files) {
  const Prediction& p = job.prediction;
  const InspectRequest& r = job.request;
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
      return writePly(path, pointCloud(job.frame, p, {r.cloud_edge_jump, r.cloud_max_depth}),
                      plyNotes(p.scale, job.frame.camera));
    case Output::video:
    case Output::trajectory:
      return {};
  }
  return {};
}

}  // namespace

fs::path framePath(const fs::path& out, Output output, const std::string& name) {
  const bool npy = output == Output::npy || output == Output::disparity;
  const char* extension = npy ? ".npy" : (output == Output::cloud ? ".ply" : ".png");
  return out / outputName(output) / (name + extension);
}

Result<FrameFiles> writeFrame(const FrameExport& job, OutputSet outputs) {
  FrameFiles files;
  for (const Output output : allOutputs()) {
    if (!outputs.contains(output) || !canGive(job, output)) continue;
    KERB_CHECK(writeOne(job, output, framePath(job.request.out, output, job.frame.name), files));
    files.outputs.insert(output);
  }
  return files;
}

Result<at::Tensor> videoPicture(const fs::path& out, const Frame& frame, bool with_depth) {
  const fs::path overlay_file = framePath(out, Output::overlay, frame.name);
  at::Tensor top = frame.image;
  if (fs::exists(overlay_file)) {
    KERB_TRY(top, readImage(overlay_file));
  }
  if (!with_depth) return top;
  const fs::path colour_file = framePath(out, Output::colour, frame.name);
  at::Tensor below = at::full_like(top, kNoValueColour[0]);
  if (fs::exists(colour_file)) {
    KERB_TRY(below, readImage(colour_file));
  }
  return at::cat({top, below}, 1);
}

}  // namespace kerb
