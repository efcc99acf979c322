// Makes the points of a frame, on a worker.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include <Eigen/Geometry>

#include "core/prediction/class_looks.h"
#include "core/prediction/cloud_colours.h"
#include "core/prediction/ply.h"
#include "core/prediction/prediction.h"
#include "core/source/source.h"
#include "widgets/cloud/cloud_points.h"

namespace kerb {

struct CloudSettings {
  bool of_truth = false;  ///< in place of the prediction, where both exist
  CloudColours colours = CloudColours::picture;
  bool removes_edges = true;
  double max_depth = 0;  ///< farther points are left out; in the unit of the depth; 0: none
  HiddenClasses hidden;
  ClassColours class_colours;
  bool collects = false;          ///< keeps the points of earlier frames where poses are known
  bool leaves_out_moving = true;  ///< of what is kept: people and vehicles
  bool operator==(const CloudSettings&) const = default;
};

struct CloudJob {
  std::shared_ptr<const Source> frames;
  int64_t index = 0;
  FrameParts parts;
  std::shared_ptr<const Prediction> prediction;  ///< none: the depth of the source itself
  CloudSettings settings;
  DepthLook depth_look;
};

struct BuiltCloud {
  int64_t index = 0;
  CloudSettings settings;  ///< it was made with
  // What took the place of what the settings ask for, where the frame does not have that:
  bool of_truth = false;
  CloudColours colours = CloudColours::picture;
  std::shared_ptr<const CloudPoints> points;  ///< none: the frame has no depth
  std::shared_ptr<const CloudPoints> kept;    ///< what stays when the next frame comes; may be none
  std::optional<Eigen::Isometry3d> world_from_camera;
  CloudFrustum frustum;
  Camera camera;
  DepthScale scale;
  double unit = 1;  ///< how long a metre is about, in the unit of the points; 1 where depth is in metres
  bool has_truth = false, has_prediction = false, has_classes = false, has_error = false;
  bool lacks_prediction = false;         ///< a method runs, but gives this frame no depth
  bool lacks_predicted_classes = false;  ///< the depth is predicted, the classes are the source's
  std::optional<DepthLook> bar;          ///< what the colours mean: depth, or error in per cent
  CloudNotes notes;
};

/// Without points where the frame has no depth of this kind.
Result<BuiltCloud> buildCloud(const CloudJob& job);

}  // namespace kerb
