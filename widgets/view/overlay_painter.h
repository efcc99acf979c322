// Semantic classes over the camera's picture, painted on a worker.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/frame/frame.h"
#include "widgets/view/class_colours.h"
#include "widgets/view/picture.h"

namespace kerb {

struct OverlaySettings {
  bool of_prediction = false;  ///< in place of the source's own labels, where there are both
  bool shown = true;
  double opacity = 0.5;  ///< 0: the picture alone, 1: the classes alone
  bool contours = false;
  HiddenClasses hidden;
  ClassColours colours;
  bool operator==(const OverlaySettings&) const = default;
};

struct OverlayJob {
  std::shared_ptr<const Frame> frame;
  std::optional<SemanticMap> labels;  ///< none: the picture alone
  OverlaySettings settings;
  QSize size_on_screen;
  std::string note = {};  ///< what there is to say of the frame anyway
};

struct PaintedOverlay {
  Picture picture;
  bool has_labels = false;
  Taxonomy taxonomy = Taxonomy::cityscapes;
  std::array<double, 256> shares{};  ///< of the pixels, by class id; kIgnoreLabel: unlabelled
  std::string note;                  ///< of the job, and why labels are not shown; may be empty
};

Result<PaintedOverlay> paintOverlay(const OverlayJob& job);

}  // namespace kerb
