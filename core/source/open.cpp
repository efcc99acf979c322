// Finds the layout of a path and opens it; says what was looked for where there is none.
#include <algorithm>
#include <exception>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/source/listing.h"
#include "core/source/mapped_source.h"
#include "core/source/source.h"
#include "core/source/unfinished.h"
#include "core/synth/options.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

Status checkOptions(const SourceOptions& options) {
  if (options.side != "left" && options.side != "right")
    return Error{fmt::format("--side '{}' is neither left nor right", options.side)};
  const auto& colour = options.colour;
  if (colour != "auto" && colour != "colour" && colour != "grey")
    return Error{fmt::format("--cameras '{}' is not auto, colour or grey", colour)};
  const auto& depth = options.depth;
  if (depth != "auto" && depth != "lidar" && depth != "eigen" && depth != "improved")
    return Error{fmt::format("--truth-depth '{}' is not auto, lidar, eigen or improved", depth)};
  return {};
}

/// A choice of SourceOptions, and the layouts to which it means something.
struct Choice {
  const char* option;
  std::string SourceOptions::* value;
  std::vector<std::string_view> layouts;
};

const std::vector<Choice>& choices() {
  static const std::vector<Choice> all{
      {"--side", &SourceOptions::side, {"kitti_raw", "kitti_odometry", "vkitti2"}},
      {"--cameras", &SourceOptions::colour, {"kitti_raw", "kitti_odometry"}},
      {"--truth-depth", &SourceOptions::depth, {"kitti_raw"}}};
  return all;
}

/// Ignoring them would give another camera or another truth than was asked for.
Status refuseChoicesWithoutMeaning(const fs::path& path, const SourceLayout& layout,
                                   const SourceOptions& options) {
  static const SourceOptions usual;
  for (const Choice& choice : choices()) {
    const std::string& value = options.*choice.value;
    if (value == usual.*choice.value || std::ranges::count(choice.layouts, layout.id) > 0) continue;
    return Error{fmt::format("{} {} does not apply to {}", choice.option, value, layout.title), path.string(),
                 fmt::format("Leave {} out: there is nothing to choose", choice.option)};
  }
  return {};
}

Result<const SourceLayout*> layoutNamed(std::string id) {
  std::replace(id.begin(), id.end(), '-', '_');
  std::vector<std::string> ids;
  for (const SourceLayout& layout : sourceLayouts()) {
    if (layout.id == id) return &layout;
    ids.push_back(layout.id);
  }
  return Error{fmt::format("there is no layout '{}'", id), "",
               fmt::format("Known: {}", fmt::join(ids, ", "))};
}

std::string counted(size_t count, std::string_view singular, std::string_view plural) {
  if (count == 0) return fmt::format("no {}", plural);
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

/// "found 3 folders (a, b, c) and no files"
std::string whatIsIn(const fs::path& folder) {
  std::vector<std::string> folders;
  size_t files = 0;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
    std::error_code ignored;
    if (it->is_directory(ignored)) {
      folders.push_back(it->path().filename().string());
    } else {
      ++files;
    }
  }
  if (failure) return fmt::format("it cannot be listed: {}", failure.message());
  std::sort(folders.begin(), folders.end());
  std::string names;
  if (!folders.empty()) {
    const size_t named = std::min<size_t>(folders.size(), 5);
    names = fmt::format(" ({}{})",
                        fmt::join(folders.begin(), folders.begin() + static_cast<ptrdiff_t>(named), ", "),
                        named < folders.size() ? ", ..." : "");
  }
  return fmt::format("found {}{} and {}", counted(folders.size(), "folder", "folders"), names,
                     counted(files, "other file", "files"));
}

Error unrecognised(const fs::path& path) {
  std::error_code ignored;
  const bool folder = fs::is_directory(path, ignored);
  // What `kerb datasets` explains is only named.
  std::vector<std::string> plain, sets;
  for (const SourceLayout& layout : sourceLayouts()) {
    if (layout.about.from.empty()) {
      plain.push_back(fmt::format("{} ({})", layout.title, layout.looked_for));
    } else {
      sets.push_back(layout.title);
    }
  }
  if (folder)
    return {fmt::format("is no source that Kerb knows: {}", whatIsIn(path)), path.string(),
            fmt::format("Looked for {}; and the folders of {}, which `kerb datasets` shows",
                        fmt::join(plain, "; "), fmt::join(sets, ", "))};
  const auto extension = path.extension().string();
  return {fmt::format("is a file of a type that Kerb does not open ({})",
                      extension.empty() ? "no extension" : extension),
          path.string(), fmt::format("It opens {}", fmt::join(plain, "; "))};
}

Result<const SourceLayout*> layoutOf(const fs::path& path, const SourceOptions& options,
                                     const std::stop_token& stop) {
  if (!options.layout.empty()) return layoutNamed(options.layout);
  // What is looked at to recognise a layout is listed again when it opens: it is not counted.
  const JobContext uncounted{stop, nullptr};
  const Listing listing(uncounted);
  for (const SourceLayout& layout : sourceLayouts()) {
    if (layout.recognises(path)) return &layout;
    KERB_CHECK(Listing::check());
  }
  return unrecognised(path);
}

Result<std::unique_ptr<Source>> openAs(const SourceLayout& layout, const fs::path& path,
                                       const SourceOptions& options, const JobContext& job) {
  Listing listing(job);
  KERB_TRY(auto source, layout.open(path, options));
  listing.finish();
  KERB_TRY(source, withChosenCamera(std::move(source), options));
  if (!options.undistort) return source;
  return undistorted(std::move(source));
}

Status checkSplit(const fs::path& path, const SourceLayout& layout, const SourceOptions& options) {
  if (!options.split_ids.empty() && options.split_file.empty())
    return Error{"ids of frames were given, but no split that they count in", options.split_ids.string(),
                 "Give the split too, with --split FILE"};
  if (!options.split_file.empty() && !layout.reads_splits)
    return Error{fmt::format("a split file does not apply to '{}' (opened as {})", path.filename().string(),
                             layout.title),
                 options.split_file.string(), "Leave it out, or open the data set's own folder"};
  return {};
}

Result<std::unique_ptr<Source>> open(const fs::path& path, const SourceOptions& options,
                                     const JobContext& job) {
  KERB_CHECK(checkOptions(options));
  std::error_code failure;
  if (path.empty())
    return Error{"no source was named", "SOURCE", "Name a video, an image folder or a data set"};
  if (!fs::exists(path, failure) && !synth::isSyntheticName(path.string()))
    return Error{failure ? failure.message() : "does not exist", path.string(), "Check the path"};
  if (!failure && fs::exists(path, failure)) KERB_CHECK(checkFinished(path));
  KERB_TRY(const SourceLayout* layout, layoutOf(path, options, job.stop));
  KERB_CHECK(checkSplit(path, *layout, options));
  KERB_CHECK(refuseChoicesWithoutMeaning(path, *layout, options));
  return openAs(*layout, path, options, job);
}

}  // namespace

Result<std::unique_ptr<Source>> openSource(const fs::path& path, const SourceOptions& options) {
  return open(path, options, {});
}

Result<std::unique_ptr<Source>> openSource(const fs::path& path, const SourceOptions& options,
                                           const JobContext& job) {
  auto source = open(path, options, job);
  // A layout may have taken the end of its listing for an empty folder.
  if (job.cancelled()) return Error::cancelledByUser();
  return source;
}

std::jthread openInBackground(fs::path path, SourceOptions options,
                              std::function<void(const Progress&)> report, SourceOpened done) {
  return std::jthread([path = std::move(path), options = std::move(options), report = std::move(report),
                       done = std::move(done)](std::stop_token stop) {
    const auto opened = [&]() -> Result<std::unique_ptr<Source>> {
      try {
        return openSource(path, options, JobContext{std::move(stop), report});
      } catch (const std::exception& failure) {  // a bug, which must not end the program
        return Error{fmt::format("internal error: {}", failure.what()), path.string()};
      }
    };
    done(opened());
  });
}

}  // namespace kerb
