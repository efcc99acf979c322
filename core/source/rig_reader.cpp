#include "core/source/rig_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/lidar.h"
#include "core/source/split.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

class RigReader final : public FrameReader {
 public:
  RigReader(std::vector<RigFrame> frames, SourceInfo info)
      : frames_(std::move(frames)), info_(std::move(info)) {}
  SourceInfo info() const override { return info_; }

  Result<Frame> read(int64_t index, FrameParts parts) const override {
    const RigFrame& from = frames_[static_cast<size_t>(index)];
    Frame frame;
    frame.index = index;
    frame.time_s = from.time_s;
    frame.name = from.name;
    frame.camera = from.view->camera;
    frame.world_from_camera = from.world_from_camera;
    frame.clip = from.image.parent_path().string();
    const auto number = parseInteger(from.image.stem().string());
    frame.number_in_clip = number ? *number : -1;
    if (parts.image) {
      KERB_TRY(frame.image, readImage(from.image));
    }
    if (parts.stereo) KERB_CHECK(addPartner(from, frame));
    if (parts.depth) KERB_CHECK(addDepth(from, frame));
    return frame;
  }

 private:
  static Status addPartner(const RigFrame& from, Frame& frame) {
    if (from.partner.empty() || !from.view->baseline_m) return {};
    KERB_TRY(at::Tensor image, readImage(from.partner));
    if (frame.image.defined() && image.sizes() != frame.image.sizes())
      return Error{fmt::format("is {}x{}, but the other camera's image is {}x{}", image.size(2),
                               image.size(1), frame.width(), frame.height()),
                   from.partner.string()};
    frame.stereo = StereoPartner{std::move(image), *from.view->baseline_m, from.view->partner, {}};
    return {};
  }

  /// At the image's own size: a resized copy of the data set gets depth of that size.
  static Status addDepth(const RigFrame& from, Frame& frame) {
    if (from.scan.empty() || !from.view->image_from_velo) return {};
    ImageSize size{};
    if (frame.image.defined()) {
      size = {frame.width(), frame.height()};
    } else {
      KERB_TRY(size, readImageSize(from.image));
    }
    Matrix34d image_from_velo = *from.view->image_from_velo;
    image_from_velo.row(0) *=
        static_cast<double>(size.width) / static_cast<double>(from.view->calibrated.width);
    image_from_velo.row(1) *=
        static_cast<double>(size.height) / static_cast<double>(from.view->calibrated.height);
    KERB_TRY(const at::Tensor points, readVelodyne(from.scan));
    frame.depth_m = projectLidar(points, image_from_velo, size.width, size.height, LidarDepth::camera_z);
    return {};
  }

  std::vector<RigFrame> frames_;
  SourceInfo info_;
};

void noteCount(SourceInfo& info, std::string_view what, int64_t count) {
  if (count > 0 && count < info.count)
    info.notes.push_back(fmt::format("{} for {} of {} frames", what, count, info.count));
}

/// What the frames have between them.
void describe(const std::vector<RigFrame>& frames, SourceInfo& info) {
  std::vector<std::string> missing;
  for (const RigFrame& frame : frames) {
    if (!frame.exists) missing.push_back(frame.image.string());
  }
  std::string note = missingNote(missing, frames.size(), "images");
  if (!note.empty()) info.notes.push_back(std::move(note));
  const auto count = [&](auto has) {
    return static_cast<int64_t>(std::count_if(frames.begin(), frames.end(), has));
  };
  const int64_t stereo = count([](const RigFrame& f) { return !f.partner.empty() && f.view->baseline_m; });
  const int64_t depth = count([](const RigFrame& f) { return !f.scan.empty() && f.view->image_from_velo; });
  const int64_t poses = count([](const RigFrame& f) { return f.world_from_camera.has_value(); });
  info.has.stereo = stereo > 0;
  info.has.depth = depth > 0;
  info.has_poses = poses > 0;
  const bool grey = std::any_of(frames.begin(), frames.end(),
                                [](const RigFrame& f) { return f.exists && !f.view->is_colour; });
  if (grey) info.notes.emplace_back("grey images");
  noteCount(info, "stereo", stereo);
  noteCount(info, "LiDAR", depth);
  noteCount(info, "poses", poses);
}

}  // namespace

Result<std::unique_ptr<Source>> openRig(std::vector<RigFrame> frames, SourceInfo info) {
  if (frames.empty()) return Error{"holds no frames", info.path.string()};
  std::vector<fs::path> first;
  for (const RigFrame& frame : frames) {
    if (frame.exists && first.size() < 16) first.push_back(frame.image);
  }
  if (first.empty())
    return Error{fmt::format("none of the {} frames exists; the first would be {}", frames.size(),
                             frames.front().image.string()),
                 info.path.string(), "Check that the split file belongs to this data set"};
  info.count = static_cast<int64_t>(frames.size());
  KERB_TRY(const ImageSize size, firstReadableSize(first, info.notes));
  info.width = size.width;
  info.height = size.height;
  const auto existing =
      std::find_if(frames.begin(), frames.end(), [](const RigFrame& f) { return f.exists; });
  info.camera = existing->view->camera;
  describe(frames, info);
  return makeFileSource(std::make_shared<RigReader>(std::move(frames), std::move(info)));
}

Result<RigCamera> rigCamera(const Calibration& calibration, const std::string& key, ImageSize size) {
  KERB_TRY(const Matrix34d projection, calibration.projection(key));
  KERB_TRY(Camera camera, cameraFromProjection(projection, size.width, size.height, calibration.name()));
  return RigCamera{projection, std::move(camera), size};
}

Status setPartner(RigView& view, const RigCamera& target, const RigCamera& partner, const std::string& name) {
  KERB_TRY(view.baseline_m, baselineFromProjections(target.projection, partner.projection, name));
  view.partner = partner.camera;
  return {};
}

CameraPair cameraPair(bool colour, char side) {
  const int left = colour ? 2 : 0;
  return side == 'r' ? CameraPair{left + 1, left} : CameraPair{left, left + 1};
}

char sideOf(const SourceOptions& options, char line_side) {
  if (line_side != '\0') return line_side;
  return options.side == "right" ? 'r' : 'l';
}

bool wantsColour(const SourceOptions& options, char side, const std::function<fs::path(int)>& of) {
  if (options.colour != "auto") return options.colour == "colour";
  return isFolder(of(cameraPair(true, side).target)) || !isFolder(of(cameraPair(false, side).target));
}

const std::map<int64_t, std::string>& Listings::images(const fs::path& folder) {
  const auto found = images_.find(folder);
  if (found != images_.end()) return found->second;
  return images_[folder] = numberedFiles(folder, isImageFile);
}

const std::map<int64_t, std::string>& Listings::scans(const fs::path& folder) {
  const auto found = scans_.find(folder);
  if (found != scans_.end()) return found->second;
  return scans_[folder] =
             numberedFiles(folder, [](const fs::path& path) { return path.extension() == ".bin"; });
}

fs::path Listings::image(const fs::path& folder, int64_t number) {
  const auto& files = images(folder);
  const auto found = files.find(number);
  return found == files.end() ? fs::path{} : folder / found->second;
}

fs::path Listings::scan(const fs::path& folder, int64_t number) {
  const auto& files = scans(folder);
  const auto found = files.find(number);
  return found == files.end() ? fs::path{} : folder / found->second;
}

std::vector<int64_t> withGaps(const std::map<int64_t, std::string>& files) {
  std::vector<int64_t> numbers;
  if (files.empty()) return numbers;
  const int64_t first = files.begin()->first;
  const int64_t last = files.rbegin()->first;
  const bool dense = last - first < 2 * static_cast<int64_t>(files.size()) + 16;
  if (!dense) {
    for (const auto& [number, name] : files) numbers.push_back(number);
    return numbers;
  }
  for (int64_t number = first; number <= last; ++number) numbers.push_back(number);
  return numbers;
}

}  // namespace kerb
