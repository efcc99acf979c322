#include "core/prediction/pcd.h"

#include <bit>
#include <cstring>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/prediction/cloud_checks.h"

namespace kerb {
namespace {

static_assert(std::endian::native == std::endian::little);

void append(std::string& bytes, uint32_t number) {
  const size_t at = bytes.size();
  bytes.resize(at + sizeof number);
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

}  // namespace

std::string pcdHeader(const CloudFields& cloud, const CloudNotes& notes) {
  std::string fields = "x y z", sizes = "4 4 4", types = "F F F", counts = "1 1 1";
  for (const auto& [has, name] : {std::pair{cloud.has_rgb, " rgb"}, {cloud.has_class, " label"}}) {
    if (!has) continue;
    fields += name;
    sizes += " 4";
    types += " U";
    counts += " 1";
  }
  return fmt::format(
      "# .PCD v0.7 - written by Kerb; {}\n# scale: {}\n# camera: {}\n"
      "VERSION 0.7\nFIELDS {}\nSIZE {}\nTYPE {}\nCOUNT {}\nWIDTH {}\nHEIGHT 1\n"
      "VIEWPOINT 0 0 0 1 0 0 0\nPOINTS {}\nDATA binary\n",
      oneLine(notes.axes), oneLine(notes.scale), oneLine(notes.camera), fields, sizes, types, counts,
      cloud.count, cloud.count);
}

void appendPcdPoints(const PointCloud& cloud, std::string& bytes) {
  checkCloud(cloud);
  const size_t stride = 12 + (cloud.rgb ? 4 : 0) + (cloud.class_id ? 4 : 0);
  bytes.reserve(bytes.size() + stride * static_cast<size_t>(cloud.size()));
  const at::Tensor xyz = cloud.xyz.cpu().contiguous();
  const at::Tensor rgb = cloud.rgb ? cloud.rgb->cpu().contiguous() : at::Tensor();
  const at::Tensor ids = cloud.class_id ? cloud.class_id->cpu().contiguous() : at::Tensor();
  for (int64_t i = 0; i < cloud.size(); ++i) {
    bytes.append(reinterpret_cast<const char*>(xyz.const_data_ptr<float>() + 3 * i), 12);
    if (cloud.rgb) {
      const uint8_t* c = rgb.const_data_ptr<uint8_t>() + 3 * i;
      append(bytes, uint32_t{c[0]} << 16U | uint32_t{c[1]} << 8U | c[2]);
    }
    if (cloud.class_id) append(bytes, ids.const_data_ptr<uint8_t>()[i]);
  }
}

std::string encodePcd(const PointCloud& cloud, const CloudNotes& notes) {
  std::string bytes = pcdHeader(fieldsOf(cloud), notes);
  appendPcdPoints(cloud, bytes);
  return bytes;
}

Status writePcd(const std::filesystem::path& path, const PointCloud& cloud, const CloudNotes& notes) {
  return writeWhole(path, encodePcd(cloud, notes));
}

}  // namespace kerb
