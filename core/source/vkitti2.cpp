// Layout: Virtual KITTI 2 (Cabon 2020): stereo, depth, flow both ways, classes, instances, poses.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/inside_folder.h"
#include "core/source/vkitti_recording.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr double kBaseline_m = 0.532725;
constexpr int64_t kWidth = 1242;
constexpr int64_t kHeight = 375;

bool isVariation(const fs::path& folder) { return isFolder(folder / "frames" / "rgb"); }

bool isSceneName(const std::string& name) { return name.starts_with("Scene"); }

bool isScene(const fs::path& folder) {
  if (!isSceneName(folder.filename().string())) return false;
  const auto names = subFolders(folder);
  return names && std::ranges::any_of(*names, [&](const auto& name) { return isVariation(folder / name); });
}

/// The folder that holds the scenes' images, and what of it was asked for.
std::optional<InsideFolder> placeOf(const fs::path& path) {
  if (isVariation(path)) {
    const fs::path scene = path.parent_path();
    return InsideFolder{scene.parent_path(), {scene.filename().string(), path.filename().string()}};
  }
  if (isScene(path)) return InsideFolder{path.parent_path(), {path.filename().string()}};
  for (const fs::path& root : {path, path / "vkitti_2.0.3_rgb"}) {
    const auto scenes = subFolders(root, isSceneName);
    if (scenes && std::ranges::any_of(*scenes, [&](const auto& name) { return isScene(root / name); }))
      return InsideFolder{root, {}};
  }
  return std::nullopt;
}

/// Makes recordings; notes what is missing.
class Scenes {
 public:
  explicit Scenes(fs::path root) : root_(std::move(root)) {}

  Result<std::shared_ptr<const Recording>> recording(const VkittiClip& clip) {
    const int camera = clip.side == 'r' ? 1 : 0;
    const int other = 1 - camera;
    auto made = std::make_shared<Recording>();
    made->clip = fmt::format("{}_{}_{}", clip.world, clip.variation, camera);
    made->name_before = made->clip + "_";
    made->name_digits = kDigits;
    made->time_s = [](int64_t number) { return static_cast<double>(number) / kVkittiFps; };
    KERB_TRY(made->images, files(clip, "rgb", "rgb", camera, ".jpg"));
    KERB_TRY(made->partners, files(clip, "rgb", "rgb", other, ".jpg"));
    KERB_CHECK(addMaps(*made, clip, camera));
    addView(*made, clip, camera);
    KERB_CHECK(addClasses(*made, clip, camera));
    const fs::path poses = text(clip, "extrinsic.txt");
    if (fileExists(poses)) addPoses(*made, readVkittiPoses(poses, /*with_camera=*/true, camera));
    return std::shared_ptr<const Recording>(made);
  }

  std::vector<std::string> notes;

 private:
  static constexpr int kDigits = 5;

  /// Archives may be unpacked into one tree, or each into a folder of its own name (vkitti_2.0.3_depth).
  std::vector<fs::path> tops(const std::string& archive) const {
    const std::string apart = "vkitti_2.0.3_" + archive;
    return {root_, root_ / apart, root_.parent_path() / apart};
  }

  Status addMaps(Recording& recording, const VkittiClip& clip, int camera) const {
    KERB_TRY(NumberedFolder depths, files(clip, "depth", "depth", camera));
    recording.depth = vkittiDepth(std::move(depths));
    KERB_TRY(NumberedFolder partner_depths, files(clip, "depth", "depth", 1 - camera));
    recording.partner_depth = vkittiDepth(std::move(partner_depths));
    KERB_TRY(NumberedFolder flows, files(clip, "forwardFlow", "flow", camera));
    recording.flow = vkittiFlow(std::move(flows));
    KERB_TRY(NumberedFolder backward, files(clip, "backwardFlow", "backwardFlow", camera));
    recording.backward_flow = vkittiFlow(std::move(backward));
    KERB_TRY(recording.instances.files, files(clip, "instanceSegmentation", "instancegt", camera));
    recording.instances.decode = [](const fs::path& file, ImageSize) -> Result<at::Tensor> {
      KERB_TRY(const at::Tensor indices, readIndices(file));  // track id + 1
      return indices.to(at::kInt);
    };
    return {};
  }

  Result<NumberedFolder> files(const VkittiClip& clip, const std::string& part, const std::string& file,
                               int camera, const std::string& extension = ".png") const {
    NumberedName names{.before = file + "_", .digits = kDigits, .extension = extension};
    const std::string camera_name = fmt::format("Camera_{}", camera);
    for (const fs::path& top : tops(part)) {
      // The web page writes classsegmentation, the archive classSegmentation.
      for (const std::string& spelling : {part, lower(part)}) {
        const fs::path folder = top / clip.world / clip.variation / "frames" / spelling / camera_name;
        if (!fileExists(folder)) continue;
        KERB_TRY(NumberedFolder found, NumberedFolder::list(folder, names));
        if (!found.empty()) return found;
        names.before = lower(names.before);
        return NumberedFolder::list(folder, names);
      }
    }
    return NumberedFolder(root_ / clip.world / clip.variation / "frames" / part / camera_name, names, {});
  }

  fs::path text(const VkittiClip& clip, const char* name) const {
    for (const fs::path& top : tops("textgt")) {
      const fs::path file = top / clip.world / clip.variation / name;
      if (fileExists(file)) return file;
    }
    return root_ / clip.world / clip.variation / name;
  }

  static std::string lower(std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return name;
  }

  // A text file that cannot be read breaks the frames of its clip, not the other clips.

  static void addPoses(Recording& recording, Result<VkittiPoses> read) {
    if (read) return setPoses(recording, *std::move(read));
    recording.has_pose = [](int64_t) { return true; };
    recording.world_from_camera = [error = read.error()](int64_t) -> Result<Eigen::Isometry3d> {
      return error;
    };
  }

  void addView(Recording& recording, const VkittiClip& clip, int camera) const {
    Result<std::shared_ptr<const RigView>> view = viewOf(clip, camera);
    if (view) {
      recording.view = *view;
    } else {
      recording.load_view = [view](int64_t) { return view; };
    }
  }

  /// intrinsic.txt: frame, camera, K00, K11, K02, K12; the same for all frames of a clip.
  Result<std::shared_ptr<const RigView>> viewOf(const VkittiClip& clip, int camera) const {
    auto view = std::make_shared<RigView>();
    const fs::path file = text(clip, "intrinsic.txt");
    if (fileExists(file)) {
      KERB_TRY(const NumberTable table, readTable(file, 2, 4));
      KERB_TRY(view->camera, cameraOf(table, camera, file.string()));
    } else {
      view->camera = Camera::fromPixels(725.0087, 725.0087, 620.5, 187, kWidth, kHeight,
                                        CameraOrigin::calibration, "Virtual KITTI 2");
    }
    view->partner = view->camera;
    view->baseline_m = camera == 0 ? kBaseline_m : -kBaseline_m;
    return std::shared_ptr<const RigView>(view);
  }

  static Result<Camera> cameraOf(const NumberTable& table, int camera, const std::string& name) {
    const NumberTable::Row* first = nullptr;
    for (const auto& row : table.rows) {
      if (row.keys[1] != camera) continue;
      if (first == nullptr) first = &row;
      if (row.values != first->values)
        return Error{fmt::format("changes the intrinsics of camera {} within one clip", camera),
                     fmt::format("{}:{}", name, row.line)};
    }
    if (first == nullptr) return Error{fmt::format("has no intrinsics of camera {}", camera), name};
    const auto& k = first->values;
    Camera found =
        Camera::fromPixels(k[0], k[1], k[2], k[3], kWidth, kHeight, CameraOrigin::calibration, name);
    KERB_CHECK(found.check());
    return found;
  }

  Status addClasses(Recording& recording, const VkittiClip& clip, int camera) {
    KERB_TRY(auto labels, files(clip, "classSegmentation", "classgt", camera));
    if (labels.empty()) return {};
    const fs::path file = text(clip, "colors.txt");
    if (!fileExists(file)) {
      notes.push_back(fmt::format("{} is missing: no classes", file.string()));
      return {};
    }
    const auto read = ColourCode::read(file);
    if (read) {
      recording.semantics = vkittiClasses(std::move(labels), std::make_shared<const ColourCode>(*read));
    } else {
      recording.semantics = {
          std::move(labels),
          [error = read.error()](const fs::path&, ImageSize) -> Result<at::Tensor> { return error; }};
    }
    return {};
  }

  fs::path root_;
};

/// ".../Scene01/clone/frames/rgb/Camera_0/rgb_00000.jpg"
std::optional<VkittiLine> lineOf(const fs::path& path) {
  const NumberedName names{.before = "rgb_", .digits = 5, .extension = ".jpg"};
  const auto number = names.numberOf(path.filename().string());
  const fs::path camera = path.parent_path();
  const fs::path variation = camera.parent_path().parent_path().parent_path();
  if (!number || !variation.has_parent_path()) return std::nullopt;
  return VkittiLine{{variation.parent_path().filename().string(), variation.filename().string(),
                     camera.filename() == "Camera_1" ? 'r' : 'l'},
                    *number};
}

Result<std::vector<VkittiClip>> clipsIn(const InsideFolder& place, char side) {
  std::vector<VkittiClip> clips;
  KERB_TRY(const auto scenes, subFolders(place.root, isSceneName));
  for (const auto& scene : scenes) {
    if (!isWanted(place.below, 0, scene)) continue;
    KERB_TRY(const auto variations, subFolders(place.root / scene));
    for (const auto& variation : variations) {
      if (isWanted(place.below, 1, variation) && isVariation(place.root / scene / variation))
        clips.push_back({scene, variation, side});
    }
  }
  return clips;
}

bool recognises(const fs::path& path) { return placeOf(plainPath(path)).has_value(); }

Result<std::vector<ListedFrame>> framesOf(const InsideFolder& place, const SourceOptions& options,
                                          SourceInfo& info) {
  Scenes scenes(place.root);
  const char side = options.side == "right" ? 'r' : 'l';
  const auto make = [&](const VkittiClip& clip) { return scenes.recording(clip); };
  std::vector<ListedFrame> frames;
  if (options.split_file.empty()) {
    info.fps = kVkittiFps;
    KERB_TRY(const auto clips, clipsIn(place, side));
    KERB_TRY(frames, framesOfClips(clips, make));
  } else {
    KERB_TRY(frames, framesOfSplit(options, side, make, lineOf));
  }
  info.notes = std::move(scenes.notes);
  return frames;
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  return openPlace(
      given, "vkitti2", placeOf, "has no folders SceneNN/<variation>/frames/rgb",
      [&](const InsideFolder& place, SourceInfo& info) { return framesOf(place, options, info); });
}

}  // namespace

SourceLayout vkitti2Layout() {
  return {"vkitti2",
          "Virtual KITTI 2",
          "a folder with SceneNN/<variation>/frames/rgb, one SceneNN, or one variation",
          recognises,
          open,
          true,
          {"https://europe.naverlabs.com/proxy-virtual-worlds-vkitti-2: vkitti_2.0.3_rgb, _depth, "
           "_classSegmentation, _instanceSegmentation, _forwardFlow, _backwardFlow, _textgt",
           "CC BY-NC-SA 3.0",
           "Scene01/clone/frames/rgb/Camera_0/rgb_00000.jpg  Camera_1: right; Scene01, 02, 06, 18, 20\n"
           "Scene01/clone/frames/depth/Camera_0/depth_00000.png\n"
           "Scene01/clone/frames/classSegmentation/Camera_0/classgt_00000.png  or classsegmentation\n"
           "Scene01/clone/frames/instanceSegmentation/Camera_0/instancegt_00000.png\n"
           "Scene01/clone/frames/forwardFlow/Camera_0/flow_00000.png\n"
           "Scene01/clone/frames/backwardFlow/Camera_0/backwardFlow_00001.png\n"
           "Scene01/clone/extrinsic.txt, intrinsic.txt, colors.txt\n"
           "  all in one tree, or each archive in a folder of its name beside the others"}};
}

}  // namespace kerb
