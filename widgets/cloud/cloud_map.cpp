#include "widgets/cloud/cloud_map.h"

#include <algorithm>

#include "core/prediction/collected_view.h"

namespace kerb {
void CloudMap::clear() {
  kept_.clear();
  points_ = 0;
}

bool CloudMap::isNew(const BuiltCloud& built) const {
  return std::ranges::none_of(kept_, [&](const Kept& each) {
    return each.index == built.index || isSameView(each.world_from_camera, *built.world_from_camera);
  });
}

/// One bar tells the colours of all that is collected.
bool CloudMap::goesOn(const BuiltCloud& built) const {
  return built.kept && built.settings == settings_ &&
         (built.settings.colours != CloudColours::depth || built.bar == bar_);
}

void CloudMap::keep(const BuiltCloud& built) {
  if (!isNew(built)) return;
  kept_.push_back({built.index, built.kept, *built.world_from_camera});
  points_ += built.kept->size();
  while (points_ > most_points_ && kept_.size() > 1) {
    points_ -= kept_.front().points->size();
    kept_.pop_front();
  }
}

std::shared_ptr<const CloudContent> CloudMap::add(const BuiltCloud& built) {
  auto content = std::make_shared<CloudContent>();
  content->frustum = built.frustum;
  content->clouds.push_back({built.points});
  if (!goesOn(built)) clear();
  settings_ = built.settings;
  bar_ = built.bar;
  if (!built.kept) return content;
  for (const Kept& each : kept_) {
    if (each.index != built.index)
      content->clouds.push_back({each.points, built.world_from_camera->inverse() * each.world_from_camera});
  }
  keep(built);
  return content;
}

}  // namespace kerb
