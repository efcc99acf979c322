#include "core/source/mat_file.h"

#include <array>
#include <fstream>
#include <memory>
#include <mutex>
#include <numeric>

#include <ATen/ATen.h>
#include <fmt/format.h>

#ifdef KERB_MATIO
#include <matio.h>
#endif

#include "core/base/file.h"

namespace kerb {
namespace fs = std::filesystem;

#ifdef KERB_MATIO
namespace {

Result<at::ScalarType> scalarType(const matvar_t& array) {
  switch (array.class_type) {
    case MAT_C_DOUBLE:
      return at::kDouble;
    case MAT_C_SINGLE:
      return at::kFloat;
    case MAT_C_UINT8:
      return at::kByte;
    case MAT_C_INT16:
      return at::kShort;
    case MAT_C_INT32:
      return at::kInt;
    default:
      return Error{"is no array of double, single, uint8, int16 or int32 numbers"};
  }
}

Result<at::Tensor> toTensor(const matvar_t& array) {
  KERB_TRY(const at::ScalarType type, scalarType(array));
  if (array.isComplex != 0 || array.data == nullptr || array.rank < 1) return Error{"holds no real numbers"};
  std::vector<int64_t> sizes(array.dims, array.dims + array.rank);
  if (array.nbytes != static_cast<size_t>(c10::multiply_integers(sizes)) * c10::elementSize(type))
    return Error{"is cut: it holds fewer numbers than it announces"};
  // MATLAB stores columns first: as rows of the dimensions in reverse.
  std::vector<int64_t> reversed(sizes.rbegin(), sizes.rend());
  std::vector<int64_t> order(sizes.size());
  std::iota(order.rbegin(), order.rend(), 0);
  return at::from_blob(array.data, reversed, at::TensorOptions().dtype(type))
      .permute(order)
      .to(at::kDouble)
      .contiguous()
      .clone();
}

/// Walks the elements of a level 5 file: libmatio reads what is cut off as zeros.
Status checkWhole(const fs::path& file) {
  constexpr uint64_t kHeader = 128;
  constexpr uint64_t kTag = 8;
  std::error_code failure;
  const uint64_t size = fs::file_size(file, failure);
  std::ifstream stream(file, std::ios::binary);
  // The last two bytes of the header are 'MI' as a 16-bit number: in the file 'IM', or 'MI' if it was written
  // big-endian, by a machine that few have seen since.
  std::array<char, 2> order{};
  stream.seekg(kHeader - 2);
  stream.read(order.data(), order.size());
  if (stream && order == std::array{'M', 'I'})
    return Error{"is big-endian, which Kerb does not read", file.string(),
                 "Load and save it again with MATLAB, Octave or SciPy"};
  for (uint64_t at = kHeader; at < size;) {
    std::array<unsigned char, kTag> tag{};
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(reinterpret_cast<char*>(tag.data()), kTag);
    const uint64_t bytes =
        tag[4] | uint64_t{tag[5]} << 8U | uint64_t{tag[6]} << 16U | uint64_t{tag[7]} << 24U;
    if (!stream || bytes > size - at - kTag)
      return Error{fmt::format("is cut: the element at byte {} does not end within its {} bytes", at, size),
                   file.string(), "Copy or unpack it again"};
    at += kTag + bytes;
  }
  return {};
}

}  // namespace

bool readsMatFiles() { return true; }

Result<at::Tensor> readMatArray(const fs::path& file, const std::string& variable) {
  // Files of version 7.3 are HDF5, which Debian builds without locks.
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  std::error_code failure;
  if (!fs::is_regular_file(file, failure)) return Error{"is no file", file.string()};
  Mat_LogInitFunc("kerb", [](int, char*) {});  // it prints to stderr otherwise
  const std::unique_ptr<mat_t, int (*)(mat_t*)> opened(Mat_Open(file.c_str(), MAT_ACC_RDONLY), Mat_Close);
  if (!opened) return Error{"is no readable MATLAB file", file.string()};
  if (Mat_GetVersion(opened.get()) == MAT_FT_MAT5) KERB_CHECK(checkWhole(file));
  const std::unique_ptr<matvar_t, void (*)(matvar_t*)> array(Mat_VarRead(opened.get(), variable.c_str()),
                                                             Mat_VarFree);
  if (!array) return Error{fmt::format("has no readable array '{}'", variable), file.string()};
  auto tensor = toTensor(*array);
  if (!tensor) return Error{fmt::format("'{}' {}", variable, tensor.error().what), file.string()};
  return tensor;
}
#else
bool readsMatFiles() { return false; }

Result<at::Tensor> readMatArray(const fs::path& file, const std::string&) {
  return Error{"is a MATLAB file, and this Kerb was built without libmatio", file.string(),
               "Install libmatio-dev and build again"};
}
#endif

}  // namespace kerb
