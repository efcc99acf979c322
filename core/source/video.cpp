// The layout "video": one file that libavformat can read.
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "core/source/source.h"
#include "core/source/video_source.h"

namespace kerb {
namespace {

constexpr std::array<std::string_view, 24> kExtensions{
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts",  ".m2ts", ".mts",  ".mpg",  ".mpeg", ".vob",
    ".flv", ".f4v", ".wmv", ".asf", ".ogv",  ".3gp", ".mxf", ".h264", ".h265", ".hevc", ".264",  ".265"};

bool recognises(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  std::error_code ignored;
  return std::ranges::find(kExtensions, extension) != kExtensions.end() &&
         std::filesystem::is_regular_file(path, ignored);
}

Result<std::unique_ptr<Source>> open(const std::filesystem::path& path, const SourceOptions&) {
  KERB_TRY(auto source, VideoSource::open(path));
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace

SourceLayout videoLayout() {
  return {"video", "video file", "a file that ends in .mp4, .mov, .mkv, .avi, .webm, .ts, .mpg or the like",
          recognises, open};
}

}  // namespace kerb
