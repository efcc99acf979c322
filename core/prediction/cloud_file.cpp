#include "core/prediction/cloud_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>

#include "core/base/file.h"
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

/// Appends each part's points to a file that has its header.
Status appendParts(const std::vector<fs::path>& parts, const CloudFields& fields, CloudFormat format,
                   std::ofstream& out) {
  std::string bytes;
  for (const fs::path& part : parts) {
    KERB_TRY(PointCloud cloud, readPly(part));
    if (!fields.has_rgb) cloud.rgb.reset();
    if (!fields.has_class) cloud.class_id.reset();
    bytes.clear();
    if (format == CloudFormat::pcd) {
      appendPcdPoints(cloud, bytes);
    } else {
      appendPlyPoints(cloud, bytes);
    }
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  return {};
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

Status joinClouds(const std::vector<fs::path>& parts, const CloudFields& fields, const fs::path& path,
                  CloudFormat format, const CloudNotes& notes) {
  return writeWhole(path, [&](const fs::path& partial) -> Status {
    std::ofstream out(partial, std::ios::binary);
    if (!out) return systemError("cannot open", path, errno);
    out << (format == CloudFormat::pcd ? pcdHeader(fields, notes) : plyHeader(fields, notes));
    KERB_CHECK(appendParts(parts, fields, format, out));
    errno = 0;
    out.close();
    return out ? Status() : systemError("cannot write", path, errno != 0 ? errno : ENOSPC);
  });
}

}  // namespace kerb
