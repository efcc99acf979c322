#include "core/source/video_source.h"

#include <algorithm>

#include <fmt/format.h>

namespace kerb {
namespace {

std::vector<std::string> notesOf(const VideoFacts& facts, const VideoIndex& index) {
  std::vector<std::string> notes;
  if (facts.quarter_turns != 0)
    notes.push_back(
        fmt::format("turned clockwise by {} degrees, as the file asks", 360 - 90 * facts.quarter_turns));
  if (facts.mirrored) notes.emplace_back("mirrored left to right, as the file asks");
  if (facts.cut_off > 0)
    notes.push_back(fmt::format("the file is cut short: {} of its {} frames are missing at the end",
                                facts.cut_off, facts.cut_off + facts.estimated_count));
  if (!facts.pixel_aspect.empty())
    notes.push_back(fmt::format("pixels are not square ({}), shown as stored", facts.pixel_aspect));
  if (!index.complete()) return notes;
  if (const std::string why = index.ended_early(); !why.empty())
    notes.push_back(fmt::format("ends early: {}; {} frames can be read", why, index.count()));
  if (!index.hasTimes()) notes.emplace_back("no usable times in the file: frame number / fps");
  return notes;
}

}  // namespace

Result<std::unique_ptr<VideoSource>> VideoSource::open(const std::filesystem::path& path) {
  KERB_TRY(auto decoder, VideoDecoder::open(path));
  const VideoFacts facts = decoder->facts();
  auto shared = std::shared_ptr<const Shared>(
      new Shared{path, facts, {path, facts.stream, facts.first_shown}});  // NOLINT: an aggregate, C++20
  return std::unique_ptr<VideoSource>(new VideoSource(std::move(shared), std::move(decoder)));
}

SourceInfo VideoSource::info() const {
  const VideoFacts& facts = shared_->facts;
  const VideoIndex& index = shared_->index;
  SourceInfo info;
  info.name = shared_->path.filename().string();
  info.layout = "video";
  info.path = shared_->path;
  info.count_is_final = index.complete();
  info.count = info.count_is_final ? index.count() : std::max(index.count(), facts.estimated_count);
  info.width = facts.width;
  info.height = facts.height;
  info.fps = facts.fps;
  if (info.count_is_final) info.times_s = index.variableTimes();
  info.ends_early = facts.cut_off > 0 || (info.count_is_final && !index.ended_early().empty());
  info.notes = notesOf(facts, index);
  return info;
}

Result<SourceInfo> VideoSource::completeInfo(std::stop_token stop) const {
  if (!shared_->index.waitForAll(std::move(stop))) return Error::cancelledByUser();
  return info();
}

Status VideoSource::expectFrame(int64_t index) const {
  if (index >= 0 && shared_->index.waitFor(index, {})) return {};
  const int64_t count = shared_->index.waitForAll({}) ? shared_->index.count() : 0;
  return Error{fmt::format("there is no frame {}: the video has {}", index, count), shared_->path.string(),
               count > 0 ? fmt::format("Choose one from 0 to {}", count - 1) : ""};
}

/// With the mutex held.
Result<VideoDecoder*> VideoSource::decoder() const {
  if (!decoder_) {
    KERB_TRY(decoder_, VideoDecoder::open(shared_->path));
  }
  return decoder_.get();
}

/// Everything but the picture.
Frame VideoSource::describe(int64_t index) const {
  const VideoIndex& all = shared_->index;
  const VideoFacts& facts = shared_->facts;
  Frame frame;
  frame.index = index;
  frame.name = fmt::format("{:06}", index);
  if (all.hasTimes()) {
    const int64_t ticks = all.packet(all.packetOf(index))->pts - all.packet(all.packetOf(0))->pts;
    frame.time_s = static_cast<double>(ticks) * facts.seconds_per_tick;
  } else if (facts.fps > 0) {
    frame.time_s = static_cast<double>(index) / facts.fps;
  }
  return frame;
}

Result<Frame> VideoSource::at(int64_t index, FrameParts parts) const {
  KERB_CHECK(expectFrame(index));
  Frame frame = describe(index);
  if (!parts.image) return frame;
  const std::lock_guard lock(mutex_);
  KERB_TRY(VideoDecoder * decoder, this->decoder());
  KERB_TRY(frame.image, decoder->frame(shared_->index, index));
  return frame;
}

Result<Frame> VideoSource::preview(int64_t index, FrameParts parts) const {
  KERB_CHECK(expectFrame(index));
  const std::lock_guard lock(mutex_);
  KERB_TRY(VideoDecoder * decoder, this->decoder());
  Frame frame = describe(decoder->cheapFrame(shared_->index, index));
  if (!parts.image) return frame;
  KERB_TRY(frame.image, decoder->keyFrame(shared_->index, frame.index));
  return frame;
}

std::unique_ptr<Source> VideoSource::clone() const {
  return std::unique_ptr<Source>(new VideoSource(shared_, nullptr));
}

void VideoSource::forgetDecoded() const {
  const std::lock_guard lock(mutex_);
  if (decoder_) decoder_->forget();
}

}  // namespace kerb
