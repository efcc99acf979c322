// What a build without OpenCV says to --undistort.
#include "core/source/mapped_source.h"

namespace kerb {

Result<std::unique_ptr<Source>> undistorted(std::unique_ptr<Source> source) {
  return Error{"cannot undistort: this build has no OpenCV", source->info().path.string(),
               "Configure with -DKERB_IO=ON"};
}

}  // namespace kerb
