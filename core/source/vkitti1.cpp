// Layout: Virtual KITTI 1.3.1 (Gaidon 2016): depth, flow, classes and instances by colour, poses.
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/inside_folder.h"
#include "core/source/vkitti_recording.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

const NumberedName kName{.digits = 5};
constexpr auto kRgb = "vkitti_1.3.1_rgb";

std::optional<InsideFolder> placeOf(const fs::path& path) { return insideFolder(path, kRgb, 2); }

Camera camera() {
  return Camera::fromPixels(725, 725, 620.5, 187, 1242, 375, CameraOrigin::calibration,
                            "Virtual KITTI 1.3.1");
}

/// Makes recordings; notes what is missing.
class Worlds {
 public:
  explicit Worlds(fs::path root) : root_(std::move(root)) {}

  Result<std::shared_ptr<const Recording>> recording(const VkittiClip& clip) {
    auto made = std::make_shared<Recording>();
    const auto folder = [&](const char* part) {
      const fs::path top = root_ / fmt::format("vkitti_1.3.1_{}", part);
      return NumberedFolder::list(top / clip.world / clip.variation, kName);
    };
    made->clip = fmt::format("{}_{}", clip.world, clip.variation);
    made->name_before = made->clip + "_";
    made->name_digits = kName.digits;
    KERB_TRY(made->images, folder("rgb"));
    auto view = std::make_shared<RigView>();
    view->camera = camera();
    made->view = view;
    made->time_s = [](int64_t number) { return static_cast<double>(number) / kVkittiFps; };
    KERB_TRY(NumberedFolder depths, folder("depthgt"));
    made->depth = vkittiDepth(std::move(depths));
    KERB_TRY(NumberedFolder flows, folder("flowgt"));
    made->flow = vkittiFlow(std::move(flows));
    KERB_TRY(const NumberedFolder classes, folder("scenegt"));
    KERB_CHECK(addClasses(*made, classes));
    const fs::path poses = root_ / "vkitti_1.3.1_extrinsicsgt" / (made->clip + ".txt");
    if (fileExists(poses)) {
      KERB_TRY(VkittiPoses of_numbers, readVkittiPoses(poses, /*with_camera=*/false, 0));
      setPoses(*made, std::move(of_numbers));
    }
    return std::shared_ptr<const Recording>(made);
  }

  std::vector<std::string> notes;

 private:
  Status addClasses(Recording& recording, const NumberedFolder& files) {
    if (files.empty()) return {};
    const fs::path file = root_ / "vkitti_1.3.1_scenegt" / (recording.clip + "_scenegt_rgb_encoding.txt");
    if (!fileExists(file)) {
      notes.push_back(fmt::format("{} is missing: no classes", file.string()));
      return {};
    }
    KERB_TRY(ColourCode read, ColourCode::read(file));
    const auto code = std::make_shared<const ColourCode>(std::move(read));
    recording.semantics = vkittiClasses(files, code);
    recording.instances = vkittiInstances(files, code);
    return {};
  }

  fs::path root_;
};

/// ".../0001/clone/00000.png"
std::optional<VkittiLine> lineOf(const fs::path& path) {
  const auto number = kName.numberOf(path.filename().string());
  const fs::path variation = path.parent_path();
  if (!number || !variation.has_parent_path()) return std::nullopt;
  return VkittiLine{{variation.parent_path().filename().string(), variation.filename().string(), 'l'},
                    *number};
}

Result<std::vector<VkittiClip>> clipsIn(const InsideFolder& place) {
  std::vector<VkittiClip> clips;
  KERB_TRY(const auto worlds, subFolders(place.root / kRgb));
  for (const auto& world : worlds) {
    if (!isWanted(place.below, 0, world)) continue;
    KERB_TRY(const auto variations, subFolders(place.root / kRgb / world));
    for (const auto& variation : variations) {
      if (isWanted(place.below, 1, variation)) clips.push_back({world, variation, 'l'});
    }
  }
  return clips;
}

bool recognises(const fs::path& path) { return placeOf(plainPath(path)).has_value(); }

Result<std::vector<ListedFrame>> framesOf(const InsideFolder& place, const SourceOptions& options,
                                          SourceInfo& info) {
  Worlds worlds(place.root);
  const auto make = [&](const VkittiClip& clip) { return worlds.recording(clip); };
  std::vector<ListedFrame> frames;
  if (options.split_file.empty()) {
    info.fps = kVkittiFps;
    KERB_TRY(const auto clips, clipsIn(place));
    KERB_TRY(frames, framesOfClips(clips, make));
  } else {
    KERB_TRY(frames, framesOfSplit(options, std::nullopt, make, lineOf));
  }
  info.notes = std::move(worlds.notes);
  return frames;
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  return openPlace(
      given, "vkitti1", placeOf, "has no folder vkitti_1.3.1_rgb",
      [&](const InsideFolder& place, SourceInfo& info) { return framesOf(place, options, info); });
}

}  // namespace

SourceLayout vkitti1Layout() {
  return {"vkitti1",
          "Virtual KITTI 1.3.1",
          "a folder with vkitti_1.3.1_rgb, or a world (vkitti_1.3.1_rgb/0001) or variation inside",
          recognises,
          open,
          true,
          {"https://europe.naverlabs.com/proxy-virtual-worlds-vkitti-1: vkitti_1.3.1_rgb, _depthgt, _flowgt, "
           "_scenegt, _extrinsicsgt",
           "CC BY-NC-SA 3.0",
           "vkitti_1.3.1_rgb/0001/clone/00000.png  0001, 0002, 0006, 0018, 0020; 10 variations each\n"
           "vkitti_1.3.1_depthgt/0001/clone/00000.png\n"
           "vkitti_1.3.1_flowgt/0001/clone/00000.png\n"
           "vkitti_1.3.1_scenegt/0001/clone/00000.png, 0001_clone_scenegt_rgb_encoding.txt\n"
           "vkitti_1.3.1_extrinsicsgt/0001_clone.txt"}};
}

}  // namespace kerb
