#include "bench/numbered_files.h"

#include <fstream>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/source/image_file.h"

namespace kerb::bench {

namespace fs = std::filesystem;

Status writeNumbered(const fs::path& folder, int64_t count, const std::string& extension) {
  fs::create_directories(folder);
  for (int64_t i = 0; i < count; ++i) {
    const fs::path file = folder / fmt::format("{:010}{}", i, extension);
    if (i == 0 && extension == ".png") {
      KERB_CHECK(writeImage(file, at::zeros({3, 4, 8}, at::kByte)));
    } else {
      const std::ofstream empty(file);
      if (!empty) return Error{"cannot create the file", file.string()};
    }
  }
  return {};
}

}  // namespace kerb::bench
