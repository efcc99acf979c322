// One frame as a record of a shard: a JSON text that says what it is, and the bytes of its parts.
// docs/formats.md, "Shards", has the format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"
#include "core/frame/frame.h"

namespace kerb::shard {

/// Why a record is there.
enum class Role {
  target,     ///< a frame of the shard
  neighbour,  ///< only reached as t-1 or t+1 of a target: the source of a split has such frames
  skipped,    ///< a frame of the source that could not be read; no parts
};

/// A part's bytes follow the JSON in the order of the list, without gaps.
struct Part {
  std::string name;  ///< "image", "depth" ...
  at::Tensor bytes;  ///< contiguous, on the CPU; images are [H,W,3]
};

struct Record {
  Role role = Role::target;
  int64_t source_index = 0;
  std::string clip;            ///< Frame::clip
  int64_t number_in_clip = 0;  ///< >= 0
  std::string json;            ///< all of the above again, with shape, type and checksum of every part
  std::vector<Part> parts;
};

/// Everything that the frame has. `source_index` is its index in the source that was packed, of a neighbour
/// that of its target.
Record encode(const Frame& frame, Role role, int64_t source_index);
/// For a frame that could not be read.
Record encodeSkipped(int64_t source_index, const std::string& why);

/// Where a part lies behind the record's JSON.
struct PartPlace {
  std::string name;
  at::ScalarType type;
  std::vector<int64_t> shape;
  uint64_t offset = 0, size = 0;  ///< in bytes
  uint32_t checksum = 0;          ///< CRC-32C
};

/// A parsed JSON text of a record. Wrong types, absurd shapes, parts that overlap: an Error without a place.
struct Description {
  Role role = Role::target;
  int64_t source_index = 0;
  Frame frame;  ///< without tensors
  bool has_stereo = false;
  std::string why_skipped;
  std::vector<PartPlace> parts;
};
Result<Description> parseDescription(std::string_view json);

/// Whether the caller wants the part of this name.
bool isWanted(const std::string& name, const FrameParts& parts);
/// Puts a part's tensor where it belongs in the frame.
void attach(Frame& frame, const std::string& name, const at::Tensor& bytes);

nlohmann::json toJson(const Camera& camera);
Camera cameraFrom(const nlohmann::json& json);  ///< throws nlohmann::json::exception

}  // namespace kerb::shard
