#include "core/source/io_report.h"

#include <array>

#include <opencv2/core/version.hpp>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/avutil.h>
}

namespace kerb {

std::vector<LibraryVersion> ioLibraries() { return {{"OpenCV", CV_VERSION}, {"FFmpeg", av_version_info()}}; }

std::vector<CodecSupport> videoCodecs() {
  struct Wanted {
    const char* name;
    AVCodecID id;
  };
  constexpr std::array kWanted{Wanted{"H.264", AV_CODEC_ID_H264},   Wanted{"HEVC", AV_CODEC_ID_HEVC},
                               Wanted{"MPEG-4", AV_CODEC_ID_MPEG4}, Wanted{"VP9", AV_CODEC_ID_VP9},
                               Wanted{"AV1", AV_CODEC_ID_AV1},      Wanted{"Motion JPEG", AV_CODEC_ID_MJPEG}};
  std::vector<CodecSupport> all;
  for (const auto& codec : kWanted) {
    all.push_back(
        {codec.name, avcodec_find_decoder(codec.id) != nullptr, avcodec_find_encoder(codec.id) != nullptr});
  }
  return all;
}

}  // namespace kerb
