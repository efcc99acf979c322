#include "core/source/shard_record.h"

#include <array>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/checksums.h"

namespace kerb::shard {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<Role, const char*>, 3> kRoles{
    {{Role::target, "target"}, {Role::neighbour, "neighbour"}, {Role::skipped, "skipped"}}};
constexpr std::array<std::pair<CameraOrigin, const char*>, 4> kOrigins{
    {{CameraOrigin::calibration, "calibration"},
     {CameraOrigin::file, "file"},
     {CameraOrigin::given, "given"},
     {CameraOrigin::kitti_default, "kitti_default"}}};
constexpr std::array<std::pair<Taxonomy, const char*>, 2> kTaxonomies{
    {{Taxonomy::cityscapes, "cityscapes"}, {Taxonomy::camvid, "camvid"}}};
constexpr std::array<std::pair<at::ScalarType, const char*>, 3> kTypes{
    {{at::kByte, "u8"}, {at::kInt, "i32"}, {at::kFloat, "f32"}}};

template <class Table, class Value>
std::string nameIn(const Table& table, Value value) {
  for (const auto& [known, name] : table) {
    if (known == value) return name;
  }
  throw std::invalid_argument("shard: a value without a name");
}

template <class Table>
auto valueIn(const Table& table, const std::string& name) {
  for (const auto& [value, known] : table) {
    if (name == known) return value;
  }
  throw std::invalid_argument(fmt::format("'{}' is not known", name));
}

/// What each part is called, which tensor it is and who asks for it. Stereo comes with its depth.
struct Slot {
  const char* name;
  bool FrameParts::* wanted;
  std::optional<at::Tensor> (*get)(const Frame&);
  void (*set)(Frame&, const at::Tensor&);
  at::ScalarType type;
  int64_t planes;  ///< 0: [H,W]
};

constexpr int64_t kPicture = -3;  ///< [H,W,3], a picture's memory

/// [3,H,W] as the memory it has: [H,W,3].
at::Tensor interleaved(const at::Tensor& image) { return image.permute({1, 2, 0}); }
at::Tensor planar(const at::Tensor& rows) { return rows.permute({2, 0, 1}); }

const std::vector<Slot>& slots() {
  using Optional = std::optional<at::Tensor>;
  static const std::vector<Slot> all{
      {"image", &FrameParts::image,
       [](const Frame& f) -> Optional {
         return f.image.defined() ? Optional(interleaved(f.image)) : std::nullopt;
       },
       [](Frame& f, const at::Tensor& t) { f.image = planar(t); }, at::kByte, kPicture},
      {"stereo_image", &FrameParts::stereo,
       [](const Frame& f) -> Optional {
         return f.stereo ? Optional(interleaved(f.stereo->image)) : std::nullopt;
       },
       [](Frame& f, const at::Tensor& t) { f.stereo->image = planar(t); }, at::kByte, kPicture},
      {"stereo_depth", &FrameParts::stereo,
       [](const Frame& f) -> Optional { return f.stereo ? f.stereo->depth_m : std::nullopt; },
       [](Frame& f, const at::Tensor& t) { f.stereo->depth_m = t; }, at::kFloat, 0},
      {"depth", &FrameParts::depth, [](const Frame& f) { return f.depth_m; },
       [](Frame& f, const at::Tensor& t) { f.depth_m = t; }, at::kFloat, 0},
      {"semantics", &FrameParts::semantics,
       [](const Frame& f) { return f.semantics ? Optional(f.semantics->ids) : std::nullopt; },
       [](Frame& f, const at::Tensor& t) { f.semantics->ids = t; }, at::kByte, 0},
      {"instances", &FrameParts::instances, [](const Frame& f) { return f.instance_ids; },
       [](Frame& f, const at::Tensor& t) { f.instance_ids = t; }, at::kInt, 0},
      {"flow", &FrameParts::flow, [](const Frame& f) { return f.flow_px; },
       [](Frame& f, const at::Tensor& t) { f.flow_px = t; }, at::kFloat, 2},
      {"backward_flow", &FrameParts::backward_flow, [](const Frame& f) { return f.backward_flow_px; },
       [](Frame& f, const at::Tensor& t) { f.backward_flow_px = t; }, at::kFloat, 2}};
  return all;
}

const Slot* slotNamed(const std::string& name) {
  for (const Slot& slot : slots()) {
    if (name == slot.name) return &slot;
  }
  return nullptr;
}

json poseJson(const Eigen::Isometry3d& world_from_camera) {
  json rows = json::array();
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 4; ++column) rows.push_back(world_from_camera(row, column));
  }
  return rows;
}

Eigen::Isometry3d poseFrom(const json& rows) {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  for (int i = 0; i < 12; ++i) pose(i / 4, i % 4) = rows.at(static_cast<size_t>(i)).get<double>();
  return pose;
}

/// Names of files may hold bytes that are no UTF-8.
std::string text(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

json partJson(const Part& part, const Slot& slot) {
  return {{"name", part.name},
          {"type", nameIn(kTypes, slot.type)},
          {"shape", part.bytes.sizes().vec()},
          {"crc32c", crc32c(part.bytes.const_data_ptr(), part.bytes.nbytes())}};
}

/// What has the shape of this slot: an absurd size must not reach the allocator.
bool fits(const Slot& slot, const std::vector<int64_t>& shape) {
  constexpr int64_t kMost = int64_t{1} << 16;
  for (const int64_t size : shape) {
    if (size < 1 || size > kMost) return false;
  }
  if (slot.planes == kPicture) return shape.size() == 3 && shape[2] == 3;
  if (slot.planes == 0) return shape.size() == 2;
  return shape.size() == 3 && shape[0] == slot.planes;
}

PartPlace placeOf(const json& j, uint64_t offset) {
  PartPlace place{j.at("name"), valueIn(kTypes, j.at("type")), j.at("shape"), offset, 0, j.at("crc32c")};
  const Slot* slot = slotNamed(place.name);
  if (slot == nullptr || slot->type != place.type || !fits(*slot, place.shape))
    throw std::invalid_argument(fmt::format("part '{}' has a type or shape that it cannot have", place.name));
  place.size = c10::elementSize(place.type);
  for (const int64_t size : place.shape) place.size *= static_cast<uint64_t>(size);
  return place;
}

void readFrame(const json& j, Description& out) {
  Frame& frame = out.frame;
  frame.clip = j.at("clip");
  frame.number_in_clip = j.at("number");
  frame.time_s = j.at("time_s");
  frame.name = j.at("name");
  frame.camera = cameraFrom(j.at("camera"));
  if (j.contains("world_from_camera")) frame.world_from_camera = poseFrom(j.at("world_from_camera"));
  if (j.contains("stereo")) {
    const json& stereo = j.at("stereo");
    frame.stereo = StereoPartner{{}, stereo.at("baseline_m"), cameraFrom(stereo.at("camera")), {}};
  }
  if (j.contains("taxonomy")) frame.semantics = SemanticMap{{}, valueIn(kTaxonomies, j.at("taxonomy"))};
}

/// A part that the frame has no place for would be written through nothing.
void checkPlaces(const Description& d) {
  for (const PartPlace& part : d.parts) {
    const bool stereo = slotNamed(part.name)->wanted == &FrameParts::stereo;
    if ((stereo && !d.frame.stereo) || (part.name == "semantics" && !d.frame.semantics))
      throw std::invalid_argument(fmt::format("part '{}' is not described", part.name));
  }
}

}  // namespace

json toJson(const Camera& c) {
  return {{"fx", c.fx},
          {"fy", c.fy},
          {"cx", c.cx},
          {"cy", c.cy},
          {"distortion", c.distortion},
          {"origin", nameIn(kOrigins, c.origin)},
          {"origin_text", c.origin_text}};
}

Camera cameraFrom(const json& j) {
  Camera camera{.fx = j.at("fx"),
                .fy = j.at("fy"),
                .cx = j.at("cx"),
                .cy = j.at("cy"),
                .distortion = j.at("distortion"),
                .origin = valueIn(kOrigins, j.at("origin")),
                .origin_text = j.at("origin_text")};
  if (const Status usable = camera.check(); !usable) throw std::invalid_argument(usable.error().what);
  return camera;
}

Record encode(const Frame& frame, Role role, int64_t source_index) {
  const int64_t number = frame.number_in_clip < 0 ? frame.index : frame.number_in_clip;
  json j{{"role", nameIn(kRoles, role)},
         {"source_index", source_index},
         {"clip", frame.clip},
         {"number", number},
         {"time_s", frame.time_s},
         {"name", frame.name},
         {"camera", toJson(frame.camera)},
         {"parts", json::array()}};
  if (frame.world_from_camera) j["world_from_camera"] = poseJson(*frame.world_from_camera);
  if (frame.stereo)
    j["stereo"] = {{"baseline_m", frame.stereo->baseline_m}, {"camera", toJson(frame.stereo->camera)}};
  if (frame.semantics) j["taxonomy"] = nameIn(kTaxonomies, frame.semantics->taxonomy);
  Record record{role, source_index, frame.clip, number, {}, {}};
  for (const Slot& slot : slots()) {
    const auto tensor = slot.get(frame);
    if (!tensor) continue;
    record.parts.push_back({slot.name, tensor->cpu().to(slot.type).contiguous()});
    j["parts"].push_back(partJson(record.parts.back(), slot));
  }
  record.json = text(j);
  return record;
}

Record encodeSkipped(int64_t source_index, const std::string& why) {
  const json j{{"role", nameIn(kRoles, Role::skipped)}, {"source_index", source_index}, {"why", why}};
  return {Role::skipped, source_index, {}, 0, text(j), {}};
}

Result<Description> parseDescription(std::string_view bytes) {
  try {
    const json j = json::parse(bytes);
    Description d;
    d.role = valueIn(kRoles, j.at("role"));
    d.source_index = j.at("source_index");
    if (d.role == Role::skipped) {
      d.why_skipped = j.at("why");
      return d;
    }
    readFrame(j, d);
    uint64_t offset = 0;
    for (const json& part : j.at("parts")) {
      d.parts.push_back(placeOf(part, offset));
      offset += d.parts.back().size;
    }
    checkPlaces(d);
    return d;
  } catch (const json::exception& wrong) {
    return Error{fmt::format("the description of a frame cannot be read: {}", wrong.what())};
  } catch (const std::invalid_argument& wrong) {
    return Error{fmt::format("the description of a frame cannot be read: {}", wrong.what())};
  }
}

bool isWanted(const std::string& name, const FrameParts& parts) {
  const Slot* slot = slotNamed(name);
  return slot != nullptr && parts.*slot->wanted;
}

void attach(Frame& frame, const std::string& name, const at::Tensor& bytes) {
  slotNamed(name)->set(frame, bytes);
}

}  // namespace kerb::shard
