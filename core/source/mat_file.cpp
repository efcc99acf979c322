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

constexpr uint64_t kHeader = 128;

/// Level 5 is what MATLAB 5 to 7 and SciPy write. Level 4 has no arrays of three dimensions; that of
/// MATLAB 7.3 is HDF5.
Status checkHeader(std::ifstream& stream, const fs::path& file) {
  std::array<unsigned char, kHeader> header{};
  stream.read(reinterpret_cast<char*>(header.data()), header.size());
  const int version = header[124] | header[125] << 8;
  const std::string_view order(reinterpret_cast<const char*>(header.data()) + 126, 2);
  // 'MI' as a 16-bit number: bytes in this order come from a big-endian machine, which few have seen since.
  if (stream && order == "MI")
    return Error{"is big-endian, which Kerb does not read", file.string(),
                 "Load and save it again with MATLAB, Octave or SciPy"};
  if (stream && order == "IM" && version == 0x0200)
    return Error{"is of MATLAB 7.3, which Kerb does not read", file.string(), "Save it again with -v7"};
  if (!stream || order != "IM" || version != 0x0100)
    return Error{"is no MATLAB file of level 5 (MATLAB 5 to 7)", file.string()};
  return {};
}

/// Walks the elements: libmatio reads what is cut off as zeros.
Status checkWhole(std::ifstream& stream, uint64_t size, const fs::path& file) {
  constexpr uint64_t kTag = 8;
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

/// libmatio believes what the array says of its size and allocates it; a file of `size` bytes cannot unpack
/// to more than deflate's best (1032 bytes of one).
Status checkSize(const matvar_t& array, uint64_t size) {
  constexpr uint64_t kMostPerByte = 1032;
  uint64_t numbers = 1;
  for (int i = 0; i < array.rank; ++i) {
    if (array.dims[i] != 0 && numbers > size * kMostPerByte / array.dims[i])
      return Error{"announces more numbers than its file can hold"};
    numbers *= array.dims[i];
  }
  return {};
}

}  // namespace

bool readsMatFiles() { return true; }

Result<at::Tensor> readMatArray(const fs::path& file, const std::string& variable) {
  std::error_code failure;
  if (!fs::is_regular_file(file, failure)) return Error{"is no file", file.string()};
  const uint64_t size = fs::file_size(file, failure);
  std::ifstream stream(file, std::ios::binary);
  KERB_CHECK(checkHeader(stream, file));
  KERB_CHECK(checkWhole(stream, size, file));
  static std::once_flag silent;
  std::call_once(silent,
                 [] { Mat_LogInitFunc("kerb", [](int, char*) {}); });  // it prints to stderr otherwise
  const std::unique_ptr<mat_t, int (*)(mat_t*)> opened(Mat_Open(file.c_str(), MAT_ACC_RDONLY), Mat_Close);
  if (!opened) return Error{"is no readable MATLAB file", file.string()};
  const std::unique_ptr<matvar_t, void (*)(matvar_t*)> array(Mat_VarReadInfo(opened.get(), variable.c_str()),
                                                             Mat_VarFree);
  if (!array) return Error{fmt::format("has no readable array '{}'", variable), file.string()};
  if (const auto fits = checkSize(*array, size); !fits)
    return Error{fmt::format("'{}' {}", variable, fits.error().what), file.string()};
  if (Mat_VarReadDataAll(opened.get(), array.get()) != 0)
    return Error{fmt::format("'{}' cannot be read", variable), file.string()};
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
