#include "core/source/mapped_source.h"

#include <cmath>

#include <fmt/format.h>

#include "core/source/camera_file.h"
#include "core/source/small_picture.h"

namespace kerb {
namespace {

class MappedSource final : public Source, public SmallPictures {
 public:
  /// `keeps_pictures`: the map changes only what is said of them.
  MappedSource(std::unique_ptr<Source> source, std::shared_ptr<const FrameMap> map, bool keeps_pictures)
      : source_(std::move(source)), map_(std::move(map)), keeps_pictures_(keeps_pictures) {}

  SourceInfo info() const override {
    SourceInfo info = source_->info();
    map_->change(info);
    return info;
  }
  Result<SourceInfo> completeInfo(std::stop_token stop) const override {
    KERB_TRY(SourceInfo info, source_->completeInfo(std::move(stop)));
    map_->change(info);
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    KERB_TRY(Frame frame, source_->at(index, parts));
    KERB_CHECK(map_->change(frame));
    return frame;
  }
  Result<Frame> preview(int64_t index, FrameParts parts) const override {
    KERB_TRY(Frame frame, source_->preview(index, parts));
    KERB_CHECK(map_->change(frame));
    return frame;
  }
  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset,
                                         FrameParts parts) const override {
    KERB_TRY(auto other, source_->neighbour(frame, offset, parts));
    if (other) KERB_CHECK(map_->change(*other));
    return other;
  }
  std::string lacks(int64_t index, FrameParts parts) const override { return source_->lacks(index, parts); }
  Result<std::optional<at::Tensor>> smallPicture(int64_t index, int64_t at_least) const override {
    if (!keeps_pictures_) return std::optional<at::Tensor>();
    return smallPictureOf(*source_, index, at_least);
  }
  std::unique_ptr<Source> clone() const override {
    return std::make_unique<MappedSource>(source_->clone(), map_, keeps_pictures_);
  }

 private:
  std::unique_ptr<Source> source_;
  std::shared_ptr<const FrameMap> map_;
  bool keeps_pictures_;
};

class ChosenCamera final : public FrameMap {
 public:
  ChosenCamera(Camera camera, std::string note) : camera_(std::move(camera)), note_(std::move(note)) {}
  void change(SourceInfo& info) const override {
    info.camera = camera_;
    if (!note_.empty()) info.notes.push_back(note_);
  }
  Status change(Frame& frame) const override {
    frame.camera = camera_;
    if (frame.stereo) frame.stereo->camera = camera_;
    return {};
  }

 private:
  Camera camera_;
  std::string note_;
};

std::unique_ptr<Source> withCamera(std::unique_ptr<Source> source, Camera camera, std::string note) {
  auto map = std::make_shared<ChosenCamera>(std::move(camera), std::move(note));
  return std::make_unique<MappedSource>(std::move(source), std::move(map), true);
}

/// A calibration of images of another shape is likely of another camera, or of a crop.
std::string shapeNote(const CameraFile& file, const SourceInfo& info) {
  if (file.width == 0 || info.height == 0) return "";
  const double calibrated = static_cast<double>(file.width) / static_cast<double>(file.height);
  const double found = static_cast<double>(info.width) / static_cast<double>(info.height);
  if (std::abs(calibrated / found - 1) < 0.01) return "";
  return fmt::format("the camera file is for {}x{} images, these are {}x{}", file.width, file.height,
                     info.width, info.height);
}

/// Depth from stereo is focal length times baseline by disparity: another focal length is another depth.
std::string stereoNote(const Camera& given, const SourceInfo& info) {
  if (!info.has.stereo || info.camera.origin != CameraOrigin::calibration) return "";
  if (std::abs(given.fx / info.camera.fx - 1) < 0.01) return "";
  const auto pixels = [&](const Camera& camera) { return camera.fx * static_cast<double>(info.width); };
  return fmt::format(
      "the given focal length ({:.1f} px) is not the calibrated one ({:.1f} px): depth from stereo becomes "
      "{:.2f} times as large",
      pixels(given), pixels(info.camera), given.fx / info.camera.fx);
}

}  // namespace

std::unique_ptr<Source> mapSource(std::unique_ptr<Source> source, std::shared_ptr<const FrameMap> map) {
  return std::make_unique<MappedSource>(std::move(source), std::move(map), false);
}

Result<std::unique_ptr<Source>> withChosenCamera(std::unique_ptr<Source> source,
                                                 const SourceOptions& options) {
  const SourceInfo info = source->info();
  if (!options.camera.empty()) {
    KERB_TRY(Camera camera, parseCamera(options.camera, info.width, info.height));
    std::string note = stereoNote(camera, info);
    return withCamera(std::move(source), std::move(camera), std::move(note));
  }
  if (options.camera_file.empty()) return source;
  KERB_TRY(CameraFile file, readCameraFile(options.camera_file));
  std::string note = shapeNote(file, info);
  if (note.empty()) note = stereoNote(file.camera, info);
  return withCamera(std::move(source), std::move(file.camera), std::move(note));
}

}  // namespace kerb
