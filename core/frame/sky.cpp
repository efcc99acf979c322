#include "core/frame/sky.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr uint8_t kSkyId = 10;  // Cityscapes train id
constexpr std::array<SkyColour, 5> kSkies{
    {{60, 110, 200}, {150, 195, 240}, {238, 238, 238}, {150, 155, 165}, {235, 190, 150}}};
constexpr int64_t kCloudRows = 4, kCloudColumns = 7;

SkyColour between(const SkyColour& a, const SkyColour& b, double share) {
  SkyColour mixed{};
  for (size_t c = 0; c < mixed.size(); ++c) mixed[c] = (1 - share) * a[c] + share * b[c];
  return mixed;
}

const SkyColour& anySky(Draws& draws) { return kSkies.at(draws.below(kSkies.size())); }

/// [1,1,H,W], -1 to 1.
at::Tensor cloudsOver(int64_t height, int64_t width, uint64_t seed) {
  const at::Tensor few = at::empty({1, 1, kCloudRows, kCloudColumns});
  Draws draws{seed};
  auto* value = few.mutable_data_ptr<float>();
  for (int64_t i = 0; i < few.numel(); ++i) value[i] = static_cast<float>(draws.uniform(-1, 1));
  return at::upsample_bilinear2d(few, {height, width}, /*align_corners=*/true);
}

at::Tensor column(const SkyColour& colour) {
  at::Tensor values = at::empty({3, 1, 1});
  std::ranges::copy(colour, values.mutable_data_ptr<float>());
  return values;
}

}  // namespace

Sky drawSky(Draws& draws) {
  Sky sky;
  const SkyColour& first = anySky(draws);
  const SkyColour& second = anySky(draws);
  sky.zenith = between(first, second, draws.uniform());
  const SkyColour& third = anySky(draws);
  sky.horizon = between(sky.zenith, third, draws.uniform());
  const double brightness = draws.uniform(0.6, 1.1);
  for (SkyColour* colour : {&sky.zenith, &sky.horizon})
    for (double& value : *colour) value *= brightness;
  sky.tilt = draws.uniform(-40, 40);
  sky.clouds = draws.chance(2.0 / 3) ? draws.uniform(0, 45) : 0;
  sky.cloud_seed = draws.next();
  return sky;
}

at::Tensor withSky(const at::Tensor& image, const at::Tensor& labels, const Sky& sky) {
  expectShape(image, {3, "H", "W"});
  expectType(image, at::kByte);
  const int64_t height = image.size(1), width = image.size(2);
  expectShape(labels, {height, width});
  expectType(labels, at::kByte);
  const at::Tensor is_sky = labels == kSkyId;
  const at::Tensor rows = is_sky.any(1).nonzero();
  if (rows.numel() == 0) return image.clone();
  const double lowest = std::max<double>(1, rows[-1].item<double>());
  const at::Tensor down = at::arange(height, at::kFloat).div(lowest).clamp_max(1).view({1, height, 1});
  at::Tensor painted = column(sky.zenith) + (column(sky.horizon) - column(sky.zenith)) * down;
  painted = painted + at::linspace(-sky.tilt / 2, sky.tilt / 2, width).view({1, 1, width});
  if (sky.clouds > 0) painted = painted + sky.clouds * cloudsOver(height, width, sky.cloud_seed)[0];
  // Its border is as soft as that of the picture: a hard one would give away that the sky is painted.
  const at::Tensor share =
      at::avg_pool2d(is_sky.to(at::kFloat).view({1, 1, height, width}), {3, 3}, {1, 1}, {1, 1},
                     /*ceil_mode=*/false, /*count_include_pad=*/false)[0];
  return (share * painted + (1 - share) * image).round().clamp(0, 255).to(at::kByte);
}

}  // namespace kerb
