// Layout: KITTI raw (Geiger 2013): rectified stereo, LiDAR depth, a calibration per date, split files.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/rig_reader.h"
#include "core/source/split.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

bool isDrive(const fs::path& folder) {
  for (int camera = 0; camera < 4; ++camera) {
    if (isFolder(folder / fmt::format("image_{:02}", camera) / "data")) return true;
  }
  return false;
}

/// The drives of one date that can be read: "_extract" ones are not rectified.
std::vector<fs::path> drivesOfDate(const fs::path& date) {
  std::vector<fs::path> drives;
  for (const auto& name : subFolders(date)) {
    const bool named = name.find("_drive_") != std::string::npos && name.ends_with("_sync");
    if (named && isDrive(date / name)) drives.push_back(date / name);
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

std::vector<fs::path> drivesIn(const fs::path& path) {
  if (isDrive(path)) return {path};
  std::vector<fs::path> drives = drivesOfDate(path);
  if (!drives.empty()) return drives;
  for (const auto& name : subFolders(path)) {
    if (!isDateName(name)) continue;
    for (auto& drive : drivesOfDate(path / name)) drives.push_back(std::move(drive));
  }
  return drives;
}

/// The folder that holds the dates, whichever level was given.
fs::path rootOf(const fs::path& path) {
  if (isDrive(path)) return path.parent_path().parent_path();
  return isDateName(path.filename().string()) ? path.parent_path() : path;
}

/// Collects frames; reads each calibration and lists each folder once.
class RawBuilder {
 public:
  explicit RawBuilder(const SourceOptions& options) : options_(options) {}

  Status addDrive(const fs::path& drive, bool only) {
    const char side = sideOf(options_);
    const auto folder = [&](int camera) { return imageFolder(drive, camera); };
    const CameraPair cameras = cameraPair(wantsColour(options_, side, folder), side);
    for (const int64_t number : withGaps(listings_.images(folder(cameras.target)))) {
      const std::string frame = fmt::format("{:010}", number);
      const std::string name = only ? frame : drive.filename().string() + "_" + frame;
      KERB_CHECK(addFrame(drive, cameras, number, name));
    }
    return {};
  }

  Status addLine(const fs::path& root, SplitLine line, const std::string& file) {
    bool colour = true;
    if (line.folder.empty()) {
      if (!fromPath(line, colour))
        return Error{fmt::format("'{}' is no path .../image_0N/data/number.png", line.first),
                     fmt::format("{}:{}", file, line.number)};
    } else {
      const char side = sideOf(options_, line.side);
      colour =
          wantsColour(options_, side, [&](int camera) { return imageFolder(root / line.folder, camera); });
    }
    const CameraPair cameras = cameraPair(colour, sideOf(options_, line.side));
    const fs::path drive = root / line.folder;
    return addFrame(drive, cameras, line.frame,
                    fmt::format("{}_{:02}_{:010}", drive.filename().string(), cameras.target, line.frame));
  }

  std::vector<RigFrame> takeFrames() { return std::move(frames_); }
  std::vector<std::string> takeNotes() { return std::move(notes_); }

 private:
  static fs::path imageFolder(const fs::path& drive, int camera) {
    return drive / fmt::format("image_{:02}", camera) / "data";
  }

  /// "[...]/date/drive/image_02/data/0000000069.png" -> folder, frame, side; the suffix may differ on disk.
  static bool fromPath(SplitLine& line, bool& colour) {
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

  Status addFrame(const fs::path& drive, CameraPair cameras, int64_t number, std::string name) {
    RigFrame frame;
    frame.name = std::move(name);
    frame.time_s = 0.1 * static_cast<double>(number);  // KITTI records at 10 Hz
    frame.image = listings_.image(imageFolder(drive, cameras.target), number);
    frame.exists = !frame.image.empty();
    if (!frame.exists) frame.image = imageFolder(drive, cameras.target) / fmt::format("{:010}.png", number);
    frame.partner = listings_.image(imageFolder(drive, cameras.partner), number);
    frame.scan = listings_.scan(drive / "velodyne_points" / "data", number);
    KERB_TRY(frame.view, view(drive.parent_path(), cameras, frame.exists));
    frames_.push_back(std::move(frame));
    return {};
  }

  Result<std::shared_ptr<const RigView>> view(const fs::path& date, CameraPair cameras, bool needed) {
    auto& cached = views_[{date, cameras.target}];
    if (cached) return cached;
    auto made = std::make_shared<RigView>();
    made->is_colour = cameras.isColour();
    const fs::path file = date / "calib_cam_to_cam.txt";
    if (fileExists(file)) {
      KERB_CHECK(calibrate(*made, date, cameras));
    } else {
      const bool given = !options_.camera.empty() || !options_.camera_file.empty();
      if (needed && !given)
        return Error{
            "the calibration is missing", file.string(),
            "Unpack KITTI's calibration of that date there, or give intrinsics with --camera fx,fy,cx,cy"};
      // A listed frame of a date that is not there at all is only a missing frame.
      if (!needed) return std::shared_ptr<const RigView>(made);
      notes_.push_back(fmt::format("{} is missing: no stereo, no LiDAR depth", file.string()));
    }
    cached = made;
    return cached;
  }

  static Result<RigCamera> rectified(const Calibration& calibration, int camera) {
    const std::string size_key = fmt::format("S_rect_{:02}", camera);
    KERB_TRY(const auto size, calibration.numbers(size_key, 2));
    if (!(size[0] >= 1 && size[1] >= 1 && size[0] < 1e6 && size[1] < 1e6))
      return Error{fmt::format("'{}' is no image size", size_key), calibration.name()};
    return rigCamera(calibration, fmt::format("P_rect_{:02}", camera),
                     {static_cast<int64_t>(size[0]), static_cast<int64_t>(size[1])});
  }

  Status calibrate(RigView& view, const fs::path& date, CameraPair pair) {
    KERB_TRY(const Calibration cameras, readCalibration(date / "calib_cam_to_cam.txt"));
    KERB_TRY(const RigCamera camera, rectified(cameras, pair.target));
    view.camera = camera.camera;
    view.calibrated = camera.size;
    if (cameras.has(fmt::format("P_rect_{:02}", pair.partner))) {
      KERB_TRY(const RigCamera other, rectified(cameras, pair.partner));
      KERB_CHECK(setPartner(view, camera, other, cameras.name()));
    }
    const fs::path velo = date / "calib_velo_to_cam.txt";
    if (!fileExists(velo)) {
      notes_.push_back(fmt::format("{} is missing: no LiDAR depth", velo.string()));
      return {};
    }
    KERB_TRY(const Calibration velo_to_cam, readCalibration(velo));
    KERB_TRY(view.image_from_velo, imageFromVelo(camera.projection, cameras, velo_to_cam));
    return {};
  }

  const SourceOptions& options_;
  Listings listings_;
  std::map<std::pair<fs::path, int>, std::shared_ptr<const RigView>> views_;
  std::vector<RigFrame> frames_;
  std::vector<std::string> notes_;
};

Status build(RawBuilder& builder, const fs::path& path, const SourceOptions& options, SourceInfo& info) {
  if (!options.split_file.empty()) {
    KERB_TRY(const auto lines, readSplit(options.split_file));
    for (const auto& line : lines)
      KERB_CHECK(builder.addLine(rootOf(path), line, options.split_file.string()));
    info.fps = 0;  // neighbours in a split are not neighbours in time
    return {};
  }
  const auto drives = drivesIn(path);
  if (drives.size() > 1) info.notes.push_back(fmt::format("{} drives, one after the other", drives.size()));
  for (const auto& drive : drives) KERB_CHECK(builder.addDrive(drive, drives.size() == 1));
  return {};
}

bool recognises(const fs::path& path) { return !drivesIn(plainPath(path)).empty(); }

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  const fs::path path = plainPath(given);
  SourceInfo info = infoOf(path, "kitti_raw");
  info.fps = 10;
  RawBuilder builder(options);
  KERB_CHECK(build(builder, path, options, info));
  auto frames = builder.takeFrames();
  if (frames.empty())
    return Error{fmt::format("has no images of the {} {} camera", options.side,
                             options.colour == "auto" ? "colour or grey" : options.colour),
                 path.string(), "Try --side and --cameras"};
  for (auto& note : builder.takeNotes()) info.notes.push_back(std::move(note));
  return openRig(std::move(frames), std::move(info));
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
      true};
}

}  // namespace kerb
