// Opening a decoder, and the search for the first picture that decodes.
#include "core/source/video_codec.h"

#include <optional>

#include <fmt/format.h>

namespace kerb::libav {
namespace {

/// Sends a packet (null: the end) and takes all pictures that are ready: the size of the first of the file,
/// and the packet of the last.
void decode(AVCodecContext& codec, const AVPacket* packet, std::optional<FirstPicture>& first) {
  avcodec_send_packet(&codec, packet);
  for (;;) {
    const Picture picture(av_frame_alloc());
    const int code = avcodec_receive_frame(&codec, picture.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    if (code < 0) continue;
    if (!first) first = FirstPicture{0, picture->width, picture->height};
    first->packet = picture->reordered_opaque;
  }
}

}  // namespace

Result<Codec> openCodec(const AVStream& video, int threads, Messages& messages,
                        const std::filesystem::path& path) {
  const AVCodecParameters& parameters = *video.codecpar;
  const char* const name = avcodec_get_name(parameters.codec_id);
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr)
    return Error{fmt::format("no decoder for {}", name), path.string(), "Convert it to H.264"};
  Codec codec(avcodec_alloc_context3(decoder));
  codec->opaque = &messages;
  codec->thread_count = threads;
  codec->pkt_timebase = video.time_base;
  // Recordings of HEVC may hold a hash of each picture: the only damage of theirs that is sure to be seen.
  if (parameters.codec_id == AV_CODEC_ID_HEVC) codec->err_recognition |= AV_EF_CRCCHECK;
  int code = avcodec_parameters_to_context(codec.get(), &parameters);
  if (code >= 0) code = avcodec_open2(codec.get(), decoder, nullptr);
  if (code < 0)
    return Error{fmt::format("cannot decode {}: {}", name, reason(code, messages)), path.string()};
  return codec;
}

Result<FirstPicture> decodeFirst(NumberedReader& reader, AVCodecContext& codec, bool from_key,
                                 const Messages& messages, const std::filesystem::path& path) {
  constexpr int64_t kFarEnough = 3000;  // packets; a recording with no key frame in 100 s is not one
  const Packet packet(av_packet_alloc());
  std::optional<FirstPicture> first;
  bool begun = !from_key;
  int64_t number = 0;
  while (!first && number < kFarEnough && reader.next(*packet, number) >= 0) {
    begun = begun || (packet->flags & AV_PKT_FLAG_KEY) != 0;
    if (begun) {
      codec.reordered_opaque = number;
      decode(codec, packet.get(), first);
    }
    av_packet_unref(packet.get());
  }
  if (!first) decode(codec, nullptr, first);
  if (first) return *first;
  const std::string last = messages.last();
  return Error{fmt::format("no picture of its {} stream decodes{}", avcodec_get_name(codec.codec_id),
                           last.empty() ? "" : fmt::format(" ({})", last)),
               path.string(), "Check that the file is whole and plays elsewhere"};
}

bool canLeaveOut(AVCodecID codec) {
  return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_MPEG1VIDEO || codec == AV_CODEC_ID_MPEG2VIDEO ||
         codec == AV_CODEC_ID_MPEG4;
}

}  // namespace kerb::libav
