// MATLAB files, through libmatio, which reads them from a disk only.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <ATen/ATen.h>
#include <unistd.h>

#include "core/source/mat_file.h"

namespace {

/// A file in memory, where there is such a place; removed with the process.
class Scratch {
 public:
  Scratch() {
    const std::filesystem::path memory = "/dev/shm";
    const auto top = std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
    path_ = top / ("kerb_mat_fuzz_" + std::to_string(::getpid()) + ".mat");
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Scratch scratch;
  std::ofstream(scratch.path(), std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto grid = kerb::readMatArray(scratch.path(), "Position3DGrid");
  if (grid && !grid->is_contiguous()) __builtin_trap();
  return 0;
}
