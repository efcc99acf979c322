#include "core/synth/layouts.h"

#include <fmt/format.h>

namespace kerb::synth {

const std::vector<DriveLayout>& driveLayouts() {
  static const std::vector<DriveLayout> all{
      {"kitti-raw",
       "images of both cameras, LiDAR scans, depth maps, poses (GPS and IMU), times, calibration", "",
       writeKittiRaw},
      {"cityscapes", "left and right images, label ids, disparity, cameras", "", writeCityscapes},
      {"vkitti2", "images, depth and poses of both cameras, classes and flow of the left; 1242x375",
       "width=1242,height=375,intrinsics=vkitti2", writeVkitti2}};
  return all;
}

std::string driveNameFor(const DriveLayout& layout, std::string_view name) {
  if (layout.options.empty()) return std::string(name);
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return fmt::format("{}:{}", name, layout.options);
  return fmt::format("{}:{},{}", name.substr(0, colon), layout.options, name.substr(colon + 1));
}

Status forEachFrame(const Source& drive, FrameParts parts, const WriteControl& control,
                    const std::function<std::filesystem::path(const Frame& frame)>& last,
                    const std::function<Status(const Frame& frame)>& write) {
  FrameParts pose_alone;
  pose_alone.image = false;
  const int64_t count = drive.info().count;
  for (int64_t i = 0; i < count; ++i) {
    if (control.stop.stop_requested()) return Error::cancelledByUser();
    KERB_TRY(const Frame known, drive.at(i, pose_alone));
    std::error_code ignored;
    if (!std::filesystem::exists(last(known), ignored)) {
      KERB_TRY(const Frame frame, drive.at(i, parts));
      KERB_CHECK(write(frame));
    }
    if (control.report) control.report(i + 1, count);
  }
  return {};
}

}  // namespace kerb::synth
