// The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes without gaps.
// https://huggingface.co/docs/safetensors, section "Format".
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/weights/weights.h"

namespace kerb {

struct Safetensors {
  TensorMap tensors;
  std::map<std::string, std::string> metadata;
};

/// Reads every tensor into memory of its own (types F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL). Not
/// safetensors, truncated, a header above 100 MB, a name that comes twice, holes, overlaps, bytes left over:
/// an Error that names the tensor and the byte.
Result<Safetensors> readSafetensors(const std::filesystem::path& path);
/// The same of bytes in memory; `name` is what errors call them.
Result<Safetensors> parseSafetensors(std::string_view bytes, const std::string& name);

/// Writes whole, then renames. Tensors may be on any device and strided; one at a time is copied if so, and
/// streamed to the disk. The same tensors and metadata always give the same bytes: ordered by falling element
/// size (which keeps every tensor aligned), then by name.
Status writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors,
                        const std::map<std::string, std::string>& metadata);

}  // namespace kerb
