#include "core/source/kitti_rig.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kerb {
namespace fs = std::filesystem;

Result<RigCamera> rigCamera(const Calibration& calibration, const std::string& key, ImageSize size) {
  KERB_TRY(const Matrix34d projection, calibration.projection(key));
  KERB_TRY(Camera camera, cameraFromProjection(projection, size.width, size.height, calibration.name()));
  return RigCamera{projection, std::move(camera), size};
}

Status setPartner(RigView& view, const RigCamera& target, const RigCamera& partner, const std::string& name) {
  KERB_TRY(view.baseline_m, baselineFromProjections(target.projection, partner.projection, name));
  view.partner = partner.camera;
  return {};
}

CameraPair cameraPair(bool colour, char side) {
  const int left = colour ? 2 : 0;
  return side == 'r' ? CameraPair{left + 1, left} : CameraPair{left, left + 1};
}

char sideOf(const SourceOptions& options, char line_side) {
  if (line_side != '\0') return line_side;
  return options.side == "right" ? 'r' : 'l';
}

bool wantsColour(const SourceOptions& options, char side, const std::function<fs::path(int)>& of) {
  if (options.colour != "auto") return options.colour == "colour";
  return isFolder(of(cameraPair(true, side).target)) || !isFolder(of(cameraPair(false, side).target));
}

Result<NumberedFolder> FolderCache::at(const fs::path& folder, const NumberedName& names) {
  const auto found = folders_.find(folder);
  if (found != folders_.end()) return found->second;
  KERB_TRY(NumberedFolder listed, NumberedFolder::list(folder, names));
  return folders_.emplace(folder, std::move(listed)).first->second;
}

std::string partnerNote(const std::string& partner, const std::vector<std::string>& drives) {
  if (drives.empty()) return "";
  const auto named = static_cast<ptrdiff_t>(std::min<size_t>(drives.size(), 3));
  const std::string more = drives.size() > 3 ? fmt::format(" and {} more", drives.size() - 3) : std::string();
  return fmt::format("no stereo: {} is missing in {}{}", partner,
                     fmt::join(drives.begin(), drives.begin() + named, ", "), more);
}

}  // namespace kerb
