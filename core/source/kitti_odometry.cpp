// Layout: KITTI odometry (Geiger 2012): sequences of rectified stereo with poses.
//
// The poses are those of camera 0 (left grey) and are used as they are for every camera: in rectified
// coordinates the cameras differ by a constant shift along x, 6 cm between 0 and 2, which trajectories and
// relative rotations do not see and which published evaluations ignore too.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/prediction/trajectory.h"
#include "core/source/kitti_rig.h"
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

Result<std::vector<fs::path>> sequencesIn(const fs::path& path) {
  if (isSequence(path)) return std::vector<fs::path>{path};
  const fs::path folder = path.filename() == "sequences" ? path : path / "sequences";
  std::vector<fs::path> sequences;
  KERB_TRY(const auto names, subFolders(folder));
  for (const auto& name : names) {
    if (hasImages(folder / name)) sequences.push_back(folder / name);
  }
  return sequences;
}

/// The folder that holds the sequences, whichever level was given.
fs::path sequencesFolder(const fs::path& path) {
  if (isSequence(path)) return path.parent_path();
  return path.filename() == "sequences" ? path : path / "sequences";
}

const NumberedName kName{.digits = 6};
constexpr size_t kTriedForSize = 16;

class OdometryBuilder {
 public:
  explicit OdometryBuilder(const SourceOptions& options) : options_(options) {}

  Status addSequence(const fs::path& folder, bool only) {
    const CameraPair cameras = camerasOf(folder, sideOf(options_));
    KERB_TRY(const auto recording,
             recordingOf(folder, cameras, only ? "" : folder.filename().string() + "_"));
    for (const int64_t number : recording->images.numbersWithGaps()) frames_.push_back({recording, number});
    return {};
  }

  Status addLine(const fs::path& sequences, const SplitLine& line, const std::string& file) {
    const std::string where = fmt::format("{}:{}", file, line.number);
    const auto number = parseInteger(line.folder);
    if (!number) return Error{"is no line 'sequence frame l|r' of a KITTI odometry split", where};
    const fs::path folder = sequences / fmt::format("{:02}", *number);
    const CameraPair cameras = camerasOf(folder, sideOf(options_, line.side));
    KERB_TRY(const auto recording,
             recordingOf(folder, cameras, fmt::format("{:02}_{}_", *number, cameras.target)));
    frames_.push_back({recording, line.frame});
    return {};
  }

  std::vector<ListedFrame> takeFrames() { return std::move(frames_); }
  std::vector<std::string> notes() const {
    std::vector<std::string> all = notes_;
    for (const auto& [partner, sequences] : without_partner_)
      all.push_back(partnerNote(fmt::format("image_{}", partner), sequences));
    return all;
  }

 private:
  static fs::path imageFolder(const fs::path& sequence, int camera) {
    return sequence / fmt::format("image_{}", camera);
  }

  CameraPair camerasOf(const fs::path& folder, char side) {
    const auto found = colours_.find({folder, side});
    if (found != colours_.end()) return cameraPair(found->second, side);
    const bool colour = wantsColour(options_, side, [&](int camera) { return imageFolder(folder, camera); });
    colours_[{folder, side}] = colour;
    return cameraPair(colour, side);
  }

  Result<std::shared_ptr<const Recording>> recordingOf(const fs::path& sequence, CameraPair cameras,
                                                       const std::string& name_before) {
    auto& made = recordings_[{sequence, cameras.target}];
    if (made) return made;
    auto recording = std::make_shared<Recording>();
    const fs::path images = imageFolder(sequence, cameras.target);
    recording->clip = images.string();
    recording->name_before = name_before;
    recording->name_digits = kName.digits;
    KERB_TRY(recording->images, folders_.at(images, kName));
    KERB_TRY(recording->partners, folders_.at(imageFolder(sequence, cameras.partner), kName));
    auto view = std::make_shared<RigView>();
    view->is_colour = cameras.isColour();
    if (!recording->images.empty()) KERB_CHECK(calibrate(*view, *recording, sequence, cameras));
    recording->view = view;
    if (!recording->images.empty() && recording->partners.empty() && view->baseline_m)
      without_partner_[cameras.partner].push_back(sequence.filename().string());
    KERB_CHECK(addPoses(*recording, sequence));
    KERB_CHECK(addTimes(*recording, sequence));
    made = recording;
    return made;
  }

  /// The pose of a frame is the line of its number; there may be fewer lines than frames, or no file.
  static Status addPoses(Recording& recording, const fs::path& sequence) {
    const fs::path file =
        sequence.parent_path().parent_path() / "poses" / (sequence.filename().string() + ".txt");
    if (!fileExists(file)) return {};
    auto poses = std::make_shared<std::vector<StampedPose>>();
    KERB_TRY(*poses, readPoses(file));
    recording.has_pose = [poses](int64_t number) { return number < static_cast<int64_t>(poses->size()); };
    recording.world_from_camera = [poses](int64_t number) -> Result<Eigen::Isometry3d> {
      return (*poses)[static_cast<size_t>(number)].world_from_camera;
    };
    return {};
  }

  static Status addTimes(Recording& recording, const fs::path& sequence) {
    auto times_s = std::make_shared<std::vector<double>>();
    const fs::path file = sequence / "times.txt";
    if (fileExists(file)) {
      KERB_TRY(const std::string text, readWhole(file));
      KERB_TRY(*times_s, parseTimes(text, file.string()));
    }
    recording.time_s = [times_s](int64_t number) {
      const auto line = static_cast<size_t>(number);
      return line < times_s->size() ? (*times_s)[line] : 0.1 * static_cast<double>(number);
    };
    return {};
  }

  /// calib.txt has no image size: the images' own.
  Status calibrate(RigView& view, const Recording& recording, const fs::path& sequence, CameraPair cameras) {
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
    std::vector<fs::path> images;
    for (const int64_t number : recording.images.numbers()) {
      if (images.size() < kTriedForSize) images.push_back(recording.images.path(number));
    }
    KERB_TRY(const ImageSize size, firstReadableSize(images, notes_));
    KERB_TRY(const RigCamera target, rigCamera(calibration, fmt::format("P{}", cameras.target), size));
    // KITTI's principal points lie near the middle; one that does not belongs to an image of another size.
    if (std::abs(target.camera.cx - 0.5) > 0.15 || std::abs(target.camera.cy - 0.5) > 0.25) {
      return Error{fmt::format("is for images of another size than {} x {}", size.width, size.height),
                   file.string(),
                   "These images were resized: give their intrinsics with --camera fx,fy,cx,cy"};
    }
    view.camera = target.camera;
    const std::string partner_key = fmt::format("P{}", cameras.partner);
    if (!calibration.has(partner_key)) return {};
    KERB_TRY(const RigCamera partner, rigCamera(calibration, partner_key, size));
    return setPartner(view, target, partner, calibration.name());
  }

  const SourceOptions& options_;
  FolderCache folders_;
  std::map<std::pair<fs::path, int>, std::shared_ptr<const Recording>> recordings_;
  std::map<std::pair<fs::path, char>, bool> colours_;
  std::vector<ListedFrame> frames_;
  std::vector<std::string> notes_;
  std::map<int, std::vector<std::string>> without_partner_;
};

Status build(OdometryBuilder& builder, const fs::path& path, const SourceOptions& options, SourceInfo& info) {
  if (!options.split_file.empty()) {
    KERB_TRY(const auto lines, readSplit(options));
    const std::string file = options.split_file.string();
    for (const auto& line : lines) KERB_CHECK(builder.addLine(sequencesFolder(path), line, file));
    info.fps = 0;  // the next frame of a split is not the next in time
    return {};
  }
  KERB_TRY(const auto sequences, sequencesIn(path));
  if (sequences.size() > 1)
    info.notes.push_back(fmt::format("{} sequences, one after the other", sequences.size()));
  for (const auto& sequence : sequences) KERB_CHECK(builder.addSequence(sequence, sequences.size() == 1));
  return {};
}

bool recognises(const fs::path& path) {
  const auto sequences = sequencesIn(plainPath(path));
  return sequences && !sequences->empty();
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  const fs::path path = plainPath(given);
  SourceInfo info = infoOf(path, "kitti_odometry");
  info.fps = 10;
  OdometryBuilder builder(options);
  KERB_CHECK(build(builder, path, options, info));
  for (auto& note : builder.notes()) info.notes.push_back(std::move(note));
  auto frames = builder.takeFrames();
  if (frames.empty())
    return Error{fmt::format("has no images of the {} {} camera", options.side,
                             options.colour == "auto" ? "colour or grey" : options.colour),
                 path.string(), "Try --side and --cameras"};
  return openRecordings(std::move(frames), std::move(info));
}

}  // namespace

SourceLayout kittiOdometryLayout() {
  return {
      "kitti_odometry",
      "KITTI odometry",
      "a folder with sequences/NN (and poses/NN.txt), or one sequence with image_0 or image_2 and calib.txt",
      recognises,
      open,
      true,
      {"https://www.cvlibs.net/datasets/kitti/eval_odometry.php: grey or colour images, calibration files, "
       "poses",
       "CC BY-NC-SA 3.0",
       "sequences/00/image_2/000000.png  left colour; image_3: right; image_0, image_1: grey\n"
       "sequences/00/calib.txt, times.txt\n"
       "poses/00.txt  sequences 00 to 10"}};
}

}  // namespace kerb
