// Owners of libav's objects, its messages as text, and how a file is opened. Only for .cpp files of kerb_io:
// no public header includes this one.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace kerb::libav {

struct Closer {
  void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
  void operator()(AVCodecParserContext* parser) const { av_parser_close(parser); }
  void operator()(AVBSFContext* filter) const { av_bsf_free(&filter); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};
using Input = std::unique_ptr<AVFormatContext, Closer>;
using Codec = std::unique_ptr<AVCodecContext, Closer>;
using Parser = std::unique_ptr<AVCodecParserContext, Closer>;
using BitstreamFilter = std::unique_ptr<AVBSFContext, Closer>;
using Packet = std::unique_ptr<AVPacket, Closer>;
using Picture = std::unique_ptr<AVFrame, Closer>;
using Scaler = std::unique_ptr<SwsContext, Closer>;

/// Data that did not decode.
struct Damage {
  /// In the order of decoding, as the reordered_opaque of its decoder says.
  std::optional<int64_t> packet;  ///< none: the demuxer said so
  std::string text;
};

/// What libav logged about one context (set as its `opaque`), instead of printing it.
class Messages {
 public:
  void add(std::string text);
  void addDamage(Damage damage);
  std::string last() const;
  void clear();
  /// The damage since the last call: of each packet, and of the demuxer, what was said first.
  std::vector<Damage> takeDamages();

 private:
  mutable std::mutex mutex_;
  std::string last_;
  std::vector<Damage> damages_;
};

/// From now on nothing is printed: messages go to the Messages of their context. Cheap to repeat.
void captureMessages();

/// libav's text of an error code, and the last message where there is one.
std::string reason(int code, const Messages& messages);

/// Opens a local file and reads its headers. `messages` must outlive the result.
Result<Input> openInput(const std::filesystem::path& path, Messages& messages);

/// The video stream (not a cover picture), the others are not read; none is an Error.
Result<AVStream*> selectVideo(AVFormatContext& input, const std::filesystem::path& path);

}  // namespace kerb::libav
