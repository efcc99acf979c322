#include "widgets/bridge/frame_cache.h"

#include <algorithm>
#include <cstdlib>

#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

bool covers(FrameParts have, FrameParts wanted) {
  return (have.image || !wanted.image) && (have.stereo || !wanted.stereo) && (have.depth || !wanted.depth) &&
         (have.semantics || !wanted.semantics) && (have.instances || !wanted.instances) &&
         (have.flow || !wanted.flow) && (have.backward_flow || !wanted.backward_flow);
}

int64_t bytesOf(const at::Tensor& tensor) {
  return tensor.defined() ? static_cast<int64_t>(tensor.nbytes()) : 0;
}
int64_t bytesOf(const std::optional<at::Tensor>& tensor) { return tensor ? bytesOf(*tensor) : 0; }

int64_t bytesOf(const Frame& frame) {
  int64_t bytes = bytesOf(frame.image) + bytesOf(frame.depth_m) + bytesOf(frame.instance_ids) +
                  bytesOf(frame.flow_px) + bytesOf(frame.backward_flow_px);
  if (frame.semantics) bytes += bytesOf(frame.semantics->ids);
  if (frame.stereo) bytes += bytesOf(frame.stereo->image) + bytesOf(frame.stereo->depth_m);
  return bytes;
}

}  // namespace

FrameCache::FrameCache(std::shared_ptr<const Source> source, int64_t byte_limit)
    : source_(std::move(source)),
      // Whoever lets go of the last frames, hundreds of megabytes, may be the UI thread.
      kept_(new Kept, [](Kept* ended) { retire([ended] { delete ended; }); }) {
  kept_->limit = byte_limit;
}

Result<SourceInfo> FrameCache::completeInfo(std::stop_token stop) const {
  return source_->completeInfo(std::move(stop));
}

Result<std::optional<at::Tensor>> FrameCache::smallPicture(int64_t index, int64_t at_least) const {
  if (has(index, {})) return std::optional<at::Tensor>();
  return smallPictureOf(*source_, index, at_least);
}

std::unique_ptr<Source> FrameCache::clone() const {
  return std::unique_ptr<Source>(new FrameCache(source_->clone(), kept_));
}

bool FrameCache::has(int64_t index, FrameParts parts) const {
  const std::scoped_lock lock(kept_->mutex);
  const auto found = kept_->frames.find(index);
  return found != kept_->frames.end() && covers(found->second.parts, parts);
}

std::optional<Frame> FrameCache::kept(int64_t index, FrameParts parts) const {
  const std::scoped_lock lock(kept_->mutex);
  return find(index, parts);
}

std::optional<Frame> FrameCache::keptAtOnce(int64_t index, FrameParts parts) const {
  const std::unique_lock lock(kept_->mutex, std::try_to_lock);
  return lock ? find(index, parts) : std::nullopt;
}

/// Under the lock.
std::optional<Frame> FrameCache::find(int64_t index, FrameParts parts) const {
  const auto found = kept_->frames.find(index);
  if (found == kept_->frames.end() || !covers(found->second.parts, parts)) return std::nullopt;
  return found->second.frame;
}

Result<Frame> FrameCache::at(int64_t index, FrameParts parts) const {
  if (auto frame = kept(index, parts)) return *std::move(frame);
  KERB_TRY(Frame frame, source_->at(index, parts));
  keep(frame, parts);
  return frame;
}

Result<Frame> FrameCache::preview(int64_t index, FrameParts parts) const {
  if (auto frame = kept(index, parts)) return *std::move(frame);
  return source_->preview(index, parts);
}

Result<std::optional<Frame>> FrameCache::neighbour(const Frame& frame, int64_t offset,
                                                   FrameParts parts) const {
  if (frame.index >= 0) {
    auto other = kept(frame.index + offset, parts);
    if (other && isNeighbour(frame, *other, offset)) return other;
  }
  KERB_TRY(auto other, source_->neighbour(frame, offset, parts));
  if (other && other->index >= 0) keep(*other, parts);
  return other;
}

void FrameCache::keep(const Frame& frame, FrameParts parts) const {
  std::vector<Entry> leaving;  // freed outside the lock
  const std::scoped_lock lock(kept_->mutex);
  auto& entry = kept_->frames[frame.index];
  kept_->bytes -= entry.bytes;
  entry = {frame, parts, bytesOf(frame)};
  kept_->bytes += entry.bytes;
  const auto distance = [&](const auto& kept) { return std::abs(kept->first - kept_->focus); };
  while (kept_->bytes > kept_->limit && kept_->frames.size() > 1) {
    const auto first = kept_->frames.begin();
    const auto last = std::prev(kept_->frames.end());
    const auto farthest = distance(first) > distance(last) ? first : last;
    kept_->bytes -= farthest->second.bytes;
    leaving.push_back(std::move(farthest->second));
    kept_->frames.erase(farthest);
  }
}

void FrameCache::setFocus(int64_t index) const {
  const std::scoped_lock lock(kept_->mutex);
  kept_->focus = index;
}

bool FrameCache::hasRoomAt(int64_t distance) const {
  const std::scoped_lock lock(kept_->mutex);
  if (kept_->frames.empty()) return true;
  const int64_t mean = std::max<int64_t>(1, kept_->bytes / static_cast<int64_t>(kept_->frames.size()));
  return distance * mean < kept_->limit / 2;  // the other half is for what lies behind
}

std::vector<FrameSpan> FrameCache::spans() const {
  std::vector<FrameSpan> all;
  const std::scoped_lock lock(kept_->mutex);
  for (const auto& [index, entry] : kept_->frames) {
    if (!entry.parts.image) continue;
    if (!all.empty() && all.back().last == index - 1)
      all.back().last = index;
    else
      all.push_back({index, index});
  }
  return all;
}

}  // namespace kerb
