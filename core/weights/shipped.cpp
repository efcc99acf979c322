#include "core/weights/shipped.h"

#include <system_error>

#include "core/base/resources.h"

namespace kerb {

std::filesystem::path shippedWeights(const std::string& name) {
  std::error_code ignored;
  for (const std::filesystem::path& folder : resourceFolders("weights")) {
    std::filesystem::path file = folder / (name + ".safetensors");
    if (std::filesystem::is_regular_file(file, ignored)) return file;
  }
  return {};
}

}  // namespace kerb
