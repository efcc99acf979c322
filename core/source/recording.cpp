#include "core/source/recording.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "core/source/listing.h"
#include "core/source/recording_notes.h"
#include "core/source/untimed.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

/// The image's size, from the frame where it was read, else from the file's header, asked for once.
class SizeOfImage {
 public:
  SizeOfImage(const Frame& frame, fs::path image) : frame_(frame), image_(std::move(image)) {}
  Result<ImageSize> get() {
    if (size_.width == 0) {
      if (frame_.image.defined()) {
        size_ = {frame_.width(), frame_.height()};
      } else {
        KERB_TRY(size_, readImageSize(image_));
      }
    }
    return size_;
  }

 private:
  const Frame& frame_;
  fs::path image_;
  ImageSize size_{};
};

bool wantsAny(const FrameParts& p) {
  return p.image || p.stereo || p.depth || p.semantics || p.instances || p.flow || p.backward_flow;
}

Result<std::optional<at::Tensor>> decode(const Truth& truth, int64_t number, SizeOfImage& image) {
  if (!truth.has(number)) return std::optional<at::Tensor>();
  const fs::path file = truth.files.path(number);
  KERB_TRY(const ImageSize size, image.get());
  KERB_TRY(at::Tensor map, truth.decode(file, size));
  if (map.size(-1) != size.width || map.size(-2) != size.height)
    return Error{
        fmt::format("is {}x{}, but its image is {}x{}", map.size(-1), map.size(-2), size.width, size.height),
        file.string()};
  return std::optional<at::Tensor>(std::move(map));
}

Status addPartner(const Recording& from, const RigView& view, Frame& frame, FrameParts parts,
                  SizeOfImage& image) {
  const int64_t number = frame.number_in_clip;
  if (!view.baseline_m || !from.partners.has(number)) return {};
  const fs::path file = from.partners.path(number);
  StereoPartner partner;
  KERB_TRY(partner.image, readImage(file));
  if (frame.image.defined() && partner.image.sizes() != frame.image.sizes())
    return Error{fmt::format("is {}x{}, but the other camera's image is {}x{}", partner.image.size(2),
                             partner.image.size(1), frame.width(), frame.height()),
                 file.string()};
  partner.baseline_m = *view.baseline_m;
  partner.camera = view.partner;
  if (parts.depth) {
    KERB_TRY(partner.depth_m, decode(from.partner_depth, number, image));
  }
  frame.stereo = std::move(partner);
  return {};
}

Status addTruth(const Recording& from, Frame& frame, FrameParts parts, SizeOfImage& image) {
  const int64_t number = frame.number_in_clip;
  if (parts.depth) {
    KERB_TRY(frame.depth_m, decode(from.depth, number, image));
  }
  if (parts.semantics) {
    KERB_TRY(auto ids, decode(from.semantics, number, image));
    if (ids) frame.semantics = SemanticMap{*std::move(ids), Taxonomy::cityscapes};
  }
  if (parts.instances) {
    KERB_TRY(frame.instance_ids, decode(from.instances, number, image));
  }
  if (parts.flow) {
    KERB_TRY(frame.flow_px, decode(from.flow, number, image));
  }
  if (parts.backward_flow) {
    KERB_TRY(frame.backward_flow_px, decode(from.backward_flow, number, image));
  }
  return {};
}

class RecordingReader final : public FrameReader {
 public:
  RecordingReader(std::vector<ListedFrame> frames, SourceInfo info)
      : frames_(std::move(frames)), info_(std::move(info)) {
    for (const ListedFrame& frame : frames_) by_clip_.emplace(frame.recording->clip, frame.recording.get());
  }
  SourceInfo info() const override { return info_; }

  Result<Frame> read(int64_t index, FrameParts parts) const override {
    const ListedFrame& from = frames_[static_cast<size_t>(index)];
    KERB_TRY(Frame frame, from.recording->read(from.number, parts));
    frame.index = index;
    if (!from.recording->time_s) frame.time_s = kUntimedStepS * static_cast<double>(index);
    return frame;
  }

  std::string lacks(int64_t index, FrameParts parts) const override {
    const ListedFrame& from = frames_[static_cast<size_t>(index)];
    return from.recording->lacks(from.number, parts);
  }

  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset,
                                         FrameParts parts) const override {
    const auto found = by_clip_.find(frame.clip);
    const int64_t number = frame.number_in_clip + offset;
    if (found == by_clip_.end() || !found->second->images.has(number)) return std::optional<Frame>();
    const Recording* recording = found->second;
    KERB_TRY(Frame other, recording->read(number, parts));
    const int64_t index = frame.index < 0 ? -1 : frame.index + offset;
    if (isListed(index, recording, number)) other.index = index;
    if (!recording->time_s) other.time_s = frame.time_s + kUntimedStepS * static_cast<double>(offset);
    return std::optional<Frame>(std::move(other));
  }

 private:
  bool isListed(int64_t index, const Recording* recording, int64_t number) const {
    if (index < 0 || index >= static_cast<int64_t>(frames_.size())) return false;
    const ListedFrame& listed = frames_[static_cast<size_t>(index)];
    return listed.recording.get() == recording && listed.number == number;
  }

  std::unordered_map<std::string_view, const Recording*> by_clip_;
  std::vector<ListedFrame> frames_;
  SourceInfo info_;
};

}  // namespace

std::string Recording::nameOf(int64_t number) const {
  if (name_digits == 0) return name_before;
  return fmt::format("{}{:0{}}", name_before, number, name_digits);
}

Result<std::shared_ptr<const RigView>> Recording::viewOf(int64_t number) const {
  if (load_view) return load_view(number);
  return view;
}

std::string Recording::lacks(int64_t number, FrameParts parts) const {
  if (!images.has(number)) return {};
  const auto missing = [&](std::string_view what, const NumberedFolder& files) {
    const bool known = !files.folder().empty();
    return fmt::format("{} {}", what, known ? files.path(number).string() : "of " + nameOf(number));
  };
  if (parts.stereo && view && !view->baseline_m) return "calibration of the stereo rig of " + nameOf(number);
  if (parts.stereo && !partners.has(number)) return missing("stereo partner", partners);
  if (parts.depth && !depth.has(number)) return missing(depth_name, depth.files);
  if (parts.semantics && !semantics.has(number)) return missing("labels", semantics.files);
  return {};
}

Result<Frame> Recording::read(int64_t number, FrameParts parts) const {
  Frame frame;
  frame.index = -1;
  frame.clip = clip;
  frame.number_in_clip = number;
  frame.name = nameOf(number);
  if (time_s) frame.time_s = time_s(number);
  if (!wantsAny(parts)) return frame;
  KERB_TRY(const auto rig, viewOf(number));
  frame.camera = rig->camera;
  if (has_pose && has_pose(number)) {
    KERB_TRY(frame.world_from_camera, world_from_camera(number));
  }
  const fs::path image = images.path(number);
  if (parts.image) {
    KERB_TRY(frame.image, readImage(image));
  }
  SizeOfImage size(frame, image);
  if (parts.stereo) KERB_CHECK(addPartner(*this, *rig, frame, parts, size));
  KERB_CHECK(addTruth(*this, frame, parts, size));
  return frame;
}

namespace {

constexpr size_t kTried = 16;

/// The camera of the first recording whose calibration can be read; notes for those before it. After 16
/// broken ones the first one's Error: one damaged file does not close the others' frames.
Result<Camera> firstReadableCamera(const std::vector<ListedFrame>& frames, std::vector<std::string>& notes) {
  std::vector<const Recording*> tried;
  Error first{"there is no camera"};
  for (const ListedFrame& frame : frames) {
    const Recording* recording = frame.recording.get();
    if (!recording->images.has(frame.number) || std::ranges::count(tried, recording) > 0) continue;
    const auto view = recording->viewOf(frame.number);
    if (view) return (*view)->camera;
    notes.push_back(view.error().message());
    if (tried.empty()) first = view.error();
    tried.push_back(recording);
    if (tried.size() == kTried) break;
  }
  return first;
}

/// The images of the first frames that exist.
std::vector<fs::path> firstImages(const std::vector<ListedFrame>& frames) {
  std::vector<fs::path> first;
  for (const ListedFrame& frame : frames) {
    if (first.size() >= kTried) break;
    if (frame.recording->images.has(frame.number))
      first.push_back(frame.recording->images.path(frame.number));
  }
  return first;
}

}  // namespace

Result<std::unique_ptr<Source>> openRecordings(std::vector<ListedFrame> frames, SourceInfo info) {
  if (frames.empty()) return Error{"holds no frames", info.path.string()};
  const std::vector<fs::path> first = firstImages(frames);
  if (first.empty())
    return Error{fmt::format("none of the {} frames exists; the first would be {}", frames.size(),
                             frames.front().recording->images.path(frames.front().number).string()),
                 info.path.string(), "Check that the split file belongs to this data set"};
  info.count = static_cast<int64_t>(frames.size());
  KERB_CHECK(Listing::check());
  KERB_TRY(const ImageSize size, firstReadableSize(first, info.notes));
  info.width = size.width;
  info.height = size.height;
  KERB_TRY(info.camera, firstReadableCamera(frames, info.notes));
  describeRecordings(frames, info);
  KERB_CHECK(Listing::check());
  return makeFileSource(std::make_shared<RecordingReader>(std::move(frames), std::move(info)));
}

}  // namespace kerb
