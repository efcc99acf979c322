// Layout: Make3D (Saxena 2009): single images with laser depth on a coarse grid.
#include "core/source/make3d.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"
#include "core/source/mat_file.h"
#include "core/source/recording.h"
#include "core/source/split.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr int64_t kRows = 55;
constexpr int64_t kColumns = 305;
constexpr int64_t kDistance = 3;

/// Images of one part, and where their depths may lie.
struct Part {
  const char* images;
  std::vector<const char*> depths;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all{{"Test134", {"Gridlaserdata", "Test134Depth"}},
                                     {"Test134Img", {"Gridlaserdata", "Test134Depth"}},
                                     {"Train400Img", {"Train400Depth", "Gridlaserdata"}},
                                     {"Train400", {"Train400Depth", "Gridlaserdata"}}};
  return all;
}

/// The part's name, or an empty one: `path` may be the root or a folder of images in it.
struct Place {
  fs::path root;
  std::string part;
};

std::optional<Place> placeOf(const fs::path& path) {
  for (const Part& part : parts()) {
    if (path.filename() == part.images && isFolder(path)) return Place{path.parent_path(), part.images};
    if (isFolder(path / part.images)) return Place{path, ""};
  }
  return std::nullopt;
}

/// "img-math7-p-282t0.jpg" -> "math7-p-282t0"
std::optional<std::string> keyOf(const std::string& name) {
  const fs::path file(name);
  if (!name.starts_with("img-") || !isImageFile(file)) return std::nullopt;
  return file.stem().string().substr(4);
}

Result<std::shared_ptr<const Recording>> recordingOf(const fs::path& root, const Part& part,
                                                     const std::string& name, bool exists,
                                                     ListedFolders& folders) {
  auto made = std::make_shared<Recording>();
  const std::string key = keyOf(name).value_or(name);
  made->clip = part.images + ("/" + key);
  made->name_before = fs::path(name).stem().string();
  made->name_digits = 0;
  NumberedFiles image;
  if (exists) image.emplace_back(0, name);
  made->images = {
      root / part.images, {.before = made->name_before, .digits = 0, .extension = ".jpg"}, std::move(image)};
  made->view = std::make_shared<RigView>();
  const std::string depth = fmt::format("depth_sph_corr-{}.mat", key);
  for (const char* folder : part.depths) {
    KERB_TRY(const bool has_depth, folders.has(root / folder / depth));
    if (!has_depth) continue;
    made->depth.files = {root / folder, {.extension = ".mat"}, {{0, depth}}};
    break;
  }
  made->depth.decode = [](const fs::path& file, ImageSize size) -> Result<at::Tensor> {
    KERB_TRY(const at::Tensor grid, readMake3dGrid(file));
    return make3dDepth(grid, size);
  };
  return std::shared_ptr<const Recording>(made);
}

Status addPart(const fs::path& root, const Part& part, ListedFolders& folders,
               std::vector<ListedFrame>& frames) {
  KERB_TRY(auto names, fileNames(root / part.images));
  std::erase_if(names, [](const std::string& name) { return !keyOf(name); });
  std::ranges::sort(names, naturalLess);
  for (const auto& name : names) {
    KERB_TRY(auto recording, recordingOf(root, part, name, true, folders));
    frames.push_back({std::move(recording), 0});
  }
  return {};
}

/// Lines of paths that end in the name of an image, of the part that has it.
Status addLine(const Place& place, const SplitLine& line, const std::string& file, ListedFolders& folders,
               std::vector<ListedFrame>& frames) {
  const std::string name = fs::path(line.first).filename().string();
  if (!keyOf(name))
    return Error{fmt::format("'{}' is no path of an image img-*.jpg", line.first),
                 fmt::format("{}:{}", file, line.number)};
  const Part* of = &parts().front();
  bool exists = false;
  for (const Part& part : parts()) {
    KERB_TRY(exists, folders.has(place.root / part.images / name));
    if (!exists) continue;
    of = &part;
    break;
  }
  KERB_TRY(auto recording, recordingOf(place.root, *of, name, exists, folders));
  frames.push_back({std::move(recording), 0});
  return {};
}

bool recognises(const fs::path& path) { return placeOf(plainPath(path)).has_value(); }

Result<std::vector<ListedFrame>> framesOf(const Place& place, const SourceOptions& options) {
  ListedFolders folders;
  std::vector<ListedFrame> frames;
  if (options.split_file.empty()) {
    for (const Part& part : parts()) {
      if (place.part.empty() || place.part == part.images)
        KERB_CHECK(addPart(place.root, part, folders, frames));
    }
  } else {
    KERB_TRY(const auto lines, readSplit(options));
    for (const auto& line : lines)
      KERB_CHECK(addLine(place, line, options.split_file.string(), folders, frames));
  }
  return frames;
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions& options) {
  return openPlace(given, "make3d", placeOf, "has no folder Test134 or Train400Img",
                   [&](const Place& place, SourceInfo&) { return framesOf(place, options); });
}

}  // namespace

Result<at::Tensor> readMake3dGrid(const fs::path& file) {
  KERB_TRY(const at::Tensor grid, readMatArray(file, "Position3DGrid"));
  if (grid.sizes() != at::IntArrayRef({kRows, kColumns, kDistance + 1}))
    return Error{fmt::format("Position3DGrid is {}, expected {} x {} x {}", fmt::join(grid.sizes(), " x "),
                             kRows, kColumns, kDistance + 1),
                 file.string()};
  return grid.select(2, kDistance).to(at::kFloat).contiguous();
}

at::Tensor make3dDepth(const at::Tensor& grid, ImageSize size) {
  const at::Tensor rows = at::arange(size.height).mul_(kRows).div_(size.height, "floor");
  const at::Tensor columns = at::arange(size.width).mul_(kColumns).div_(size.width, "floor");
  return grid.index_select(0, rows).index_select(1, columns);
}

SourceLayout make3dLayout() {
  return {"make3d",
          "Make3D",
          "a folder with Test134 or Train400Img, or one of them",
          recognises,
          open,
          true,
          {"http://make3d.cs.cornell.edu/data.html, 'Make3D Laser+Image data': Test134, Gridlaserdata, "
           "Train400Img, Train400Depth",
           "for research; the page names no licence",
           "Test134/img-math7-p-282t0.jpg  2272 x 1704 (height x width)\n"
           "Gridlaserdata/depth_sph_corr-math7-p-282t0.mat\n"
           "Train400Img/img-*.jpg\n"
           "Train400Depth/depth_sph_corr-*.mat"}};
}

}  // namespace kerb
