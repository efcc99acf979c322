#include "core/synth/layouts.h"

namespace kerb::synth {

const std::vector<DriveLayout>& driveLayouts() {
  static const std::vector<DriveLayout> all{
      {"kitti-raw", "images of both cameras, LiDAR scans, depth maps, calibration", writeKittiRaw},
      {"cityscapes", "left and right images, label ids, disparity, cameras", writeCityscapes}};
  return all;
}

Status forEachFrame(const Source& drive, FrameParts parts, const WriteControl& control,
                    const std::function<Status(const Frame& frame)>& write) {
  const int64_t count = drive.info().count;
  for (int64_t i = 0; i < count; ++i) {
    if (control.stop.stop_requested()) return Error::cancelledByUser();
    KERB_TRY(const Frame frame, drive.at(i, parts));
    KERB_CHECK(write(frame));
    if (control.report) control.report(i + 1, count);
  }
  return {};
}

}  // namespace kerb::synth
