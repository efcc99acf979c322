// What was set for one source, and is there again when it is opened again.
#pragma once

#include <QSettings>
#include <optional>

#include "core/eval/metric_scale.h"
#include "core/source/source.h"
#include "widgets/bridge/live_depth.h"
#include "widgets/view/depth_painter.h"

namespace kerb {

/// What depth comes from, and whether it is computed.
struct MethodChoice {
  MethodRequest request;
  bool is_live = true;
  bool operator==(const MethodChoice&) const = default;
};

struct SourceSettings {
  SourceOptions camera;  ///< camera, camera_file and undistort; none: the source's own
  ScaleChoice scale;
  std::optional<MethodChoice> method;  ///< none: the usual one
  RangeMode range_mode = RangeMode::follow;
  Range range{1, 80};           ///< of locked and byHand
  qint64 first = 0, last = -1;  ///< frames that are played; -1: to the end
};

/// A source is known by its path and the size of its pictures: intrinsics are pixels of that size. Those that
/// were used last are kept, 100 at most. What cannot be read is as if it had never been set.
SourceSettings readSourceSettings(QSettings& values, const SourceInfo& info);
/// Settings that are all as usual take no room.
void writeSourceSettings(QSettings& values, const SourceInfo& info, const SourceSettings& settings);
bool hasSourceSettings(QSettings& values, const SourceInfo& info);

}  // namespace kerb
