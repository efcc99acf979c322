#include "core/prediction/cloud_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/sync_file.h"
#include "core/prediction/pcd.h"
#include "core/prediction/ply_header.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

/// Of one of our own files: its first bytes are enough.
Result<CloudFields> fieldsIn(const fs::path& file) {
  constexpr size_t kMostHeader = 1 << 16;
  std::ifstream in(file, std::ios::binary);
  if (!in) return systemError("cannot open", file, errno);
  std::string start(kMostHeader, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<size_t>(in.gcount()));
  KERB_TRY(const ply::Header header, ply::parseHeader(start, file.string()));
  if (header.elements.empty()) return Error{"holds no points", file.string()};
  const ply::Element& points = header.elements.front();
  const auto has = [&](const char* name) {
    return std::ranges::any_of(points.properties, [&](const auto& each) { return each.name == name; });
  };
  return CloudFields{static_cast<int64_t>(points.count), has("red"), has("class")};
}

/// So much may wait for the disk at most. What is said to be written is, and a job that is stopped does not
/// have to wait for a slow disk first.
constexpr size_t kMostUnsynced = 2 << 20;

/// Appends to the file `out`, which becomes `path`.
Status appendSynced(const std::string& bytes, std::ofstream& out, size_t& unsynced, const fs::path& partial,
                    const fs::path& path) {
  errno = 0;
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) return systemError("cannot write", path, errno != 0 ? errno : ENOSPC);
  unsynced += bytes.size();
  if (unsynced < kMostUnsynced) return {};
  unsynced = 0;
  return syncFile(partial);
}

}  // namespace

std::string cloudFormatName(CloudFormat format) { return format == CloudFormat::pcd ? "pcd" : "ply"; }

Result<CloudFormat> parseCloudFormat(const std::string& name) {
  if (name == "ply") return CloudFormat::ply;
  if (name == "pcd") return CloudFormat::pcd;
  return Error{fmt::format("no format '{}'", name), "--cloud-format", "There are: ply, pcd"};
}

Status writeCloud(const fs::path& path, CloudFormat format, const PointCloud& cloud,
                  const CloudNotes& notes) {
  return format == CloudFormat::pcd ? writePcd(path, cloud, notes) : writePly(path, cloud, notes);
}

Result<CloudFields> joinedFields(const std::vector<fs::path>& parts) {
  CloudFields all{0, true, true};
  for (const fs::path& part : parts) {
    KERB_TRY(const CloudFields each, fieldsIn(part));
    all.count += each.count;
    all.has_rgb = all.has_rgb && each.has_rgb;
    all.has_class = all.has_class && each.has_class;
  }
  return all;
}

Status writeCloudInPieces(const fs::path& path, CloudFormat format, const CloudFields& fields,
                          const CloudNotes& notes, const NextPiece& next, const JobContext& job) {
  const bool is_pcd = format == CloudFormat::pcd;
  return writeWhole(path, [&](const fs::path& partial) -> Status {
    std::ofstream out(partial, std::ios::binary);
    if (!out) return systemError("cannot open", path, errno);
    std::string bytes = is_pcd ? pcdHeader(fields, notes) : plyHeader(fields, notes);
    size_t unsynced = 0;
    for (int64_t written = 0;;) {
      KERB_CHECK(appendSynced(bytes, out, unsynced, partial, path));
      job.progress("points", written, fields.count);
      if (job.cancelled()) return Error::cancelledByUser();
      KERB_TRY(const std::optional<PointCloud> piece, next());
      if (!piece) return {};
      bytes.clear();
      if (is_pcd)
        appendPcdPoints(*piece, bytes);
      else
        appendPlyPoints(*piece, bytes);
      written += piece->size();
    }
  });
}

Status joinClouds(const std::vector<fs::path>& parts, const CloudFields& fields, const fs::path& path,
                  CloudFormat format, const CloudNotes& notes) {
  const NextPiece next = [&, part = parts.begin()]() mutable -> Result<std::optional<PointCloud>> {
    if (part == parts.end()) return std::optional<PointCloud>();
    KERB_TRY(PointCloud cloud, readPly(*part++));
    if (!fields.has_rgb) cloud.rgb.reset();
    if (!fields.has_class) cloud.class_id.reset();
    return std::optional(std::move(cloud));
  };
  return writeCloudInPieces(path, format, fields, notes, next);
}

}  // namespace kerb
