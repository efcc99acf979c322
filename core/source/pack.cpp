#include "core/source/pack.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/checksums.h"
#include "core/base/file.h"
#include "core/base/one_thread.h"
#include "core/base/ordered_pool.h"
#include "core/frame/resize_frame.h"
#include "core/source/shard_file.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;
using shard::Record;
using shard::Role;

constexpr std::array<std::pair<const char*, bool FrameParts::*>, 7> kParts{
    {{"image", &FrameParts::image},
     {"stereo", &FrameParts::stereo},
     {"depth", &FrameParts::depth},
     {"semantics", &FrameParts::semantics},
     {"instances", &FrameParts::instances},
     {"flow", &FrameParts::flow},
     {"backward_flow", &FrameParts::backward_flow}}};

FrameParts partsToPack(const SourceInfo& info, const FrameParts& wanted) {
  FrameParts parts;
  for (const auto& [name, part] : kParts) parts.*part = info.has.*part && wanted.*part;
  parts.image = true;
  return parts;
}

/// Two packings with the same header give the same file.
std::string packHeader(const SourceInfo& info, const FrameParts& parts, const PackOptions& options) {
  json names = json::array();
  for (const auto& [name, part] : kParts) {
    if (parts.*part) names.push_back(name);
  }
  const bool resize = options.width > 0;
  const std::string& identity = options.identity.empty() ? info.path.string() : options.identity;
  const json header{{"name", info.name},
                    {"layout", info.layout},
                    {"source_frames", info.count},
                    {"width", resize ? options.width : info.width},
                    {"height", resize ? options.height : info.height},
                    {"resized", resize},
                    {"fps", info.fps},
                    {"camera", shard::toJson(info.camera)},
                    {"parts", names},
                    {"has_poses", info.has_poses},
                    {"notes", info.notes},
                    {"identity", crc32c(identity.data(), identity.size())}};
  return header.dump(-1, ' ', false, json::error_handler_t::replace);
}

using FrameKey = std::pair<std::string, int64_t>;

/// A frame of the source, ready to be written, and which neighbours it has that are none of its frames.
struct Packed {
  Record record;
  std::vector<int64_t> neighbour_offsets;
};

class Packer {
 public:
  Packer(const Source& source, FrameParts parts, const PackOptions& options, const JobContext& job)
      : source_(source), parts_(parts), options_(options), job_(job) {}

  Result<Packed> pack(const Source& reader, int64_t index) const {
    workOnOneThread();
    auto frame = reader.at(index, parts_);
    if (!frame && options_.skip_broken)
      return Packed{shard::encodeSkipped(index, frame.error().message()), {}};
    if (!frame) return frame.error();
    Packed packed{shard::encode(sized(*frame), Role::target, index), {}};
    for (const int64_t offset : {-1, 1}) {
      const auto neighbour = reader.neighbour(*frame, offset, FrameParts{.image = false});
      if (neighbour && *neighbour && (*neighbour)->index < 0) packed.neighbour_offsets.push_back(offset);
    }
    return packed;
  }

  /// Writes the neighbours first: a target in the file means that nothing of it is missing.
  Status write(shard::Writer& writer, const Packed& packed) {
    if (!packed.neighbour_offsets.empty()) {
      KERB_TRY(const Frame target, source_.at(packed.record.source_index, FrameParts{.image = false}));
      for (const int64_t offset : packed.neighbour_offsets)
        KERB_CHECK(writeNeighbour(writer, target, offset));
    }
    if (packed.record.role == Role::skipped)
      KERB_CHECK(writeImageOfSkipped(writer, packed.record.source_index));
    return writer.append(packed.record);
  }

  void remember(const shard::Entry& entry) {
    if (entry.role == Role::neighbour) neighbours_.emplace(entry.clip, entry.number_in_clip);
  }

 private:
  Frame sized(const Frame& frame) const {
    return options_.width > 0 ? resized(frame, options_.width, options_.height) : frame;
  }

  Status writeNeighbour(shard::Writer& writer, const Frame& target, int64_t offset) {
    const FrameKey key{target.clip, target.number_in_clip + offset};
    if (neighbours_.contains(key)) return {};
    KERB_CHECK(listTargets());
    if (listed_.contains(key)) return {};
    auto frame = source_.neighbour(target, offset, FrameParts{});
    if (!frame && options_.skip_broken) return {};
    if (!frame) return frame.error();
    if (!*frame) return {};
    neighbours_.insert(key);
    return writer.append(shard::encode(sized(**frame), Role::neighbour, target.index));
  }

  /// A frame that a split lists elsewhere comes into the file there.
  Status listTargets() {
    if (!listed_.empty()) return {};
    std::set<FrameKey> listed;
    for (int64_t index = 0; index < source_.info().count; ++index) {
      if (job_.cancelled()) return Error::cancelledByUser();
      const auto frame = source_.at(index, FrameParts{.image = false});
      if (frame) listed.emplace(frame->clip, frame->number_in_clip);
    }
    listed_ = std::move(listed);
    return {};
  }

  /// The picture of a frame of which another part is broken may be somebody's neighbour.
  Status writeImageOfSkipped(shard::Writer& writer, int64_t index) {
    const auto frame = source_.at(index, FrameParts{});
    if (!frame || !neighbours_.emplace(frame->clip, frame->number_in_clip).second) return {};
    return writer.append(shard::encode(sized(*frame), Role::neighbour, index));
  }

  const Source& source_;
  FrameParts parts_;
  const PackOptions& options_;
  const JobContext& job_;
  std::set<FrameKey> neighbours_, listed_;
};

/// Where to go on: behind the last frame of the source that is in the file.
int64_t firstMissing(const shard::Writer& writer) {
  int64_t first = 0;
  for (const shard::Entry& entry : writer.entries()) {
    if (entry.role != Role::neighbour) first = entry.source_index + 1;
  }
  return first;
}

std::vector<std::string> skippedBefore(const shard::Writer& writer) {
  std::vector<std::string> skipped;
  for (const shard::Entry& entry : writer.entries()) {
    if (entry.role == Role::skipped)
      skipped.push_back(fmt::format("frame {}, when this was begun", entry.source_index));
  }
  return skipped;
}

Status checkSize(const PackOptions& o) {
  constexpr int64_t kMost = 1 << 14;
  const bool none = o.width == 0 && o.height == 0;
  if (none || (o.width > 0 && o.height > 0 && o.width <= kMost && o.height <= kMost)) return {};
  return Error{fmt::format("frames of {}x{} cannot be packed", o.width, o.height), "",
               fmt::format("Give a width and a height from 1 to {}, or neither", kMost)};
}

Status checkFree(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return {};
  return Error{"exists already", path.string(), "Choose another name, or delete it first"};
}

PackSummary summarise(const shard::Writer& writer, int64_t resumed, std::vector<std::string> skipped) {
  PackSummary summary{0, 0, resumed, std::move(skipped), 0};
  for (const shard::Entry& entry : writer.entries()) {
    summary.frames += static_cast<int64_t>(entry.role == Role::target);
    summary.neighbours += static_cast<int64_t>(entry.role == Role::neighbour);
  }
  return summary;
}

}  // namespace

Result<PackSummary> packSource(const Source& source, const fs::path& path, const PackOptions& options,
                               const JobContext& job) {
  KERB_CHECK(checkSize(options));
  KERB_CHECK(checkFree(path));
  if (!path.parent_path().empty()) KERB_CHECK(ensureWritableFolder(path.parent_path()));
  KERB_TRY(const SourceInfo info, source.completeInfo(job.stop));
  const FrameParts parts = partsToPack(info, options.parts);
  KERB_TRY(const auto writer, shard::Writer::open(path, packHeader(info, parts, options)));
  Packer packer(source, parts, options, job);
  for (const shard::Entry& entry : writer->entries()) packer.remember(entry);
  const int64_t first = firstMissing(*writer);
  std::vector<std::string> skipped = skippedBefore(*writer);
  if (!skipped.empty() && !options.skip_broken)
    return Error{fmt::format("{} frames were left out when this was begun", skipped.size()),
                 path.string() + ".partial", "Go on with --skip-broken, or delete this file to begin anew"};
  const int threads = threadCount(options.threads);
  std::vector<std::unique_ptr<Source>> readers;
  readers.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) readers.push_back(source.clone());
  OrderedPool<Result<Packed>> pool(threads, threads + 2, first, info.count, [&](int worker, int64_t index) {
    return packer.pack(*readers[static_cast<size_t>(worker)], index);
  });
  for (int64_t index = first; index < info.count; ++index) {
    if (job.cancelled()) return Error::cancelledByUser();
    KERB_TRY(const Packed packed, pool.next());
    if (packed.record.role == Role::skipped) skipped.push_back(packed.record.json);
    KERB_CHECK(packer.write(*writer, packed));
    job.progress("packing", index + 1, info.count);
  }
  PackSummary summary = summarise(*writer, first, std::move(skipped));
  KERB_CHECK(writer->finish());
  std::error_code ignored;
  summary.bytes = fs::file_size(path, ignored);
  return summary;
}

Result<SourceInfo> parsePackHeader(const std::string& header, const fs::path& path) {
  try {
    const json j = json::parse(header);
    SourceInfo info;
    info.name = path.stem().string();
    info.layout = "shard";
    info.path = path;
    info.width = j.at("width");
    info.height = j.at("height");
    info.fps = j.at("fps");
    info.camera = shard::cameraFrom(j.at("camera"));
    for (const auto& [name, part] : kParts)
      info.has.*part = std::ranges::count(j.at("parts"), json(name)) > 0;
    info.has_poses = j.at("has_poses");
    info.notes = j.at("notes");
    info.notes.insert(info.notes.begin(), fmt::format("packed from {} ({})", j.at("name").get<std::string>(),
                                                      j.at("layout").get<std::string>()));
    return info;
  } catch (const json::exception& wrong) {
    return Error{fmt::format("the header cannot be read: {}", wrong.what()), path.string()};
  } catch (const std::invalid_argument& wrong) {
    return Error{fmt::format("the header cannot be read: {}", wrong.what()), path.string()};
  }
}

}  // namespace kerb
