#include "core/source/unfinished.h"

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {
namespace fs = std::filesystem;

Status checkFinished(const fs::path& path) {
  constexpr int kDeepest = 4;
  std::error_code failure;
  fs::path folder = fs::absolute(path, failure);
  for (int i = 0; i <= kDeepest && !folder.empty(); ++i, folder = folder.parent_path()) {
    const fs::path marker = folder / kUnfinishedMarker;
    if (!fs::exists(marker, failure)) continue;
    const auto command = readWhole(marker, 1 << 16);
    return Error{"is not whole: it is being written, or writing it was stopped", folder.string(),
                 fmt::format("Finish it with: {} --out {}; or delete {} to read what is there",
                             command && !command->empty() ? *command : "kerb synth", folder.string(),
                             marker.string())};
  }
  return {};
}

}  // namespace kerb
