// Reads the headers of a video stream: rotation, clock, rate, length, codec and pixel shape.
#include "core/source/video_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

extern "C" {
#include <libavutil/display.h>
}

#include "core/source/libav.h"

namespace kerb {
namespace {

/// What the display matrix asks for that phones and editors write: quarter turns and a mirror.
void orient(const AVStream& video, VideoFacts& facts) {
  constexpr size_t kElements = 9;
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(&video, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (data == nullptr || size < kElements * sizeof(int32_t)) return;
  std::array<int32_t, kElements> matrix{};
  std::memcpy(matrix.data(), data, sizeof(matrix));
  // (x, y) is shown at (m0 x + m3 y, m1 x + m4 y). A mirror has a negative determinant; we show the mirror
  // image of what is left when x is turned back.
  const double determinant =
      static_cast<double>(matrix[0]) * matrix[4] - static_cast<double>(matrix[1]) * matrix[3];
  facts.mirrored = determinant < 0;
  if (facts.mirrored) av_display_matrix_flip(matrix.data(), 1, 0);
  const double degrees = av_display_rotation_get(matrix.data());
  if (std::isfinite(degrees)) facts.quarter_turns = static_cast<int>(std::lround(degrees / 90.0) % 4 + 4) % 4;
}

/// Packets that the index at the start of a MOV or MP4 lists, but that are not in the file. (Other formats
/// list key frames only, or at the end.)
int64_t countBeyond(const AVFormatContext& input, AVStream& video) {
  if (!std::string_view(input.iformat->name).starts_with("mov")) return 0;
  const int64_t end = avio_size(input.pb);
  int64_t beyond = 0;
  for (int i = 0; end > 0 && i < avformat_index_get_entries_count(&video); ++i) {
    const AVIndexEntry* const entry = avformat_index_get_entry(&video, i);
    if (entry->pos + entry->size > end) ++beyond;
  }
  return beyond;
}

}  // namespace

VideoFacts videoFacts(const AVFormatContext& input, AVStream& video) {
  VideoFacts facts;
  facts.stream = video.index;
  orient(video, facts);
  facts.seconds_per_tick = av_q2d(video.time_base);
  if (video.avg_frame_rate.num > 0 && video.avg_frame_rate.den > 0) facts.fps = av_q2d(video.avg_frame_rate);
  facts.estimated_count = std::max<int64_t>(0, video.nb_frames);
  if (facts.estimated_count == 0 && input.duration > 0)
    facts.estimated_count = std::llround(static_cast<double>(input.duration) / AV_TIME_BASE * facts.fps);
  facts.cut_off = countBeyond(input, video);
  facts.estimated_count = std::max<int64_t>(0, facts.estimated_count - facts.cut_off);
  facts.codec = avcodec_get_name(video.codecpar->codec_id);
  const AVRational aspect = video.codecpar->sample_aspect_ratio;
  if (aspect.num > 0 && aspect.num != aspect.den)
    facts.pixel_aspect = fmt::format("{}:{}", aspect.num, aspect.den);
  return facts;
}

}  // namespace kerb
