// CRC-32C (Castagnoli), the checksum of shards and of TensorBoard's event files.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kerb {

/// Of `size` bytes; `before` is the checksum of what came before them (0 at the start).
/// crc32c("123456789", 9) == 0xE3069283.
uint32_t crc32c(const void* bytes, size_t size, uint32_t before = 0);

}  // namespace kerb
