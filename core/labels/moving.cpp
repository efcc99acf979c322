#include "core/labels/moving.h"

#include <algorithm>

namespace kerb {

std::array<bool, 256> movingClasses(Taxonomy taxonomy) {
  // As Cityscapes and as CamVid spell them.
  constexpr std::array<std::string_view, 11> kNames{"person", "rider",      "car",        "truck",
                                                    "bus",    "train",      "motorcycle", "bicycle",
                                                    "Car",    "Pedestrian", "Bicyclist"};
  std::array<bool, 256> moving{};
  const auto known = classes(taxonomy);
  for (size_t id = 0; id < known.size(); ++id)
    moving[id] = std::ranges::find(kNames, known[id].name) != kNames.end();
  return moving;
}

}  // namespace kerb
