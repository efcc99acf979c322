#include "core/source/cityscapes_camera.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"

namespace kerb {
namespace {

constexpr int64_t kWidth = 2048;
constexpr int64_t kHeight = 1024;

Result<double> numberAt(const nlohmann::json& document, const char* group, const char* key,
                        const std::string& name) {
  const auto found = document.find(group);
  if (found == document.end() || !found->is_object() || !found->contains(key) || !(*found)[key].is_number())
    return Error{fmt::format("has no number {}.{}", group, key), name, "Is this a Cityscapes camera file?"};
  return (*found)[key].get<double>();
}

}  // namespace

Result<CityscapesCamera> parseCityscapesCamera(std::string_view text, const std::string& name) {
  const auto document = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return Error{"is no JSON object", name};
  KERB_TRY(const double baseline_m, numberAt(document, "extrinsic", "baseline", name));
  KERB_TRY(const double fx, numberAt(document, "intrinsic", "fx", name));
  KERB_TRY(const double fy, numberAt(document, "intrinsic", "fy", name));
  KERB_TRY(const double cx, numberAt(document, "intrinsic", "u0", name));
  KERB_TRY(const double cy, numberAt(document, "intrinsic", "v0", name));
  if (!(baseline_m > 0))
    return Error{fmt::format("extrinsic.baseline is {}, expected > 0", baseline_m), name};
  CityscapesCamera camera;
  camera.view.camera = Camera::fromPixels(fx, fy, cx, cy, kWidth, kHeight, CameraOrigin::calibration, name);
  KERB_CHECK(camera.view.camera.check());
  camera.view.partner = camera.view.camera;
  camera.view.baseline_m = baseline_m;
  camera.focal_baseline = fx * baseline_m;
  return camera;
}

Result<CityscapesCamera> readCityscapesCamera(const std::filesystem::path& file) {
  KERB_TRY(const std::string text, readWhole(file, uint64_t{1} << 20));
  return parseCityscapesCamera(text, file.string());
}

RigView usualCityscapesView() {
  RigView view;
  view.camera =
      Camera::fromPixels(2262.52, 2262.52, 1096.98, 513.1, kWidth, kHeight, CameraOrigin::kitti_default,
                         "Cityscapes' usual camera (a guess: no camera file)");
  return view;
}

}  // namespace kerb
