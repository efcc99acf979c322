#include "core/source/vkitti_recording.h"

#include <fmt/format.h>

#include "core/source/truth_maps.h"

namespace kerb {
namespace fs = std::filesystem;

Truth vkittiDepth(NumberedFolder files) {
  return {std::move(files), [](const fs::path& file, ImageSize) { return readScaledDepth(file, 0.01); }};
}

Truth vkittiFlow(NumberedFolder files) {
  return {std::move(files), [](const fs::path& file, ImageSize) { return readFlow(file); }};
}

Truth vkittiClasses(NumberedFolder files, std::shared_ptr<const ColourCode> code) {
  return {std::move(files), [code = std::move(code)](const fs::path& file, ImageSize) -> Result<at::Tensor> {
            KERB_TRY(const at::Tensor colours, readImage(file));
            return code->trainIds(colours, file.string());
          }};
}

Truth vkittiInstances(NumberedFolder files, std::shared_ptr<const ColourCode> code) {
  if (!code->hasInstances()) return {};
  return {std::move(files), [code = std::move(code)](const fs::path& file, ImageSize) -> Result<at::Tensor> {
            KERB_TRY(const at::Tensor colours, readImage(file));
            return code->instanceIds(colours, file.string());
          }};
}

Result<VkittiPoses> readVkittiPoses(const fs::path& file, bool with_camera, int64_t camera) {
  KERB_TRY(const NumberTable table, readTable(file, with_camera ? 2 : 1, 16));
  VkittiPoses poses;
  for (const auto& row : table.rows) {
    if (with_camera && row.keys[1] != camera) continue;
    const std::string where = fmt::format("{}:{}", file.string(), row.line);
    KERB_TRY(const Eigen::Isometry3d pose, worldFromCamera(row.values, where));
    if (!poses.emplace(row.keys[0], pose).second)
      return Error{fmt::format("gives the pose of frame {} again", row.keys[0]), where};
  }
  return poses;
}

void setPoses(Recording& recording, VkittiPoses poses_of_numbers) {
  const auto poses = std::make_shared<const VkittiPoses>(std::move(poses_of_numbers));
  recording.has_pose = [poses](int64_t number) { return poses->contains(number); };
  recording.world_from_camera = [poses](int64_t number) -> Result<Eigen::Isometry3d> {
    return poses->at(number);
  };
}

Result<std::vector<ListedFrame>> framesOfClips(const std::vector<VkittiClip>& clips,
                                               const MakeVkittiClip& make) {
  std::vector<ListedFrame> frames;
  for (const auto& clip : clips) {
    KERB_TRY(const auto recording, make(clip));
    for (const int64_t number : recording->images.numbersWithGaps()) frames.push_back({recording, number});
  }
  return frames;
}

Result<std::vector<ListedFrame>> framesOfSplit(
    const SourceOptions& options, std::optional<char> side, const MakeVkittiClip& make,
    const std::function<std::optional<VkittiLine>(const fs::path&)>& clip_of_path) {
  KERB_TRY(const auto lines, readSplit(options));
  std::map<VkittiClip, std::shared_ptr<const Recording>> made;
  std::vector<ListedFrame> frames;
  for (const auto& line : lines) {
    const std::string where = fmt::format("{}:{}", options.split_file.string(), line.number);
    if (!side && line.side == 'r')
      return Error{"asks for the right camera, and there is one camera only", where, "Leave the r out"};
    std::optional<VkittiLine> found;
    const fs::path folder(line.folder);
    if (line.folder.empty()) {
      found = clip_of_path(line.first);
    } else if (folder.has_parent_path()) {
      found = VkittiLine{{folder.parent_path().filename().string(), folder.filename().string(),
                          line.side != '\0' ? line.side : side.value_or('l')},
                         line.frame};
    }
    if (!found)
      return Error{
          fmt::format("'{}' names no world and variation", line.folder.empty() ? line.first : line.folder),
          where, "Expected 'world/variation frame', or the path of an image"};
    auto& recording = made[found->clip];
    if (!recording) {
      KERB_TRY(recording, make(found->clip));
    }
    frames.push_back({recording, found->number});
  }
  return frames;
}

}  // namespace kerb
