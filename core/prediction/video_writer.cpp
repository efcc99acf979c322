#include "core/prediction/video_writer.h"

#include <cerrno>
#include <cmath>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/shape.h"
#include "core/source/libav.h"
#include "core/source/picture.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace kerb {
namespace fs = std::filesystem;
namespace {

struct OutputCloser {
  void operator()(AVFormatContext* output) const {
    avio_closep(&output->pb);
    avformat_free_context(output);
  }
};
using OutputFile = std::unique_ptr<AVFormatContext, OutputCloser>;

int even(int64_t size) { return static_cast<int>(size + size % 2); }

const AVCodec* chooseEncoder() {
  // By name: other H.264 encoders need a device that may be absent.
  const AVCodec* x264 = avcodec_find_encoder_by_name("libx264");
  return x264 != nullptr ? x264 : avcodec_find_encoder(AV_CODEC_ID_MPEG4);
}

void setQuality(AVCodecContext& codec, int quality) {
  if (codec.codec_id == AV_CODEC_ID_H264) {
    av_opt_set_int(codec.priv_data, "crf", quality, 0);
    av_opt_set(codec.priv_data, "preset", "veryfast", 0);
    return;
  }
  // x264's 18 looks about like a quantiser of 3.
  codec.flags |= AV_CODEC_FLAG_QSCALE;
  codec.global_quality = FF_QP2LAMBDA * std::max(1, quality / 6);
}

}  // namespace

class VideoWriter::Implementation {
 public:
  Implementation(fs::path path, int64_t width, int64_t height)
      : path_(std::move(path)), partial_(partialPath(path_)), width_(width), height_(height) {}
  ~Implementation();
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  Status open(const VideoWriterOptions& options);
  Status add(const at::Tensor& image);
  Status finish();
  std::string codec() const { return avcodec_get_name(codec_->codec_id); }

 private:
  Status openCodec(const VideoWriterOptions& options);
  Status openFile();
  Status encode(const AVFrame* picture);
  Status close();
  Error failure(const char* what, int code) const;

  fs::path path_, partial_;
  int64_t width_, height_;
  bool created_ = false;
  libav::Messages messages_;
  OutputFile output_;
  libav::Codec codec_;
  libav::Scaler scaler_;
  libav::Picture picture_{av_frame_alloc()};
  libav::Packet packet_{av_packet_alloc()};
  int64_t next_ = 0;
};

VideoWriter::Implementation::~Implementation() {
  codec_.reset();
  output_.reset();
  std::error_code ignored;
  if (created_) fs::remove(partial_, ignored);  // renamed away after finish()
}

Error VideoWriter::Implementation::failure(const char* what, int code) const {
  if (code == AVERROR(ENOSPC) || code == AVERROR(EDQUOT) || code == AVERROR(EACCES) ||
      code == AVERROR(EROFS) || code == AVERROR(ENOENT) || code == AVERROR(EIO) || code == AVERROR(EFBIG))
    return systemError(what, path_, AVUNERROR(code));
  return {fmt::format("{}: {}", what, libav::reason(code, messages_)), path_.string()};
}

Status VideoWriter::Implementation::open(const VideoWriterOptions& options) {
  if (!(options.fps > 0) || !std::isfinite(options.fps))
    return Error{fmt::format("{} frames a second is not a rate", options.fps), path_.string()};
  libav::captureMessages();
  if (const fs::path folder = path_.parent_path(); !folder.empty()) KERB_CHECK(ensureWritableFolder(folder));
  AVFormatContext* output = nullptr;
  int code = avformat_alloc_output_context2(&output, nullptr, "mp4", partial_.c_str());
  if (code < 0) return failure("cannot write MP4", code);
  output->opaque = &messages_;
  output_.reset(output);
  KERB_CHECK(openCodec(options));
  return openFile();
}

Status VideoWriter::Implementation::openCodec(const VideoWriterOptions& options) {
  const AVCodec* encoder = chooseEncoder();
  if (encoder == nullptr) return Error{"this FFmpeg encodes neither H.264 nor MPEG-4", path_.string()};
  codec_.reset(avcodec_alloc_context3(encoder));
  codec_->opaque = &messages_;
  codec_->width = even(width_);
  codec_->height = even(height_);
  codec_->pix_fmt = AV_PIX_FMT_YUV420P;
  codec_->colorspace = libav::colourSpaceFor(AVCOL_SPC_UNSPECIFIED, codec_->width, codec_->height);
  codec_->color_range = AVCOL_RANGE_MPEG;
  codec_->framerate = av_d2q(options.fps, 60000);
  codec_->time_base = av_inv_q(codec_->framerate);
  codec_->gop_size = options.key_interval;
  codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  setQuality(*codec_, options.quality);
  const int code = avcodec_open2(codec_.get(), encoder, nullptr);
  if (code < 0)
    return failure(fmt::format("cannot encode {}x{}", codec_->width, codec_->height).c_str(), code);
  picture_->format = codec_->pix_fmt;
  picture_->width = codec_->width;
  picture_->height = codec_->height;
  picture_->colorspace = codec_->colorspace;
  picture_->color_range = codec_->color_range;
  const int buffer = av_frame_get_buffer(picture_.get(), 0);
  if (buffer < 0) return failure("cannot encode", buffer);
  scaler_.reset(sws_getContext(codec_->width, codec_->height, AV_PIX_FMT_RGB24, codec_->width, codec_->height,
                               codec_->pix_fmt, SWS_BILINEAR, nullptr, nullptr, nullptr));
  constexpr int kOne = 1 << 16;
  sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(SWS_CS_DEFAULT), 1,
                           sws_getCoefficients(codec_->colorspace), 0, 0, kOne, kOne);
  return {};
}

Status VideoWriter::Implementation::openFile() {
  AVStream* stream = avformat_new_stream(output_.get(), nullptr);
  stream->time_base = codec_->time_base;
  stream->avg_frame_rate = codec_->framerate;
  avcodec_parameters_from_context(stream->codecpar, codec_.get());
  int code = avio_open(&output_->pb, ("file:" + partial_.string()).c_str(), AVIO_FLAG_WRITE);
  if (code < 0) return failure("cannot create", code);
  created_ = true;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "movflags", "+faststart", 0);
  code = avformat_write_header(output_.get(), &options);
  av_dict_free(&options);
  if (code < 0) return failure("cannot write", code);
  return {};
}

Status VideoWriter::Implementation::encode(const AVFrame* picture) {
  int code = avcodec_send_frame(codec_.get(), picture);
  if (code < 0) return failure("cannot encode", code);
  while ((code = avcodec_receive_packet(codec_.get(), packet_.get())) >= 0) {
    packet_->duration = 1;
    av_packet_rescale_ts(packet_.get(), codec_->time_base, output_->streams[0]->time_base);
    code = av_interleaved_write_frame(output_.get(), packet_.get());
    if (code < 0) return failure("cannot write", code);
  }
  if (output_->pb->error < 0) return failure("cannot write", output_->pb->error);
  if (code != AVERROR(EAGAIN) && code != AVERROR_EOF) return failure("cannot encode", code);
  return {};
}

Status VideoWriter::Implementation::add(const at::Tensor& image) {
  expectShape(image, {3, height_, width_});
  expectType(image, at::kByte);
  at::Tensor rows = image.permute({1, 2, 0});
  if (width_ % 2 != 0) rows = at::cat({rows, rows.narrow(1, width_ - 1, 1)}, 1);
  if (height_ % 2 != 0) rows = at::cat({rows, rows.narrow(0, height_ - 1, 1)}, 0);
  rows = rows.contiguous();
  const int code = av_frame_make_writable(picture_.get());  // the encoder may still hold the last one
  if (code < 0) return failure("cannot encode", code);
  const uint8_t* planes[] = {rows.data_ptr<uint8_t>()};  // NOLINT: what libswscale takes
  const int strides[] = {codec_->width * 3};
  sws_scale(scaler_.get(), planes, strides, 0, codec_->height, picture_->data, picture_->linesize);
  picture_->pts = next_++;
  return encode(picture_.get());
}

Status VideoWriter::Implementation::close() {
  KERB_CHECK(encode(nullptr));
  int code = av_write_trailer(output_.get());
  if (code >= 0 && output_->pb->error < 0) code = output_->pb->error;
  if (const int closed = avio_closep(&output_->pb); code >= 0) code = closed;
  if (code < 0) return failure("cannot write", code);
  return {};
}

Status VideoWriter::Implementation::finish() {
  if (next_ == 0) return Error{"a video needs at least one frame", path_.string()};
  KERB_CHECK(close());
  // The partial file is where writeWhole wants it; it syncs and renames.
  return writeWhole(path_, [](const fs::path&) { return Status(); });
}

VideoWriter::VideoWriter(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
VideoWriter::~VideoWriter() = default;
VideoWriter::VideoWriter(VideoWriter&&) noexcept = default;
VideoWriter& VideoWriter::operator=(VideoWriter&&) noexcept = default;

Result<VideoWriter> VideoWriter::create(const fs::path& path, int64_t width, int64_t height,
                                        const VideoWriterOptions& options) {
  if (width < 1 || height < 1 || width > 16384 || height > 16384)
    return Error{fmt::format("{}x{} is not a size a video can have", width, height), path.string()};
  auto implementation = std::make_unique<Implementation>(path, width, height);
  KERB_CHECK(implementation->open(options));
  return VideoWriter(std::move(implementation));
}

Status VideoWriter::add(const at::Tensor& image) { return implementation_->add(image); }
Status VideoWriter::finish() { return implementation_->finish(); }
std::string VideoWriter::codec() const { return implementation_->codec(); }

}  // namespace kerb
