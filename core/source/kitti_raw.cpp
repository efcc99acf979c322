// Layout: KITTI raw (Geiger 2013): rectified stereo, LiDAR and improved depth, poses, split files.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/kitti_drive.h"
#include "core/source/split.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr const char* kUnrectified =
    "is not rectified ('_extract'): its images do not fit the calibration of the rectified cameras, the "
    "LiDAR "
    "or each other in time";

bool isDrive(const fs::path& folder) {
  for (int camera = 0; camera < 4; ++camera) {
    if (isFolder(KittiDrives::imageFolder(folder, camera))) return true;
  }
  return false;
}

bool isExtract(const fs::path& drive) { return drive.filename().string().ends_with("_extract"); }

/// The drives of one date, "_extract" ones too.
Result<std::vector<fs::path>> drivesOfDate(const fs::path& date) {
  std::vector<fs::path> drives;
  KERB_TRY(const auto names, subFolders(date, [](const std::string& name) {
             const bool ends = name.ends_with("_sync") || name.ends_with("_extract");
             return ends && name.find("_drive_") != std::string::npos;
           }));
  for (const auto& name : names) {
    if (isDrive(date / name)) drives.push_back(date / name);
  }
  return drives;
}

/// "2011_09_26"
bool isDateName(const std::string& name) {
  constexpr std::string_view kShape = "dddd_dd_dd";
  return name.size() == kShape.size() &&
         std::equal(name.begin(), name.end(), kShape.begin(),
                    [](char c, char s) { return s == '_' ? c == '_' : c >= '0' && c <= '9'; });
}

Result<std::vector<fs::path>> drivesIn(const fs::path& path) {
  if (isDrive(path)) return std::vector<fs::path>{path};
  KERB_TRY(std::vector<fs::path> drives, drivesOfDate(path));
  if (!drives.empty()) return drives;
  KERB_TRY(const auto dates, subFolders(path, isDateName));
  for (const auto& name : dates) {
    KERB_TRY(const auto of_date, drivesOfDate(path / name));
    drives.insert(drives.end(), of_date.begin(), of_date.end());
  }
  return drives;
}

/// The folder that holds the dates, whichever level was given.
fs::path rootOf(const fs::path& path) {
  if (isDrive(path)) return path.parent_path().parent_path();
  return isDateName(path.filename().string()) ? path.parent_path() : path;
}

/// Collects frames of drives and of split lines.
class RawBuilder {
 public:
  RawBuilder(const SourceOptions& options, const fs::path& root)
      : options_(options), root_(root), drives_(options, root) {}

  Status addDrive(const fs::path& drive, bool only) {
    const char side = sideOf(options_);
    const CameraPair cameras = cameraPair(colourOf(drive, side), side);
    const std::string before = only ? "" : drive.filename().string() + "_";
    KERB_TRY(const auto recording, drives_.recording(drive, cameras, before));
    for (const int64_t number : recording->images.numbersWithGaps()) frames_.push_back({recording, number});
    return {};
  }

  Status addLine(SplitLine line, const std::string& file) {
    std::optional<bool> colour;
    if (line.folder.empty() && !fromPath(line, colour))
      return Error{fmt::format("'{}' is no path .../date/drive/image_0N/data/number.png", line.first),
                   fmt::format("{}:{}", file, line.number)};
    const fs::path drive = root_ / line.folder;
    if (isExtract(drive))
      return Error{fmt::format("'{}' {}", line.folder, kUnrectified),
                   fmt::format("{}:{}", file, line.number)};
    const char side = sideOf(options_, line.side);
    const CameraPair cameras = cameraPair(colour ? *colour : colourOf(drive, side), side);
    KERB_TRY(const auto recording,
             drives_.recording(drive, cameras,
                               fmt::format("{}_{:02}_", drive.filename().string(), cameras.target)));
    frames_.push_back({recording, line.frame});
    return {};
  }

  std::vector<ListedFrame> takeFrames() { return std::move(frames_); }
  KittiDrives& drives() { return drives_; }

 private:
  bool colourOf(const fs::path& drive, char side) {
    const auto found = colours_.find({drive, side});
    if (found != colours_.end()) return found->second;
    const auto folder = [&](int camera) { return KittiDrives::imageFolder(drive, camera); };
    return colours_[{drive, side}] = wantsColour(options_, side, folder);
  }

  /// "[...]/date/drive/image_02/data/0000000069.png" -> folder, frame, side; the suffix may differ on disk.
  static bool fromPath(SplitLine& line, std::optional<bool>& colour) {
    const fs::path path(line.first);
    const fs::path drive = path.parent_path().parent_path().parent_path();
    const std::string camera = path.parent_path().parent_path().filename().string();
    const auto number = parseInteger(path.stem().string());
    const bool known =
        camera.size() == 8 && camera.starts_with("image_0") && camera[7] >= '0' && camera[7] <= '3';
    if (!known || !number || *number < 0 || drive.empty()) return false;
    line.folder = (drive.parent_path().filename() / drive.filename()).string();
    line.frame = *number;
    line.side = (camera[7] - '0') % 2 == 0 ? 'l' : 'r';
    colour = camera[7] >= '2';
    return true;
  }

  const SourceOptions& options_;
  fs::path root_;
  KittiDrives drives_;
  std::map<std::pair<fs::path, char>, bool> colours_;
  std::vector<ListedFrame> frames_;
};

Status addDrives(RawBuilder& builder, const fs::path& path, SourceInfo& info) {
  KERB_TRY(auto drives, drivesIn(path));
  const fs::path first = drives.empty() ? path : drives.front();
  const auto extracts = std::erase_if(drives, isExtract);
  if (drives.empty() && extracts > 0)
    return Error{kUnrectified, first.string(), "Download the drive as 'synced+rectified data' ('_sync')"};
  if (extracts > 0)
    info.notes.push_back(fmt::format("left out: {} named '_extract', which {} not rectified",
                                     extracts == 1 ? "1 drive" : fmt::format("{} drives", extracts),
                                     extracts == 1 ? "is" : "are"));
  if (drives.size() > 1) info.notes.push_back(fmt::format("{} drives, one after the other", drives.size()));
  for (const auto& drive : drives) KERB_CHECK(builder.addDrive(drive, drives.size() == 1));
  return {};
}

Status build(RawBuilder& builder, const fs::path& path, const SourceOptions& options, SourceInfo& info) {
  if (options.split_file.empty()) return addDrives(builder, path, info);
  KERB_TRY(const auto lines, readSplit(options));
  for (const auto& line : lines) KERB_CHECK(builder.addLine(line, options.split_file.string()));
  info.fps = 0;  // the next frame of a split is not the next in time
  return {};
}

bool recognises(const fs::path& path) {
  const auto drives = drivesIn(plainPath(path));
  return drives && !drives->empty();
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  const fs::path path = plainPath(given);
  SourceInfo info = infoOf(path, "kitti_raw");
  info.fps = 10;
  RawBuilder builder(options, rootOf(path));
  KERB_CHECK(build(builder, path, options, info));
  auto frames = builder.takeFrames();
  if (frames.empty())
    return Error{fmt::format("has no images of the {} {} camera", options.side,
                             options.colour == "auto" ? "colour or grey" : options.colour),
                 path.string(), "Try --side and --cameras"};
  KERB_CHECK(builder.drives().chooseDepth(frames));
  for (auto& note : builder.drives().notes()) info.notes.push_back(std::move(note));
  return openRecordings(std::move(frames), std::move(info));
}

}  // namespace

SourceLayout kittiRawLayout() {
  return {
      "kitti_raw",
      "KITTI raw",
      "a drive with image_02/data (or image_00, 01, 03), a date folder with <date>_drive_NNNN_sync folders, "
      "or a folder of dates like 2011_09_26",
      recognises,
      open,
      true,
      {"https://www.cvlibs.net/datasets/kitti/raw_data.php: 'synced+rectified data' and 'calibration' of "
       "each "
       "drive; improved depth: data_depth_annotated.zip of the depth benchmark there",
       "CC BY-NC-SA 3.0",
       "2011_09_26/calib_cam_to_cam.txt, calib_velo_to_cam.txt, calib_imu_to_velo.txt\n"
       "2011_09_26/2011_09_26_drive_0001_sync/image_02/data/0000000000.png (or .jpg), "
       "image_02/timestamps.txt\n"
       "2011_09_26/2011_09_26_drive_0001_sync/image_03/...  the right camera; image_00, image_01: grey\n"
       "2011_09_26/2011_09_26_drive_0001_sync/velodyne_points/data/0000000000.bin\n"
       "2011_09_26/2011_09_26_drive_0001_sync/oxts/data/0000000000.txt\n"
       "2011_09_26/2011_09_26_drive_0001_sync/proj_depth/groundtruth/image_02/0000000005.png\n"
       "  or data_depth_annotated/train|val/2011_09_26_drive_0001_sync/proj_depth/... in or beside the "
       "root"}};
}

}  // namespace kerb
