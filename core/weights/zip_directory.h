// The table of contents of a zip archive as PyTorch writes it: entries stored without compression.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/result.h"
#include "core/weights/byte_source.h"

namespace kerb {

struct ZipEntry {
  uint64_t offset = 0;  ///< of the data in the file
  uint64_t bytes = 0;
  uint32_t crc32 = 0;
};

/// Entries by name, all inside the file. Not a zip, truncated, compressed or encrypted: an Error. After
/// PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3 (zip64).
Result<std::map<std::string, ZipEntry>> readZipDirectory(const ByteSource& source);

}  // namespace kerb
