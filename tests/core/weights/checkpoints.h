// The checkpoints that make_pth.py writes, and the numbers in them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/temporary_folder.h"

namespace kerb {

inline bool hasPython() {
  static const bool found =
      std::system("python3 -c '' > /dev/null 2>&1") == 0;  // NOLINT(concurrency-mt-unsafe)
  return found;
}

/// Runs make_pth.py with these arguments.
inline bool makePth(const std::string& arguments) {
  const std::string command = "python3 '" KERB_SOURCE_DIR "/tests/core/weights/make_pth.py' " + arguments;
  return std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
}

/// What make_pth.py puts into a tensor of this name, shape and type.
inline at::Tensor expectedTensor(const std::string& name, at::IntArrayRef shape, at::ScalarType type) {
  const at::Tensor index = at::arange(c10::multiply_integers(shape), at::kLong);
  at::Tensor values = index.remainder(97);
  if (type == at::kBool) values = index.remainder(3) == 0;
  if (c10::isFloatingType(type))
    values = values.to(at::kDouble) / 8 - 4 + static_cast<double>(name.size() % 8);
  return values.to(type).reshape(shape);
}

inline std::string bytesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeBytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace kerb

#define KERB_NEEDS_PYTHON() \
  if (!::kerb::hasPython()) GTEST_SKIP() << "python3 is missing, which writes the checkpoints of this test"
