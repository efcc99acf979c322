#include "core/source/truth_maps.h"

#include <limits>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/source/image_file.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

Result<at::Tensor> read16(const fs::path& file) {
  KERB_TRY(at::Tensor stored, readSingleChannel(file));
  if (stored.scalar_type() != at::kInt) return Error{"has 8 bits, expected 16", file.string()};
  return stored;
}

}  // namespace

Result<at::Tensor> readScaledDepth(const fs::path& file, double metres_per_count) {
  KERB_TRY(const at::Tensor stored, read16(file));
  return stored.to(at::kFloat).mul_(metres_per_count);
}

Result<at::Tensor> readDisparityAsDepth(const fs::path& file, double focal_baseline) {
  constexpr double kFarthest_m = 500;
  KERB_TRY(const at::Tensor stored, read16(file));
  const at::Tensor disparity_px = (stored.to(at::kFloat) - 1) / 256;
  const at::Tensor depth = (focal_baseline / disparity_px).clamp_max(kFarthest_m);  // x / 0 is infinite
  return depth.masked_fill_(stored == 0, 0);
}

Result<at::Tensor> readLabels(const fs::path& file, const LabelTable& table) {
  KERB_TRY(const at::Tensor stored, readSingleChannel(file));
  if (stored.scalar_type() != at::kByte) return Error{"has 16 bits, expected labels of 8", file.string()};
  return mapLabels(stored, table);
}

Result<at::Tensor> readKittiInstances(const fs::path& file) {
  KERB_TRY(at::Tensor stored, read16(file));
  return stored.masked_fill_(stored.remainder(256) == 0, 0);
}

Result<at::Tensor> readCityscapesInstances(const fs::path& file) {
  KERB_TRY(at::Tensor stored, read16(file));
  return stored.masked_fill_(stored < 1000, 0);
}

Result<at::Tensor> readFlow(const fs::path& file) {
  KERB_TRY(const at::Tensor stored, readColour16(file));
  const at::Tensor flow = at::empty({2, stored.size(0), stored.size(1)}, at::kFloat);
  for (int64_t axis = 0; axis < 2; ++axis) {
    const auto pixels = static_cast<double>(stored.size(1 - axis) - 1);
    // In double: 65535 levels over 1242 px leave a float little room.
    const at::Tensor unit = stored.select(2, axis).to(at::kDouble) * (2.0 / 65535) - 1;
    flow[axis].copy_(unit * pixels);
  }
  return flow.masked_fill_(stored.select(2, 2) == 0, std::numeric_limits<float>::quiet_NaN());
}

}  // namespace kerb
