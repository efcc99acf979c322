#include "core/prediction/ply.h"

#include <cstring>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/prediction/cloud_checks.h"

namespace kerb {
namespace {

std::string_view text(ScaleKind kind) {
  switch (kind) {
    case ScaleKind::metric:
      return "metric";
    case ScaleKind::aligned:
      return "aligned";
    case ScaleKind::relative:
      break;
  }
  return "relative";
}

const uint8_t* bytesOf(const at::Tensor& tensor) { return tensor.const_data_ptr<uint8_t>(); }

at::Tensor onCpu(const std::optional<at::Tensor>& tensor) {
  return tensor ? tensor->to(at::kCPU).contiguous() : at::empty({0}, at::kByte);
}

}  // namespace

CloudNotes cloudNotes(const DepthScale& scale, const Camera& camera) {
  const auto kind = text(scale.kind);
  return {scale.how.empty() ? std::string(kind) : fmt::format("{} ({})", kind, scale.how),
          camera.origin_text};
}

CloudFields fieldsOf(const PointCloud& cloud) {
  return {cloud.size(), cloud.rgb.has_value(), cloud.class_id.has_value()};
}

std::string plyHeader(const CloudFields& fields, const CloudNotes& notes) {
  std::string header = fmt::format(
      "ply\nformat binary_little_endian 1.0\ncomment written by Kerb; {}\ncomment scale: {}\n"
      "comment camera: {}\nelement vertex {}\nproperty float x\nproperty float y\nproperty float z\n",
      oneLine(notes.axes), oneLine(notes.scale), oneLine(notes.camera), fields.count);
  if (fields.has_rgb) header += "property uchar red\nproperty uchar green\nproperty uchar blue\n";
  if (fields.has_class) header += "property uchar class\n";
  return header + "end_header\n";
}

void appendPlyPoints(const PointCloud& cloud, std::string& bytes) {
  checkCloud(cloud);
  const size_t begin = bytes.size();
  const size_t stride = 12 + (cloud.rgb ? 3 : 0) + (cloud.class_id ? 1 : 0);
  bytes.resize(begin + stride * static_cast<size_t>(cloud.size()));
  const at::Tensor xyz = cloud.xyz.to(at::kCPU).contiguous();
  const at::Tensor rgb = onCpu(cloud.rgb);
  const at::Tensor class_id = onCpu(cloud.class_id);
  at::parallel_for(0, cloud.size(), 1 << 14, [&](int64_t first, int64_t last) {
    char* out = bytes.data() + begin + stride * static_cast<size_t>(first);
    for (int64_t i = first; i < last; ++i, out += stride) {
      std::memcpy(out, xyz.const_data_ptr<float>() + 3 * i, 12);
      if (cloud.rgb) std::memcpy(out + 12, bytesOf(rgb) + 3 * i, 3);
      if (cloud.class_id) out[stride - 1] = static_cast<char>(bytesOf(class_id)[i]);
    }
  });
}

std::string encodePly(const PointCloud& cloud, const CloudNotes& notes) {
  std::string bytes = plyHeader(fieldsOf(cloud), notes);
  appendPlyPoints(cloud, bytes);
  return bytes;
}

Status writePly(const std::filesystem::path& path, const PointCloud& cloud, const CloudNotes& notes) {
  return writeWhole(path, encodePly(cloud, notes));
}

Result<PointCloud> readPly(const std::filesystem::path& path) {
  KERB_TRY(const std::string bytes, readWhole(path));
  return parsePly(bytes, path.string());
}

}  // namespace kerb
