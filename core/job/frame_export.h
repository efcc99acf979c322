// Writes what is wanted of one frame. (kerb_io)
#pragma once

#include "core/job/inspect.h"

namespace kerb {

/// What a frame's files are made from.
struct FrameExport {
  const Frame& frame;
  const Prediction& prediction;
  const InspectRequest& request;
  Range range;             ///< of the colours
  bool is_sparse = false;  ///< depth is LiDAR's measurement here and there: drawn as points, not as a map
};

/// What was written for a frame.
struct FrameFiles {
  OutputSet outputs;         ///< those that the prediction could give
  int64_t beyond_png16 = 0;  ///< pixels too far for the 16-bit PNG
};

/// DIR/depth/NAME.png and the like, for an output of one file per frame; of Output::collected what a frame
/// leaves for it.
std::filesystem::path framePath(const InspectRequest& request, Output output, const std::string& name);

/// What a cloud of all frames says of itself.
CloudNotes collectedNotes(const DepthScale& scale, const Camera& camera);

/// Writes each of the outputs whole, then renamed.
Result<FrameFiles> writeFrame(const FrameExport& job, OutputSet outputs);

/// The picture of a frame in video.mp4, from the files of this export: the overlay, or the image where there
/// is none; `with_depth`: below it the depth in colours, or neutral grey where this frame has none. [3,H,W]
/// uint8.
Result<at::Tensor> videoPicture(const InspectRequest& request, const Frame& frame, bool with_depth);

}  // namespace kerb
