// Feeds a decoder from a key frame on until the picture asked for is out; keeps those around it.
#include "core/source/video_decoder.h"

#include <algorithm>
#include <optional>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/source/decoding_run.h"
#include "core/source/numbered_reader.h"
#include "core/source/picture.h"
#include "core/source/video_codec.h"

namespace kerb {
namespace {

/// What is wanted: a packet's picture, and the first rank from which on pictures are kept.
struct Goal {
  int64_t packet = 0;
  int64_t keep_from_rank = 0;
};

}  // namespace

class VideoDecoder::Implementation {
 public:
  explicit Implementation(std::filesystem::path path) : path_(std::move(path)) {}

  Status open();
  Result<at::Tensor> convert(const AVFrame& picture, int64_t frame);
  Result<const AVFrame*> picture(const VideoIndex& index, int64_t frame);
  Result<const AVFrame*> keyPicture(const VideoIndex& index, int64_t frame);
  bool isCached(int64_t packet) { return cache_.find(packet) != nullptr; }
  void forget();
  const VideoFacts& facts() const { return facts_; }

 private:
  Status openCodec(int threads);
  Result<libav::FirstPicture> findFirst();
  Status begin(const VideoIndex& index, int64_t start);
  void advanceTo(const VideoIndex& index, const Goal& goal);
  void feed(const VideoIndex& index, const Goal& goal);
  void drain(const VideoIndex& index);
  void receive(const VideoIndex& index);
  Error failure(int64_t frame, const std::string& why) const;

  std::filesystem::path path_;
  libav::Messages messages_;  // before what logs into it
  std::optional<libav::NumberedReader> reader_;
  libav::Codec codec_;
  libav::Packet packet_{av_packet_alloc()};
  libav::PictureCache cache_;
  libav::RgbConverter converter_;
  VideoFacts facts_;
  libav::DecodingRun run_{messages_};
  int64_t last_wanted_ = -1;
  int width_ = 0, height_ = 0;  ///< as coded, before rotation
};

Status VideoDecoder::Implementation::openCodec(int threads) {
  KERB_TRY(codec_, libav::openCodec(reader_->video(), threads, messages_, path_));
  run_.end();
  return {};
}

Status VideoDecoder::Implementation::open() {
  KERB_TRY(reader_, libav::NumberedReader::open(path_, messages_));
  facts_ = videoFacts(reader_->input(), reader_->video());
  KERB_TRY(const libav::FirstPicture first, findFirst());
  width_ = first.width;
  height_ = first.height;
  facts_.first_shown = first.packet;
  facts_.width = facts_.quarter_turns % 2 == 0 ? width_ : height_;
  facts_.height = facts_.quarter_turns % 2 == 0 ? height_ : width_;
  return {};
}

Result<libav::FirstPicture> VideoDecoder::Implementation::findFirst() {
  KERB_CHECK(openCodec(libav::kDecoderThreads));
  if (auto first = libav::decodeFirst(*reader_, *codec_, true, messages_, path_)) return first;
  KERB_CHECK(reader_->rewind());
  KERB_CHECK(openCodec(1));
  return libav::decodeFirst(*reader_, *codec_, false, messages_, path_);
}

Error VideoDecoder::Implementation::failure(int64_t frame, const std::string& why) const {
  return {fmt::format("does not decode: {}", why), fmt::format("{} frame {}", path_.string(), frame)};
}

void VideoDecoder::Implementation::forget() {
  cache_.clear();
  run_.end();
  last_wanted_ = -1;
}

Status VideoDecoder::Implementation::begin(const VideoIndex& index, int64_t start) {
  avcodec_flush_buffers(codec_.get());
  run_.end();
  KERB_CHECK(reader_->seek(index, start));
  run_.begin(index, start);
  return {};
}

/// Feeds packets until the goal's picture is out, or never will be.
void VideoDecoder::Implementation::advanceTo(const VideoIndex& index, const Goal& goal) {
  while (!run_.suspicious() && !run_.drained() && !run_.settled(goal.packet)) feed(index, goal);
}

void VideoDecoder::Implementation::feed(const VideoIndex& index, const Goal& goal) {
  int64_t number = 0;
  const int code = reader_->next(*packet_, number);
  const auto known = code < 0 ? std::nullopt : index.packet(number);
  // Beyond the complete index: the packet that a cut file ends within.
  if (code < 0 || (!known && index.complete())) {
    av_packet_unref(packet_.get());
    run_.noteEnd();
    return drain(index);
  }
  const bool before_goal = number < goal.packet && known && known->key == 0U;
  const bool leave_out = before_goal && libav::canLeaveOut(codec_->codec_id) &&
                         int64_t{known->rank} < goal.keep_from_rank + (known->shown != 0U ? 0 : 1);
  codec_->skip_frame = leave_out ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
  codec_->reordered_opaque = number;
  run_.feed(index, *packet_, number, !leave_out && (!known || known->shown != 0U));
  const int sent = avcodec_send_packet(codec_.get(), packet_.get());
  av_packet_unref(packet_.get());
  run_.noteDamage(sent < 0);
  receive(index);
}

void VideoDecoder::Implementation::drain(const VideoIndex& index) {
  avcodec_send_packet(codec_.get(), nullptr);
  receive(index);
  run_.setDrained();
}

/// Takes all pictures that are ready.
void VideoDecoder::Implementation::receive(const VideoIndex& index) {
  for (;;) {
    libav::Picture picture(av_frame_alloc());
    const int code = avcodec_receive_frame(codec_.get(), picture.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) break;
    run_.noteDamage(code < 0);
    if (code < 0) continue;
    const int64_t number = run_.origin(*picture, codec_->codec_id);
    if (run_.accept(index, number, *picture)) cache_.put(number, std::move(picture));
  }
  run_.noteDamage(false);
}

Result<const AVFrame*> VideoDecoder::Implementation::picture(const VideoIndex& index, int64_t frame) {
  const int64_t packet = index.packetOf(frame);
  const bool steps_back = frame < last_wanted_ && last_wanted_ - frame <= cache_.capacity();
  last_wanted_ = frame;
  if (const AVFrame* found = cache_.find(packet)) return found;
  // Whoever steps back will want the frames before this one next.
  constexpr int64_t kOutAfterGoal = 8;
  const int64_t kept = std::max<int64_t>(0, cache_.capacity() - kOutAfterGoal);
  const Goal goal{packet, steps_back ? frame - kept : frame};
  // Further back where nothing came out: a stream of gradual refreshes has no clean key frames.
  constexpr int kTries = 3;
  for (int earlier = 0; earlier < kTries;) {
    const int64_t start = index.startFor(packet, earlier);
    if (!run_.canContinue(index, packet, start)) KERB_CHECK(begin(index, start));
    advanceTo(index, goal);
    if (run_.suspicious() && !run_.careful()) {
      run_.beCareful();
      KERB_CHECK(openCodec(1));
      continue;
    }
    if (const AVFrame* found = cache_.find(packet)) return found;
    if (run_.isTainted(index, packet))
      return failure(frame, run_.damage().empty() ? "the data is damaged" : run_.damage());
    run_.end();
    earlier = start == 0 ? kTries : earlier + 1;
  }
  return failure(frame, "the decoder gave no picture for it");
}

Result<const AVFrame*> VideoDecoder::Implementation::keyPicture(const VideoIndex& index, int64_t frame) {
  const int64_t packet = index.packetOf(frame);
  if (const AVFrame* found = cache_.find(packet)) return found;
  if (index.startFor(packet) != packet) return picture(index, frame);
  KERB_CHECK(begin(index, packet));
  feed(index, {packet, frame});
  if (!run_.drained()) drain(index);
  const bool clean = !run_.suspicious();
  run_.end();
  const AVFrame* found = cache_.find(packet);
  if (found != nullptr && clean) return found;
  return picture(index, frame);
}

Result<at::Tensor> VideoDecoder::Implementation::convert(const AVFrame& picture, int64_t frame) {
  const std::string where = fmt::format("{} frame {}", path_.string(), frame);
  if (picture.width != width_ || picture.height != height_)
    return Error{
        fmt::format("is {}x{}, but the first frame is {}x{}", picture.width, picture.height, width_, height_),
        where, "Split the video where its size changes"};
  auto image = converter_.convert(picture, facts_.quarter_turns, facts_.mirrored);
  if (image) return image;
  Error error = image.error();
  error.where = where;
  return error;
}

VideoDecoder::VideoDecoder(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
VideoDecoder::~VideoDecoder() = default;

Result<std::unique_ptr<VideoDecoder>> VideoDecoder::open(const std::filesystem::path& path) {
  auto implementation = std::make_unique<Implementation>(path);
  KERB_CHECK(implementation->open());
  return std::unique_ptr<VideoDecoder>(new VideoDecoder(std::move(implementation)));
}

const VideoFacts& VideoDecoder::facts() const { return implementation_->facts(); }
void VideoDecoder::forget() { implementation_->forget(); }

Result<at::Tensor> VideoDecoder::frame(const VideoIndex& index, int64_t frame) {
  KERB_TRY(const AVFrame* picture, implementation_->picture(index, frame));
  return implementation_->convert(*picture, frame);
}

int64_t VideoDecoder::cheapFrame(const VideoIndex& index, int64_t frame) const {
  const int64_t packet = index.packetOf(frame);
  if (implementation_->isCached(packet)) return frame;
  const auto start = index.packet(index.startFor(packet));
  return start && start->shown != 0U ? start->rank : frame;
}

Result<at::Tensor> VideoDecoder::keyFrame(const VideoIndex& index, int64_t frame) {
  KERB_TRY(const AVFrame* picture, implementation_->keyPicture(index, frame));
  return implementation_->convert(*picture, frame);
}

}  // namespace kerb
