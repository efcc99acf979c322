// Layout: a shard, the one file that `kerb pack` writes. Needs neither OpenCV nor FFmpeg.
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/source/pack.h"
#include "core/source/shard_file.h"
#include "core/source/source.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using shard::Entry;
using shard::Role;

/// Shared by all clones.
struct Shard {
  std::unique_ptr<shard::Reader> reader;
  SourceInfo info;
  std::vector<const Entry*> targets;
  std::map<std::pair<std::string_view, int64_t>, int64_t>
      position;  ///< of (clip, number) in `targets`, or -1
  std::map<std::pair<std::string_view, int64_t>, const Entry*> neighbours;  ///< that are no targets
};

class ShardSource final : public Source {
 public:
  explicit ShardSource(std::shared_ptr<const Shard> shard) : shard_(std::move(shard)) {}

  SourceInfo info() const override { return shard_->info; }
  std::unique_ptr<Source> clone() const override { return std::make_unique<ShardSource>(shard_); }

  Result<Frame> at(int64_t index, FrameParts parts) const override {
    if (index < 0 || index >= shard_->info.count) {
      return Error{fmt::format("has frames 0 to {}, not {}", shard_->info.count - 1, index),
                   shard_->info.path.string()};
    }
    return read(*shard_->targets[static_cast<size_t>(index)], index, parts);
  }

  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset,
                                         FrameParts parts) const override {
    const std::pair<std::string_view, int64_t> key{frame.clip, frame.number_in_clip + offset};
    if (const auto target = shard_->position.find(key); target != shard_->position.end()) {
      KERB_TRY(Frame found, at(target->second, parts));
      return std::optional<Frame>(std::move(found));
    }
    const auto other = shard_->neighbours.find(key);
    if (other == shard_->neighbours.end()) return std::optional<Frame>();
    KERB_TRY(Frame found, read(*other->second, -1, parts));
    return std::optional<Frame>(std::move(found));
  }

 private:
  Result<Frame> read(const Entry& entry, int64_t index, const FrameParts& parts) const {
    auto record = shard_->reader->read(entry, parts);
    if (!record) {
      Error error = record.error();
      error.what = fmt::format("frame {} of {}: {}", entry.number_in_clip, entry.clip, error.what);
      return error;
    }
    Frame frame = std::move(record->frame);
    frame.index = index;
    if (!parts.stereo) frame.stereo.reset();
    if (!parts.semantics) frame.semantics.reset();
    return frame;
  }

  std::shared_ptr<const Shard> shard_;
};

void placeFrames(Shard& shard) {
  for (const Entry& entry : shard.reader->entries()) {
    const std::pair<std::string_view, int64_t> key{entry.clip, entry.number_in_clip};
    if (entry.role == Role::neighbour) shard.neighbours.emplace(key, &entry);
    if (entry.role != Role::target) continue;
    shard.position.emplace(key, static_cast<int64_t>(shard.targets.size()));
    shard.targets.push_back(&entry);
  }
  shard.info.count = static_cast<int64_t>(shard.targets.size());
}

Result<std::unique_ptr<Source>> open(const fs::path& path, const SourceOptions&) {
  auto shard = std::make_shared<Shard>();
  KERB_TRY(shard->reader, shard::Reader::open(path));
  KERB_TRY(shard->info, parsePackHeader(shard->reader->header(), path));
  placeFrames(*shard);
  if (shard->info.count == 0) return Error{"holds no frame", path.string()};
  const auto skipped = shard->reader->entries().size() - shard->targets.size() - shard->neighbours.size();
  if (skipped > 0)
    shard->info.notes.push_back(fmt::format("{} frames could not be read when it was packed", skipped));
  return std::unique_ptr<Source>(std::make_unique<ShardSource>(std::move(shard)));
}

}  // namespace

SourceLayout shardLayout() {
  return {"shard", "Shard", "one file that `kerb pack` wrote", shard::isShard, open, false};
}

}  // namespace kerb
