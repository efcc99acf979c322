#include "core/base/checksums.h"

#include <array>
#include <cstring>

#ifdef __x86_64__
#include <nmmintrin.h>
#endif

namespace kerb {
namespace {

constexpr uint32_t kCastagnoli = 0x82F63B78, kZip = 0xEDB88320;  // reflected

using Table = std::array<uint32_t, 256>;

constexpr Table tableOf(uint32_t polynomial) {
  Table rows{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t row = i;
    for (int bit = 0; bit < 8; ++bit) row = row >> 1U ^ (polynomial & (0U - (row & 1U)));
    rows[i] = row;
  }
  return rows;
}

uint32_t byTable(const Table& table, const uint8_t* bytes, size_t size, uint32_t crc) {
  for (size_t i = 0; i < size; ++i) crc = crc >> 8U ^ table[(crc ^ bytes[i]) & 0xFFU];
  return crc;
}

#ifdef __x86_64__
/// The processor's own instruction, 8 bytes at a time.
[[gnu::target("sse4.2")]] uint32_t byInstruction(const uint8_t* bytes, size_t size, uint32_t crc) {
  uint64_t wide = crc;
  for (; size >= 8; bytes += 8, size -= 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = static_cast<uint32_t>(wide);
  for (; size > 0; ++bytes, --size) crc = _mm_crc32_u8(crc, *bytes);
  return crc;
}
#endif

}  // namespace

uint32_t crc32c(const void* bytes, size_t size, uint32_t before) {
  const auto* data = static_cast<const uint8_t*>(bytes);
#ifdef __x86_64__
  if (__builtin_cpu_supports("sse4.2")) return ~byInstruction(data, size, ~before);
#endif
  static constexpr Table kTable = tableOf(kCastagnoli);
  return ~byTable(kTable, data, size, ~before);
}

uint32_t crc32(const void* bytes, size_t size) {
  static constexpr Table kTable = tableOf(kZip);
  return ~byTable(kTable, static_cast<const uint8_t*>(bytes), size, ~uint32_t{0});
}

}  // namespace kerb
