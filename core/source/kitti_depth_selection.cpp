// Layout: the selections of KITTI's depth benchmark (Uhrig 2017): single images with their intrinsics.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/recording.h"
#include "core/source/split.h"
#include "core/source/truth_maps.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

bool isSelection(const fs::path& folder) {
  return isFolder(folder / "image") && isFolder(folder / "intrinsics");
}

/// "..._sync_image_0000000005_image_02.png" has its depth in
/// "..._sync_groundtruth_depth_0000000005_image_02.png".
std::string depthNameOf(std::string name) {
  constexpr std::string_view kImage = "_image_";
  const size_t at = name.find(kImage);
  if (at != std::string::npos) name.replace(at, kImage.size(), "_groundtruth_depth_");
  return name;
}

/// intrinsics/<stem>.txt: the nine numbers of a 3x3 matrix, in pixels of the image.
Result<std::shared_ptr<const RigView>> viewOf(const fs::path& file, const fs::path& image) {
  auto view = std::make_shared<RigView>();
  if (!fileExists(file)) return std::shared_ptr<const RigView>(view);
  KERB_TRY(const std::string text, readWhole(file, uint64_t{1} << 16));
  const auto words = splitWords(text);
  if (words.size() != 9)
    return Error{fmt::format("has {} numbers, expected the 9 of a 3x3 matrix", words.size()), file.string()};
  std::vector<double> k;
  for (const auto word : words) {
    const auto number = parseNumber(word);
    if (!number) return Error{number.error().what, file.string()};
    k.push_back(*number);
  }
  KERB_TRY(const ImageSize size, readImageSize(image));
  view->camera = Camera::fromPixels(k[0], k[4], k[2], k[5], size.width, size.height,
                                    CameraOrigin::calibration, file.string());
  if (const auto valid = view->camera.check(); !valid) return Error{valid.error().what, file.string()};
  return std::shared_ptr<const RigView>(view);
}

Result<std::shared_ptr<const Recording>> recordingOf(const fs::path& root, const std::string& name,
                                                     ListedFolders& folders) {
  auto made = std::make_shared<Recording>();
  const fs::path image = root / "image" / name;
  made->clip = image.stem().string();
  made->name_before = made->clip;
  made->name_digits = 0;
  NumberedFiles files;
  KERB_TRY(const bool exists, folders.has(image));
  if (exists) files.emplace_back(0, name);
  made->images = {root / "image", {.before = made->clip, .digits = 0}, std::move(files)};
  made->load_view = [file = root / "intrinsics" / (made->clip + ".txt"), image](int64_t) {
    return viewOf(file, image);
  };
  const fs::path depths = root / "groundtruth_depth";
  const std::string depth = depthNameOf(name);
  KERB_TRY(const bool has_depth, folders.has(depths / depth));
  if (has_depth) made->depth.files = {depths, {}, {{0, depth}}};
  made->depth.decode = [](const fs::path& file, ImageSize) { return readScaledDepth(file, 1.0 / 256); };
  return std::shared_ptr<const Recording>(made);
}

Result<std::vector<std::string>> allNames(const fs::path& root) {
  KERB_TRY(auto names, fileNames(root / "image"));
  std::erase_if(names, [](const std::string& name) { return !isImageFile(name); });
  std::ranges::sort(names, naturalLess);
  return names;
}

/// "image 12", or the path of an image.
Result<std::vector<std::string>> namesOfSplit(const SourceOptions& options) {
  KERB_TRY(const auto lines, readSplit(options));
  std::vector<std::string> names;
  for (const auto& line : lines) {
    if (!line.folder.empty() && line.folder != "image")
      return Error{fmt::format("'{}' is not 'image N'", line.folder),
                   fmt::format("{}:{}", options.split_file.string(), line.number)};
    names.push_back(line.folder.empty() ? fs::path(line.first).filename().string()
                                        : NumberedName{}.nameOf(line.frame));
  }
  return names;
}

bool recognises(const fs::path& path) { return isSelection(plainPath(path)); }

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  const fs::path path = plainPath(given);
  KERB_TRY(const auto names, options.split_file.empty() ? allNames(path) : namesOfSplit(options));
  ListedFolders folders;
  std::vector<ListedFrame> frames;
  for (const auto& name : names) {
    KERB_TRY(auto recording, recordingOf(path, name, folders));
    frames.push_back({std::move(recording), 0});
  }
  return openRecordings(std::move(frames), infoOf(path, "kitti_depth_selection"));
}

}  // namespace

SourceLayout kittiDepthSelectionLayout() {
  return {
      "kitti_depth_selection",
      "KITTI depth selection",
      "a folder with image and intrinsics (val_selection_cropped, test_depth_prediction_anonymous)",
      recognises,
      open,
      true,
      {"https://www.cvlibs.net/datasets/kitti/eval_depth.php?benchmark=depth_prediction: "
       "data_depth_selection.zip",
       "CC BY-NC-SA 3.0",
       "image/0000000000.png, or image/2011_09_26_drive_0002_sync_image_0000000005_image_02.png\n"
       "intrinsics/0000000000.txt\n"
       "groundtruth_depth/2011_09_26_drive_0002_sync_groundtruth_depth_0000000005_image_02.png  val only"}};
}

}  // namespace kerb
