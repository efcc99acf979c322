// A whole frame at another size.
#pragma once

#include "core/frame/frame.h"

namespace kerb {

/// Images by LANCZOS (resizeLanczos); depth, classes, instances and flow nearest (resizeNearest), because
/// means across a border are values of nothing; flow also scaled by the ratio of the sizes. The camera is
/// normalised and stays. A frame that has this size already is returned as it is.
Frame resized(Frame frame, int64_t width, int64_t height);

}  // namespace kerb
