// Layout: KITTI odometry (Geiger 2012): sequences of rectified stereo with poses.
//
// The poses are those of camera 0 (left grey) and are used as they are for every camera: in rectified
// coordinates the cameras differ by a constant shift along x, 6 cm between 0 and 2, which trajectories and
// relative rotations do not see and which published evaluations ignore too.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/prediction/trajectory.h"
#include "core/source/rig_reader.h"
#include "core/source/split.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

bool hasImages(const fs::path& folder) {
  for (int camera = 0; camera < 4; ++camera) {
    if (isFolder(folder / fmt::format("image_{}", camera))) return true;
  }
  return false;
}

/// KITTI object and others have an image_2 too: one more sign is asked for.
bool isSequence(const fs::path& folder) {
  if (!hasImages(folder)) return false;
  return fileExists(folder / "calib.txt") || fileExists(folder / "times.txt") ||
         folder.parent_path().filename() == "sequences";
}

std::vector<fs::path> sequencesIn(const fs::path& path) {
  if (isSequence(path)) return {path};
  const fs::path folder = path.filename() == "sequences" ? path : path / "sequences";
  std::vector<fs::path> sequences;
  for (const auto& name : subFolders(folder)) {
    if (hasImages(folder / name)) sequences.push_back(folder / name);
  }
  return sequences;
}

/// The folder that holds the sequences, whichever level was given.
fs::path sequencesFolder(const fs::path& path) {
  if (isSequence(path)) return path.parent_path();
  return path.filename() == "sequences" ? path : path / "sequences";
}

/// What belongs to a sequence besides its images.
struct Sequence {
  fs::path folder;
  std::vector<StampedPose> poses;  ///< may be shorter than the sequence, or empty
  std::vector<double> times_s;     ///< likewise
};

class OdometryBuilder {
 public:
  explicit OdometryBuilder(const SourceOptions& options) : options_(options) {}

  Status addSequence(const fs::path& folder, bool only) {
    const CameraPair cameras = camerasOf(folder, sideOf(options_));
    KERB_TRY(const Sequence* sequence, sequenceAt(folder));
    for (const int64_t number : withGaps(listings_.images(imageFolder(folder, cameras.target)))) {
      const std::string frame = fmt::format("{:06}", number);
      KERB_CHECK(
          addFrame(*sequence, cameras, number, only ? frame : folder.filename().string() + "_" + frame));
    }
    return {};
  }

  Status addLine(const fs::path& sequences, const SplitLine& line, const std::string& file) {
    const std::string where = fmt::format("{}:{}", file, line.number);
    const auto number = parseInteger(line.folder);
    if (!number) return Error{"is no line 'sequence frame l|r' of a KITTI odometry split", where};
    const fs::path folder = sequences / fmt::format("{:02}", *number);
    const CameraPair cameras = camerasOf(folder, sideOf(options_, line.side));
    KERB_TRY(const Sequence* sequence, sequenceAt(folder));
    return addFrame(*sequence, cameras, line.frame,
                    fmt::format("{:02}_{}_{:06}", *number, cameras.target, line.frame));
  }

  std::vector<RigFrame> takeFrames() { return std::move(frames_); }
  std::vector<std::string> takeNotes() { return std::move(notes_); }

 private:
  static fs::path imageFolder(const fs::path& sequence, int camera) {
    return sequence / fmt::format("image_{}", camera);
  }

  CameraPair camerasOf(const fs::path& folder, char side) const {
    return cameraPair(wantsColour(options_, side, [&](int camera) { return imageFolder(folder, camera); }),
                      side);
  }

  Result<const Sequence*> sequenceAt(const fs::path& folder) {
    const auto found = sequences_.find(folder);
    if (found != sequences_.end()) return &found->second;
    Sequence sequence{folder, {}, {}};
    const fs::path poses =
        folder.parent_path().parent_path() / "poses" / (folder.filename().string() + ".txt");
    if (fileExists(poses)) {
      KERB_TRY(sequence.poses, readPoses(poses));
    }
    const fs::path times = folder / "times.txt";
    if (fileExists(times)) {
      KERB_TRY(const std::string text, readWhole(times));
      KERB_TRY(sequence.times_s, parseTimes(text, times.string()));
    }
    return &sequences_.emplace(folder, std::move(sequence)).first->second;
  }

  Status addFrame(const Sequence& sequence, CameraPair cameras, int64_t number, std::string name) {
    const auto at = static_cast<size_t>(number);
    RigFrame frame;
    frame.name = std::move(name);
    frame.time_s = at < sequence.times_s.size() ? sequence.times_s[at] : 0.1 * static_cast<double>(number);
    const fs::path folder = imageFolder(sequence.folder, cameras.target);
    frame.image = listings_.image(folder, number);
    frame.exists = !frame.image.empty();
    if (!frame.exists) frame.image = folder / fmt::format("{:06}.png", number);
    frame.partner = listings_.image(imageFolder(sequence.folder, cameras.partner), number);
    if (at < sequence.poses.size()) frame.world_from_camera = sequence.poses[at].world_from_camera;
    KERB_TRY(frame.view, view(sequence.folder, cameras));
    frames_.push_back(std::move(frame));
    return {};
  }

  Result<std::shared_ptr<const RigView>> view(const fs::path& sequence, CameraPair cameras) {
    auto& cached = views_[{sequence, cameras.target}];
    if (cached) return cached;
    auto made = std::make_shared<RigView>();
    made->is_colour = cameras.isColour();
    const auto& images = listings_.images(imageFolder(sequence, cameras.target));
    if (!images.empty()) KERB_CHECK(calibrate(*made, sequence, cameras));
    cached = made;
    return cached;
  }

  /// calib.txt has no image size: the images' own.
  Status calibrate(RigView& view, const fs::path& sequence, CameraPair cameras) {
    const fs::path file = sequence / "calib.txt";
    if (!fileExists(file)) {
      if (options_.camera.empty() && options_.camera_file.empty())
        return Error{
            "the calibration is missing", file.string(),
            "Unpack KITTI's odometry calibration there, or give intrinsics with --camera fx,fy,cx,cy"};
      notes_.push_back(fmt::format("{} is missing: no stereo", file.string()));
      return {};
    }
    KERB_TRY(const Calibration calibration, readCalibration(file));
    const fs::path folder = imageFolder(sequence, cameras.target);
    std::vector<fs::path> images;
    for (const auto& [number, name] : listings_.images(folder)) images.push_back(folder / name);
    KERB_TRY(const ImageSize size, firstReadableSize(images, notes_));
    KERB_TRY(const RigCamera target, rigCamera(calibration, fmt::format("P{}", cameras.target), size));
    // KITTI's principal points lie near the middle; one that does not belongs to an image of another size.
    if (std::abs(target.camera.cx - 0.5) > 0.15 || std::abs(target.camera.cy - 0.5) > 0.25) {
      return Error{fmt::format("is for images of another size than {} x {}", size.width, size.height),
                   file.string(),
                   "These images were resized: give their intrinsics with --camera fx,fy,cx,cy"};
    }
    view.camera = target.camera;
    view.calibrated = size;
    const std::string partner_key = fmt::format("P{}", cameras.partner);
    if (!calibration.has(partner_key)) return {};
    KERB_TRY(const RigCamera partner, rigCamera(calibration, partner_key, size));
    return setPartner(view, target, partner, calibration.name());
  }

  const SourceOptions& options_;
  Listings listings_;
  std::map<fs::path, Sequence> sequences_;
  std::map<std::pair<fs::path, int>, std::shared_ptr<const RigView>> views_;
  std::vector<RigFrame> frames_;
  std::vector<std::string> notes_;
};

Status build(OdometryBuilder& builder, const fs::path& path, const SourceOptions& options, SourceInfo& info) {
  if (!options.split_file.empty()) {
    KERB_TRY(const auto lines, readSplit(options.split_file));
    const std::string file = options.split_file.string();
    for (const auto& line : lines) KERB_CHECK(builder.addLine(sequencesFolder(path), line, file));
    info.fps = 0;  // neighbours in a split are not neighbours in time
    return {};
  }
  const auto sequences = sequencesIn(path);
  if (sequences.size() > 1)
    info.notes.push_back(fmt::format("{} sequences, one after the other", sequences.size()));
  for (const auto& sequence : sequences) KERB_CHECK(builder.addSequence(sequence, sequences.size() == 1));
  return {};
}

bool recognises(const fs::path& path) { return !sequencesIn(plainPath(path)).empty(); }

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  const fs::path path = plainPath(given);
  SourceInfo info = infoOf(path, "kitti_odometry");
  info.fps = 10;
  OdometryBuilder builder(options);
  KERB_CHECK(build(builder, path, options, info));
  for (auto& note : builder.takeNotes()) info.notes.push_back(std::move(note));
  auto frames = builder.takeFrames();
  if (frames.empty())
    return Error{fmt::format("has no images of the {} {} camera", options.side,
                             options.colour == "auto" ? "colour or grey" : options.colour),
                 path.string(), "Try --side and --cameras"};
  return openRig(std::move(frames), std::move(info));
}

}  // namespace

SourceLayout kittiOdometryLayout() {
  return {
      "kitti_odometry",
      "KITTI odometry",
      "a folder with sequences/NN (and poses/NN.txt), or one sequence with image_0 or image_2 and calib.txt",
      recognises,
      open,
      true};
}

}  // namespace kerb
