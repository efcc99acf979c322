#include "core/base/resources.h"

namespace kerb {
namespace fs = std::filesystem;

std::vector<fs::path> resourceFolders(const std::string& kind) {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  std::vector<fs::path> found;
  // bin/kerb or libexec/kerb/kerb-main
  for (const fs::path& folder : {program / "../share/kerb" / kind, program / "../../share/kerb" / kind}) {
    if (fs::is_directory(folder, ignored)) found.push_back(folder.lexically_normal());
  }
  return found;
}

}  // namespace kerb
