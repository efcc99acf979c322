#include "tests/core/source/video_reference.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

#include <ATen/ATen.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

namespace kerb {
namespace {

uint64_t hashBytes(const uint8_t* bytes, int64_t count, uint64_t hash = 14695981039346656037ULL) {
  for (int64_t i = 0; i < count; ++i) hash = (hash ^ bytes[i]) * 1099511628211ULL;
  return hash;
}

uint64_t hashRgb(const AVFrame& frame) {
  if ((frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0) return 0;
  SwsContext* scaler =
      sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
                     frame.height, AV_PIX_FMT_RGB24, SWS_BILINEAR, nullptr, nullptr, nullptr);
  const bool hd = frame.width >= 1280 || frame.height > 576;
  const int matrix = frame.colorspace != AVCOL_SPC_UNSPECIFIED ? frame.colorspace
                     : hd                                      ? SWS_CS_ITU709
                                                               : SWS_CS_ITU601;
  sws_setColorspaceDetails(scaler, sws_getCoefficients(matrix), frame.color_range == AVCOL_RANGE_JPEG,
                           sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
  const int stride = (frame.width + 63) / 64 * 64 * 3;
  std::vector<uint8_t> rows(static_cast<size_t>(stride) * frame.height + 64);
  uint8_t* planes[] = {rows.data()};
  const int strides[] = {stride};
  sws_scale(scaler, frame.data, frame.linesize, 0, frame.height, planes, strides);
  sws_freeContext(scaler);
  uint64_t hash = 14695981039346656037ULL;
  for (int y = 0; y < frame.height; ++y)
    hash = hashBytes(rows.data() + static_cast<size_t>(y) * stride, int64_t{3} * frame.width, hash);
  return hash;
}

}  // namespace

bool haveFfmpeg() { return std::system("ffmpeg -version >/dev/null 2>&1") == 0; }

bool haveEncoderOf(const std::string& options) {
  std::istringstream words(options);
  for (std::string word; words >> word;) {
    if (word != "-c:v") continue;
    words >> word;
    std::ostringstream command;
    command << "ffmpeg -v quiet -h encoder=" << word << " | grep -q '^Encoder " << word << "'";
    return word == "copy" || std::system(command.str().c_str()) == 0;
  }
  return true;
}

int runFfmpeg(const std::string& options, const std::filesystem::path& path) {
  return std::system(("ffmpeg -nostdin -v error -y " + options + " '" + path.string() + "'").c_str());
}

uint64_t hashOf(const at::Tensor& image) {
  const at::Tensor rows = image.permute({1, 2, 0}).contiguous();
  return hashBytes(rows.data_ptr<uint8_t>(), rows.numel());
}

std::vector<uint64_t> decodeAll(const std::filesystem::path& path) {
  std::vector<uint64_t> hashes;
  AVFormatContext* input = nullptr;
  if (avformat_open_input(&input, path.c_str(), nullptr, nullptr) < 0) return hashes;
  avformat_find_stream_info(input, nullptr);
  const AVCodec* decoder = nullptr;
  const int stream = av_find_best_stream(input, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
  AVCodecContext* codec = avcodec_alloc_context3(decoder);
  avcodec_parameters_to_context(codec, input->streams[stream]->codecpar);
  codec->thread_count = 1;
  avcodec_open2(codec, decoder, nullptr);
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  const auto receive = [&] {
    while (avcodec_receive_frame(codec, frame) >= 0) hashes.push_back(hashRgb(*frame));
  };
  while (av_read_frame(input, packet) >= 0) {
    if (packet->stream_index == stream) {
      avcodec_send_packet(codec, packet);
      receive();
    }
    av_packet_unref(packet);
  }
  avcodec_send_packet(codec, nullptr);
  receive();
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&codec);
  avformat_close_input(&input);
  return hashes;
}

std::vector<TestPacket> readPackets(const std::filesystem::path& path) {
  std::vector<TestPacket> packets;
  AVFormatContext* input = nullptr;
  if (avformat_open_input(&input, path.c_str(), nullptr, nullptr) < 0) return packets;
  AVPacket* packet = av_packet_alloc();
  while (av_read_frame(input, packet) >= 0) {
    if (packet->stream_index == 0)
      packets.push_back({{reinterpret_cast<const char*>(packet->data), static_cast<size_t>(packet->size)},
                         (packet->flags & AV_PKT_FLAG_KEY) != 0});
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  avformat_close_input(&input);
  return packets;
}

bool writePackets(const std::filesystem::path& path, const std::filesystem::path& like,
                  const std::vector<TestPacket>& packets) {
  constexpr AVRational kClock{1, 25};
  AVFormatContext* input = nullptr;
  AVFormatContext* output = nullptr;
  if (avformat_open_input(&input, like.c_str(), nullptr, nullptr) < 0) return false;
  avformat_find_stream_info(input, nullptr);
  avformat_alloc_output_context2(&output, nullptr, nullptr, path.c_str());
  AVStream* stream = avformat_new_stream(output, nullptr);
  avcodec_parameters_copy(stream->codecpar, input->streams[0]->codecpar);
  stream->codecpar->codec_tag = 0;
  stream->time_base = kClock;
  stream->avg_frame_rate = {25, 1};
  avformat_close_input(&input);
  bool good = avio_open(&output->pb, path.c_str(), AVIO_FLAG_WRITE) >= 0 &&
              avformat_write_header(output, nullptr) >= 0;
  AVPacket* packet = av_packet_alloc();
  for (size_t i = 0; good && i < packets.size(); ++i) {
    av_new_packet(packet, static_cast<int>(packets[i].bytes.size()));
    std::memcpy(packet->data, packets[i].bytes.data(), packets[i].bytes.size());
    packet->pts = packet->dts = av_rescale_q(static_cast<int64_t>(i), kClock, stream->time_base);
    packet->flags = packets[i].key ? AV_PKT_FLAG_KEY : 0;
    good = av_write_frame(output, packet) >= 0;
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  good = good && av_write_trailer(output) >= 0;
  avio_closep(&output->pb);
  avformat_free_context(output);
  return good;
}

std::string readBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeBytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace kerb
