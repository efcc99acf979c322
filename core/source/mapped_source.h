// Sources that change what another source gives: another camera, frames without distortion.
#pragma once

#include <memory>

#include "core/source/source.h"

namespace kerb {

/// Changes frames and what is said of them. Thread-safe; shared by all clones.
class FrameMap {
 public:
  virtual ~FrameMap() = default;
  virtual void change(SourceInfo& info) const = 0;
  virtual Status change(Frame& frame) const = 0;
};

std::unique_ptr<Source> mapSource(std::unique_ptr<Source> source, std::shared_ptr<const FrameMap> map);

/// The camera of options.camera, else options.camera_file, in place of the source's own, for all frames and
/// stereo partners. Without either, the source as it is.
Result<std::unique_ptr<Source>> withChosenCamera(std::unique_ptr<Source> source,
                                                 const SourceOptions& options);

/// Image and stereo partner bilinear, depth and labels nearest; pixels from outside are black, without depth
/// and unlabelled. The camera keeps its intrinsics and loses its distortion. A camera without distortion is
/// an Error. (kerb_io; an Error without OpenCV.)
Result<std::unique_ptr<Source>> undistorted(std::unique_ptr<Source> source);

}  // namespace kerb
