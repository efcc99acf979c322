// Layout: KITTI semantics (Alhaija 2018): 200 images of the 2015 stereo benchmark with classes and instances.
#include <fmt/format.h>

#include "core/source/kitti_rig.h"
#include "core/source/truth_maps.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr int64_t kLabelled = 10;  ///< the frame of each clip that has labels; 11 is the one after it
const NumberedName kName{.digits = 2};

bool hasLabels(const fs::path& training) {
  return isFolder(training / "image_2") && isFolder(training / "semantic");
}

fs::path trainingOf(const fs::path& path) { return hasLabels(path) ? path : path / "training"; }

/// The files of one clip in one folder.
NumberedFolder filesOf(const fs::path& training, const char* folder, const std::string& clip,
                       const std::map<std::string, NumberedFiles>& clips) {
  NumberedName names = kName;
  names.before = fmt::format("{}/{}_", folder, clip);
  const auto found = clips.find(clip);
  return {training, names, found == clips.end() ? NumberedFiles{} : found->second};
}

/// data_scene_flow_calib.zip holds one calibration for each image.
Result<std::shared_ptr<const RigView>> viewOf(const fs::path& file) {
  auto view = std::make_shared<RigView>();
  if (fileExists(file)) {
    KERB_TRY(const Calibration calibration, readCalibration(file));
    KERB_TRY(const auto size, calibration.numbers("S_rect_02", 2));
    KERB_TRY(
        const RigCamera camera,
        rigCamera(calibration, "P_rect_02", {static_cast<int64_t>(size[0]), static_cast<int64_t>(size[1])}));
    view->camera = camera.camera;
  }
  return std::shared_ptr<const RigView>(view);
}

bool recognises(const fs::path& path) { return hasLabels(trainingOf(plainPath(path))); }

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions&) {
  const fs::path path = plainPath(given);
  const fs::path training = trainingOf(path);
  KERB_TRY(const auto images, clipsIn(training, "image_2", kName));
  KERB_TRY(const auto labels, clipsIn(training, "semantic", kName));
  KERB_TRY(const auto instances, clipsIn(training, "instance", kName));
  std::vector<ListedFrame> frames;
  for (const auto& [clip, files] : images) {
    auto recording = std::make_shared<Recording>();
    recording->clip = clip;
    recording->name_before = clip + "_";
    recording->name_digits = kName.digits;
    recording->images = filesOf(training, "image_2", clip, images);
    recording->load_view = [file = training / "calib_cam_to_cam" / (clip + ".txt")](int64_t) {
      return viewOf(file);
    };
    recording->time_s = [](int64_t number) { return 0.1 * static_cast<double>(number - kLabelled); };
    recording->semantics = {filesOf(training, "semantic", clip, labels), [](const fs::path& file, ImageSize) {
                              return readLabels(file, trainIdFromLabelId());
                            }};
    recording->instances = {filesOf(training, "instance", clip, instances),
                            [](const fs::path& file, ImageSize) { return readKittiInstances(file); }};
    frames.push_back({std::move(recording), kLabelled});
  }
  return openRecordings(std::move(frames), infoOf(path, "kitti_semantics"));
}

}  // namespace

SourceLayout kittiSemanticsLayout() {
  return {"kitti_semantics",
          "KITTI semantics",
          "a folder training with image_2 and semantic",
          recognises,
          open,
          false,
          {"https://www.cvlibs.net/datasets/kitti/eval_semantics.php: data_semantics.zip; intrinsics: "
           "data_scene_flow_calib.zip; the frames after (000000_11.png): data_scene_flow.zip",
           "CC BY-NC-SA 3.0",
           "training/image_2/000000_10.png\n"
           "training/semantic/000000_10.png  label ids\n"
           "training/instance/000000_10.png  class * 256 + instance\n"
           "training/calib_cam_to_cam/000000.txt  optional"}};
}

}  // namespace kerb
