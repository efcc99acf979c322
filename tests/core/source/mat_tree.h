// MATLAB files of level 5 as tests write them, from MathWorks' "MAT-File Format".
#pragma once

#include <cstring>

#include "tests/core/source/tree.h"

namespace kerb {

template <class T>
void append(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

/// A data element of MATLAB's level 5 format: type, size, data padded to 8 bytes.
inline void element(std::string& out, uint32_t type, const std::string& data) {
  append(out, type);
  append(out, static_cast<uint32_t>(data.size()));
  out += data;
  out.append((8 - data.size() % 8) % 8, '\0');
}

inline constexpr uint32_t kDouble = 9;

/// Level 5, one array of class double (or of another in the word of flags) whose numbers are stored as
/// `type`; in a compressed element as MATLAB writes it by default, or bare.
inline std::string matOf(const std::string& name, const std::vector<int32_t>& sizes, uint32_t type,
                         const std::string& numbers, bool compressed = true, uint32_t flag_word = 6) {
  constexpr uint32_t kInt8 = 1;
  constexpr uint32_t kInt32 = 5;
  constexpr uint32_t kUint32 = 6;
  constexpr uint32_t kMatrix = 14;
  std::string flags;
  append(flags, flag_word);
  append(flags, uint32_t{0});
  std::string dimensions;
  for (const int32_t size : sizes) append(dimensions, size);
  std::string array;
  element(array, kUint32, flags);
  element(array, kInt32, dimensions);
  element(array, kInt8, name);
  element(array, type, numbers);
  std::string out = "MATLAB 5.0 MAT-file, written by a test";
  out.resize(124, ' ');
  append(out, uint16_t{0x0100});
  out += "IM";
  std::string matrix;
  element(matrix, kMatrix, array);
  if (!compressed) return out + matrix;
  constexpr uint32_t kCompressed = 15;
  const std::string packed = zlibStored(matrix);
  append(out, kCompressed);
  append(out, static_cast<uint32_t>(packed.size()));
  return out + packed;
}

/// value(row, column, page) as doubles.
template <class Value>
std::string mat(const std::string& name, int rows, int columns, int pages, Value value,
                bool compressed = true) {
  std::string numbers;
  for (int page = 0; page < pages; ++page) {
    for (int column = 0; column < columns; ++column) {
      for (int row = 0; row < rows; ++row) append(numbers, static_cast<double>(value(row, column, page)));
    }
  }
  return matOf(name, {rows, columns, pages}, kDouble, numbers, compressed);
}

}  // namespace kerb
