// Checksums of file formats.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kerb {

/// CRC-32C (Castagnoli): shards, checkpoints, TensorBoard's event files. Of `size` bytes; `before` is the
/// checksum of what came before them (0 at the start). crc32c("123456789", 9) == 0xE3069283.
uint32_t crc32c(const void* bytes, size_t size, uint32_t before = 0);

/// CRC-32 of PNG and zip. crc32("123456789", 9) == 0xCBF43926.
uint32_t crc32(const void* bytes, size_t size);

}  // namespace kerb
