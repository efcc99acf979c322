#include "core/source/video_decoder.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <ATen/ATen.h>
#include <fmt/format.h>

extern "C" {
#include <libavutil/display.h>
}

#include "core/source/numbered_reader.h"
#include "core/source/picture.h"

namespace kerb {
namespace {

// Pictures that a decoder may hold back: 16 to reorder, some in its threads; fields count twice.
constexpr int64_t kLongestDelay = 64;
constexpr int kThreads = 2;

/// Quarter turns counter-clockwise of the display matrix that phones write.
int quarterTurns(const AVStream& video) {
  size_t size = 0;
  const uint8_t* matrix = av_stream_get_side_data(&video, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (matrix == nullptr || size < 9 * sizeof(int32_t)) return 0;
  const double degrees = av_display_rotation_get(reinterpret_cast<const int32_t*>(matrix));
  if (!std::isfinite(degrees)) return 0;
  return static_cast<int>(std::lround(degrees / 90.0) % 4 + 4) % 4;
}

VideoFacts factsOf(const AVFormatContext& input, const AVStream& video) {
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

/// Codecs whose pictures that nothing refers to can be left out without changing any other. (Not HEVC: there
/// it holds only within one temporal layer.)
bool canLeaveOut(AVCodecID id) {
  return id == AV_CODEC_ID_H264 || id == AV_CODEC_ID_MPEG1VIDEO || id == AV_CODEC_ID_MPEG2VIDEO ||
         id == AV_CODEC_ID_MPEG4;
}

/// What is wanted: a packet's picture, and the first rank from which on pictures are kept.
struct Goal {
  int64_t packet = 0;
  int64_t keep_from_rank = 0;
};

/// Decoding from one key frame onwards.
struct Run {
  bool valid = false;
  bool drained = false;
  bool last_was_marked = false;  ///< by the demuxer, as damaged
  int64_t start = 0;
  int64_t next = 0;  ///< packet to be fed next
  int64_t start_rank = 0;
  int64_t last_leading =
      -1;  ///< last packet after `start` that is shown before it: its references are absent
  std::vector<int64_t> in_flight;  ///< fed, and no picture yet
  std::vector<int64_t> broken;     ///< packets that did not decode cleanly
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
  Status decodeFirst(bool from_key);
  Status begin(const VideoIndex& index, int64_t start);
  bool canContinue(const VideoIndex& index, int64_t packet, int64_t start) const;
  void advanceTo(const VideoIndex& index, const Goal& goal);
  void feed(const VideoIndex& index, const Goal& goal);
  void drain(const VideoIndex* index);
  int64_t receive(const VideoIndex* index);
  int64_t origin(const AVFrame& picture) const;
  void accept(const VideoIndex* index, int64_t number, libav::Picture picture);
  void noteDamage(bool damaged, int64_t number);
  void markLost(const VideoIndex& index, int64_t number);
  bool isTainted(const VideoIndex& index, int64_t number) const;
  bool isLeading(const VideoIndex& index, int64_t number) const;
  Error failure(int64_t frame, const std::string& why) const;

  std::filesystem::path path_;
  libav::Messages messages_;  // before what logs into it
  std::optional<libav::NumberedReader> reader_;
  libav::Codec codec_;
  libav::Packet packet_{av_packet_alloc()};
  libav::PictureCache cache_;
  libav::RgbConverter converter_;
  VideoFacts facts_;
  Run run_;
  std::vector<std::pair<int64_t, int64_t>> recent_;  ///< pts and number of packets fed lately
  /// One thread only, where an error belongs to the packet just fed. Entered at the first sign of damage.
  bool careful_ = false;
  bool suspicious_ = false;  ///< something went wrong, in one of several threads
  int damages_seen_ = 0;
  std::string damage_;  ///< libav's words for the last damage
  int64_t last_wanted_ = -1;
  int width_ = 0, height_ = 0;  ///< as coded, before rotation
};

Status VideoDecoder::Implementation::openCodec(int threads) {
  const AVCodecParameters& parameters = *reader_->video().codecpar;
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr)
    return Error{fmt::format("no decoder for {}", facts_.codec), path_.string(), "Convert it to H.264"};
  codec_.reset(avcodec_alloc_context3(decoder));
  codec_->opaque = &messages_;
  codec_->thread_count = threads;
  codec_->pkt_timebase = reader_->video().time_base;
  int code = avcodec_parameters_to_context(codec_.get(), &parameters);
  if (code >= 0) code = avcodec_open2(codec_.get(), decoder, nullptr);
  if (code < 0)
    return Error{fmt::format("cannot decode {}: {}", facts_.codec, libav::reason(code, messages_)),
                 path_.string()};
  run_ = {};
  return {};
}

Status VideoDecoder::Implementation::open() {
  KERB_TRY(reader_, libav::NumberedReader::open(path_, messages_));
  facts_ = factsOf(reader_->input(), reader_->video());
  KERB_CHECK(openCodec(kThreads));
  if (decodeFirst(true)) return {};
  KERB_CHECK(reader_->rewind());
  KERB_CHECK(openCodec(1));
  return decodeFirst(false);
}

/// Feeds packets from the start, or the first key frame, until a picture comes out.
Status VideoDecoder::Implementation::decodeFirst(bool from_key) {
  constexpr int64_t kFarEnough = 3000;  // packets; a recording with no key frame in 100 s is not one
  bool begun = !from_key;
  int64_t number = 0;
  int64_t first = -1;
  int code = 0;
  while (first < 0 && number < kFarEnough && (code = reader_->next(*packet_, number)) >= 0) {
    begun = begun || (packet_->flags & AV_PKT_FLAG_KEY) != 0;
    if (begun) {
      codec_->reordered_opaque = number;
      avcodec_send_packet(codec_.get(), packet_.get());
      first = receive(nullptr);
    }
    av_packet_unref(packet_.get());
  }
  if (first < 0) {
    avcodec_send_packet(codec_.get(), nullptr);
    first = receive(nullptr);
  }
  if (first < 0) {
    const std::string last = messages_.last();
    return Error{fmt::format("no picture of its {} stream decodes{}", facts_.codec,
                             last.empty() ? "" : fmt::format(" ({})", last)),
                 path_.string(), "Check that the file is whole and plays elsewhere"};
  }
  facts_.first_shown = first;
  facts_.width = facts_.quarter_turns % 2 == 0 ? width_ : height_;
  facts_.height = facts_.quarter_turns % 2 == 0 ? height_ : width_;
  run_ = {};
  return {};
}

Error VideoDecoder::Implementation::failure(int64_t frame, const std::string& why) const {
  return {fmt::format("does not decode: {}", why), fmt::format("{} frame {}", path_.string(), frame)};
}

void VideoDecoder::Implementation::forget() {
  cache_.clear();
  run_ = {};
  last_wanted_ = -1;
}

Status VideoDecoder::Implementation::begin(const VideoIndex& index, int64_t start) {
  avcodec_flush_buffers(codec_.get());
  run_ = {};
  recent_.clear();
  suspicious_ = false;
  damages_seen_ = messages_.damages();
  KERB_CHECK(reader_->seek(index, start));
  run_.valid = true;
  run_.start = run_.next = start;
  run_.start_rank = index.packet(start)->rank;
  for (int64_t n = start + 1; n < start + kLongestDelay; ++n)
    if (isLeading(index, n)) run_.last_leading = n;
  return {};
}

bool VideoDecoder::Implementation::isLeading(const VideoIndex& index, int64_t number) const {
  const auto packet = index.packet(number);
  return packet && number > run_.start && packet->rank < run_.start_rank;
}

bool VideoDecoder::Implementation::canContinue(const VideoIndex& index, int64_t packet, int64_t start) const {
  if (!run_.valid || run_.drained || run_.start > start) return false;
  if (packet < run_.next)
    return std::ranges::find(run_.in_flight, packet) != run_.in_flight.end() || isTainted(index, packet);
  constexpr int64_t kCheaperThanSeeking = 8;
  return start <= run_.next + kCheaperThanSeeking;
}

/// Feeds packets until the goal's picture is out, or never will be.
void VideoDecoder::Implementation::advanceTo(const VideoIndex& index, const Goal& goal) {
  while (!suspicious_ && !run_.drained) {
    const bool fed = run_.next > goal.packet;
    if (fed && std::ranges::find(run_.in_flight, goal.packet) == run_.in_flight.end()) return;
    feed(index, goal);
  }
}

void VideoDecoder::Implementation::feed(const VideoIndex& index, const Goal& goal) {
  int64_t number = 0;
  const int code = reader_->next(*packet_, number);
  const auto known = code < 0 ? std::nullopt : index.packet(number);
  // Beyond the complete index: the packet that a cut file ends within.
  if (code < 0 || (!known && index.complete())) {
    av_packet_unref(packet_.get());
    return drain(&index);
  }
  run_.next = number + 1;
  const bool before_goal = number < goal.packet && known && known->key == 0U;
  const bool leave_out = before_goal && canLeaveOut(codec_->codec_id) &&
                         int64_t{known->rank} < goal.keep_from_rank + (known->shown != 0U ? 0 : 1);
  codec_->skip_frame = leave_out ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
  codec_->reordered_opaque = number;
  recent_.emplace_back(packet_->pts, number);
  if (recent_.size() > kLongestDelay) recent_.erase(recent_.begin());
  if (!leave_out && (!known || known->shown != 0U)) run_.in_flight.push_back(number);
  std::erase_if(run_.in_flight, [number](int64_t n) { return n < number - kLongestDelay; });
  // Where packets are put together from a stream, the mark may come one packet too early.
  const bool marked = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
  const bool corrupt = marked || (run_.last_was_marked && (packet_->flags & AV_PKT_FLAG_KEY) == 0);
  run_.last_was_marked = marked;
  const int sent = avcodec_send_packet(codec_.get(), packet_.get());
  av_packet_unref(packet_.get());
  if (corrupt && !isLeading(index, number)) run_.broken.push_back(number);
  noteDamage(sent < 0, number);
  receive(&index);
}

void VideoDecoder::Implementation::drain(const VideoIndex* index) {
  avcodec_send_packet(codec_.get(), nullptr);
  receive(index);
  run_.drained = true;
}

/// An error code or a message of libav since the last call means damage; `number` was fed last.
void VideoDecoder::Implementation::noteDamage(bool damaged, int64_t number) {
  const int damages = messages_.damages();
  damaged = damaged || damages > damages_seen_;
  damages_seen_ = damages;
  // Pictures that are shown before the key frame at which we started lack their references, and say so.
  const bool expected = number <= run_.last_leading + (careful_ ? 0 : kThreads);
  if (!damaged || expected || !run_.valid) return;
  damage_ = messages_.last();
  if (careful_)
    run_.broken.push_back(number);
  else
    suspicious_ = true;
}

/// Takes all pictures that are ready. Returns the packet of the last one, -1: none.
int64_t VideoDecoder::Implementation::receive(const VideoIndex* index) {
  int64_t last = -1;
  for (;;) {
    libav::Picture picture(av_frame_alloc());
    const int code = avcodec_receive_frame(codec_.get(), picture.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) break;
    noteDamage(code < 0, run_.next - 1);
    if (code < 0) continue;
    last = origin(*picture);
    accept(index, last, std::move(picture));
  }
  noteDamage(false, run_.next - 1);
  return last;
}

/// The packet that a picture came from. VP9 shows an old picture again under a new time.
int64_t VideoDecoder::Implementation::origin(const AVFrame& picture) const {
  const int64_t number = picture.reordered_opaque;
  if (codec_->codec_id != AV_CODEC_ID_VP9 || picture.pts == AV_NOPTS_VALUE) return number;
  const auto found = std::ranges::find(recent_, picture.pts, &std::pair<int64_t, int64_t>::first);
  return found == recent_.end() ? number : found->second;
}

void VideoDecoder::Implementation::accept(const VideoIndex* index, int64_t number, libav::Picture picture) {
  if (width_ == 0) {
    width_ = picture->width;
    height_ = picture->height;
  }
  if (index == nullptr || suspicious_) return;
  std::erase(run_.in_flight, number);
  if (!careful_) markLost(*index, number);
  const bool flagged = (picture->flags & AV_FRAME_FLAG_CORRUPT) != 0 || picture->decode_error_flags != 0;
  if (isLeading(*index, number)) return;
  if (flagged) {
    damage_ = messages_.last();
    run_.broken.push_back(number);
  }
  if (!isTainted(*index, number)) cache_.put(number, std::move(picture));
}

/// A picture overtaken by one that is shown later got lost: a sign of damage.
void VideoDecoder::Implementation::markLost(const VideoIndex& index, int64_t number) {
  const auto later = index.packet(number);
  if (!later || later->rank == IndexedPacket::kUnranked) return;
  for (const int64_t waiting : run_.in_flight) {
    const auto packet = index.packet(waiting);
    if (packet && packet->shownBefore(*later) && !isLeading(index, waiting)) suspicious_ = true;
  }
}

/// Whether a packet, or one that it may depend on, did not decode.
bool VideoDecoder::Implementation::isTainted(const VideoIndex& index, int64_t number) const {
  if (run_.broken.empty() || !index.packet(number)) return false;
  const int64_t start = index.startFor(number);
  return std::ranges::any_of(run_.broken, [&](int64_t b) { return start <= b && b <= number; });
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
    if (!canContinue(index, packet, start)) KERB_CHECK(begin(index, start));
    advanceTo(index, goal);
    if (suspicious_ && !careful_) {
      careful_ = true;
      KERB_CHECK(openCodec(1));
      continue;
    }
    if (const AVFrame* found = cache_.find(packet)) return found;
    if (isTainted(index, packet)) return failure(frame, damage_.empty() ? "the data is damaged" : damage_);
    run_.valid = false;
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
  if (!run_.drained) drain(&index);
  const bool clean = !suspicious_;
  run_.valid = false;
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
  auto image = converter_.convert(picture, facts_.quarter_turns);
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
