// A data set as recordings: one camera's drive each, whose images and ground truth are found by frame number.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/source/file_source.h"
#include "core/source/numbered_folder.h"

namespace kerb {

/// The camera that took a recording, and the other one of its rig.
struct RigView {
  bool is_colour = true;
  Camera camera;
  Camera partner;                    ///< used where baseline_m is set
  std::optional<double> baseline_m;  ///< see StereoPartner; none: no stereo
};

/// One kind of ground truth: its files, and how to decode one. Without files the recording has none of it.
struct Truth {
  NumberedFolder files;
  /// Maps whose last two dimensions are [height,width] of the frame's image, of which `size` tells.
  std::function<Result<at::Tensor>(const std::filesystem::path& file, ImageSize size)> decode;

  bool has(int64_t number) const { return files.has(number); }
};

/// Immutable once opened, and shared: everything may be called from any thread.
struct Recording {
  std::string clip;         ///< Frame::clip; unique in the source
  std::string name_before;  ///< Frame::name = name_before + the number with `name_digits`, if any
  int name_digits = 10;
  NumberedFolder images, partners;
  std::shared_ptr<const RigView> view;
  /// In place of `view` where it costs a file for each of thousands of recordings or differs between frames:
  /// called by every read() that is asked for any part.
  std::function<Result<std::shared_ptr<const RigView>>(int64_t number)> load_view;
  std::function<double(int64_t number)> time_s;
  /// Which frames have a pose, and the pose of one that has.
  std::function<bool(int64_t number)> has_pose;
  std::function<Result<Eigen::Isometry3d>(int64_t number)> world_from_camera;
  Truth depth, partner_depth, semantics, instances, flow, backward_flow;
  std::string depth_name = "depth";  ///< in notes: "LiDAR"

  Result<std::shared_ptr<const RigView>> viewOf(int64_t number) const;
  bool isColour() const { return !view || view->is_colour; }
  bool hasStereo(int64_t number) const { return (!view || view->baseline_m) && partners.has(number); }
  std::string nameOf(int64_t number) const;
  /// Everything but Frame::index, which is -1; without any part no more than clip, number, name and time,
  /// which cost no file. A file that is missing or broken, or a map that is not of the image's size: an Error
  /// with the file.
  Result<Frame> read(int64_t number, FrameParts parts) const;
  std::string lacks(int64_t number, FrameParts parts) const;  ///< see Source::lacks
};

struct ListedFrame {
  std::shared_ptr<const Recording> recording;
  int64_t number = 0;
};

/// Makes the source of the listed frames. `info` comes with name, layout, path, fps and notes; the rest, and
/// notes about what is missing, follow from the recordings. No frame, or none that exists: an Error.
///
/// Its neighbour() reads any frame of the same recording from disk, listed or not. A number without an image
/// (before the first, after the last, in a gap) is no neighbour; an image that cannot be read is an Error.
Result<std::unique_ptr<Source>> openRecordings(std::vector<ListedFrame> frames, SourceInfo info);

/// open() of a layout: `place_of` says where a path lies in the data set, if anywhere (else it `lacks`
/// something), `frames_of(place, info)` lists the frames and may add to name, fps and notes.
template <class PlaceOf, class FramesOf>
Result<std::unique_ptr<Source>> openPlace(const std::filesystem::path& given, std::string layout,
                                          PlaceOf place_of, const char* lacks, FramesOf frames_of) {
  const std::filesystem::path path = plainPath(given);
  const auto place = place_of(path);
  if (!place) return Error{lacks, path.string()};
  SourceInfo info = infoOf(path, std::move(layout));
  KERB_TRY(std::vector<ListedFrame> frames, frames_of(*place, info));
  return openRecordings(std::move(frames), std::move(info));
}

}  // namespace kerb
