// What a video file says about itself before its packets are indexed.
#pragma once

#include <cstdint>
#include <string>

struct AVFormatContext;
struct AVStream;

namespace kerb {

/// What the headers and the first picture say.
struct VideoFacts {
  int stream = 0;                 ///< number of the video stream in the file
  int64_t first_shown = 0;        ///< packet, in decoding order, of the first picture that decodes
  int64_t width = 0, height = 0;  ///< after rotation
  int quarter_turns = 0;          ///< counter-clockwise, applied to every frame
  bool mirrored = false;          ///< left and right are exchanged, after the turns
  double seconds_per_tick = 0;
  double fps = 0;               ///< 0: unknown
  int64_t estimated_count = 0;  ///< from the header or duration times fps; 0: unknown
  int64_t cut_off = 0;          ///< packets that the header lists beyond the end of the file
  std::string codec;
  std::string pixel_aspect;  ///< "4:3" where pixels are not square; else empty
};

/// What the headers of an opened file and of its video stream say. Left at 0 until the first picture is
/// decoded: first_shown, width, height.
VideoFacts videoFacts(const AVFormatContext& input, AVStream& video);

}  // namespace kerb
