// Reads the headers of a video stream: rotation, clock, rate, length, codec and pixel shape.
#include "core/source/video_facts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

extern "C" {
#include <libavutil/display.h>
}

#include "core/source/libav.h"

namespace kerb {
namespace {

/// Quarter turns counter-clockwise of the display matrix that phones write.
int quarterTurns(const AVStream& video) {
  size_t size = 0;
  const uint8_t* matrix = av_stream_get_side_data(&video, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (matrix == nullptr || size < 9 * sizeof(int32_t)) return 0;
  const double degrees = av_display_rotation_get(reinterpret_cast<const int32_t*>(matrix));
  if (!std::isfinite(degrees)) return 0;
  return static_cast<int>(std::lround(degrees / 90.0) % 4 + 4) % 4;
}

}  // namespace

VideoFacts videoFacts(const AVFormatContext& input, const AVStream& video) {
  VideoFacts facts;
  facts.stream = video.index;
  facts.quarter_turns = quarterTurns(video);
  facts.seconds_per_tick = av_q2d(video.time_base);
  if (video.avg_frame_rate.num > 0 && video.avg_frame_rate.den > 0) facts.fps = av_q2d(video.avg_frame_rate);
  facts.estimated_count = std::max<int64_t>(0, video.nb_frames);
  if (facts.estimated_count == 0 && input.duration > 0)
    facts.estimated_count = std::llround(static_cast<double>(input.duration) / AV_TIME_BASE * facts.fps);
  facts.codec = avcodec_get_name(video.codecpar->codec_id);
  const AVRational aspect = video.codecpar->sample_aspect_ratio;
  if (aspect.num > 0 && aspect.num != aspect.den)
    facts.pixel_aspect = fmt::format("{}:{}", aspect.num, aspect.den);
  return facts;
}

}  // namespace kerb
