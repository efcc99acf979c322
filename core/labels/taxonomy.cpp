#include "core/labels/taxonomy.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr std::array kCityscapes{
    ClassInfo{"road", {128, 64, 128}},
    ClassInfo{"sidewalk", {244, 35, 232}},
    ClassInfo{"building", {70, 70, 70}},
    ClassInfo{"wall", {102, 102, 156}},
    ClassInfo{"fence", {190, 153, 153}},
    ClassInfo{"pole", {153, 153, 153}},
    ClassInfo{"traffic light", {250, 170, 30}},
    ClassInfo{"traffic sign", {220, 220, 0}},
    ClassInfo{"vegetation", {107, 142, 35}},
    ClassInfo{"terrain", {152, 251, 152}},
    ClassInfo{"sky", {70, 130, 180}},
    ClassInfo{"person", {220, 20, 60}},
    ClassInfo{"rider", {255, 0, 0}},
    ClassInfo{"car", {0, 0, 142}},
    ClassInfo{"truck", {0, 0, 70}},
    ClassInfo{"bus", {0, 60, 100}},
    ClassInfo{"train", {0, 80, 100}},
    ClassInfo{"motorcycle", {0, 0, 230}},
    ClassInfo{"bicycle", {119, 11, 32}},
};

constexpr std::array kCamvid{
    ClassInfo{"Sky", {128, 128, 128}},        ClassInfo{"Building", {128, 0, 0}},
    ClassInfo{"Pole", {192, 192, 128}},       ClassInfo{"Road", {128, 64, 128}},
    ClassInfo{"Pavement", {60, 40, 222}},     ClassInfo{"Tree", {128, 128, 0}},
    ClassInfo{"SignSymbol", {192, 128, 128}}, ClassInfo{"Fence", {64, 64, 128}},
    ClassInfo{"Car", {64, 0, 128}},           ClassInfo{"Pedestrian", {64, 64, 0}},
    ClassInfo{"Bicyclist", {0, 128, 192}},
};

constexpr LabelTable filled(uint8_t value) {
  LabelTable table{};
  table.fill(value);
  return table;
}

/// The index in the list is the old id.
constexpr LabelTable tableOf(std::initializer_list<uint8_t> new_ids) {
  LabelTable table = filled(kIgnoreLabel);
  std::ranges::copy(new_ids, table.begin());
  return table;
}

constexpr LabelTable inverse(const LabelTable& table) {
  LabelTable inverted = filled(kIgnoreLabel);
  for (size_t id = 0; id < table.size(); ++id) {
    if (table[id] != kIgnoreLabel) inverted[table[id]] = static_cast<uint8_t>(id);
  }
  return inverted;
}

constexpr LabelTable identity(size_t count) {
  LabelTable table = filled(kIgnoreLabel);
  for (size_t id = 0; id < count; ++id) table[id] = static_cast<uint8_t>(id);
  return table;
}

constexpr uint8_t kNone = kIgnoreLabel;
constexpr LabelTable kKnownCityscapes = identity(kCityscapes.size());
constexpr LabelTable kKnownCamvid = identity(kCamvid.size());
constexpr LabelTable kTrainFromLabel =
    tableOf({kNone, kNone, kNone, kNone, kNone, kNone, kNone,                // unlabeled ... ground
             0,     1,     kNone, kNone,                                     // road ... rail track
             2,     3,     4,     kNone, kNone, kNone,                       // building ... tunnel
             5,     kNone, 6,     7,     8,     9,     10,                   // pole ... sky
             11,    12,    13,    14,    15,    kNone, kNone, 16, 17, 18});  // person ... bicycle
constexpr LabelTable kLabelFromTrain = inverse(kTrainFromLabel);
constexpr LabelTable kCityscapesFromCamvid = tableOf({10, 2, 5, 0, 1, 8, 7, 4, 13, 11, 12});
constexpr LabelTable kCamvidFromCityscapes =
    tableOf({3, 4, 1, 1, 7, 2, 6, 6, 5, 5, 0, 9, 10, 8, 8, 8, 8, 10, 10});

constexpr LabelTable makeForeground() {
  LabelTable table = filled(0);
  for (const uint8_t id : {5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18}) table[id] = 1;
  return table;
}
constexpr LabelTable kForeground = makeForeground();

}  // namespace

std::span<const ClassInfo> classes(Taxonomy taxonomy) {
  if (taxonomy == Taxonomy::camvid) return kCamvid;
  return kCityscapes;
}

const LabelTable& knownIds(Taxonomy taxonomy) {
  return taxonomy == Taxonomy::camvid ? kKnownCamvid : kKnownCityscapes;
}

const LabelTable& trainIdFromLabelId() { return kTrainFromLabel; }
const LabelTable& labelIdFromTrainId() { return kLabelFromTrain; }
const LabelTable& cityscapesFromCamvid() { return kCityscapesFromCamvid; }
const LabelTable& camvidFromCityscapes() { return kCamvidFromCityscapes; }
const LabelTable& foregroundFromTrainId() { return kForeground; }

const LabelTable& labelTable(Taxonomy from, Taxonomy to) {
  if (from == to) return knownIds(to);
  return to == Taxonomy::camvid ? kCamvidFromCityscapes : kCityscapesFromCamvid;
}

at::Tensor mapLabels(const at::Tensor& ids, const LabelTable& table) {
  expectShape(ids, {"H", "W"});
  expectType(ids, at::kByte);
  if (!ids.is_cpu()) {
    const at::Tensor lookup =
        at::from_blob(const_cast<uint8_t*>(table.data()), {256}, at::kByte).to(ids.device());  // NOLINT
    return lookup.index_select(0, ids.reshape(-1).to(at::kLong)).view(ids.sizes());
  }
  const at::Tensor source = ids.contiguous();
  at::Tensor mapped = at::empty(source.sizes(), source.options());
  const uint8_t* in = source.const_data_ptr<uint8_t>();
  uint8_t* out = mapped.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, source.numel(), 1 << 16, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = table[in[i]];
  });
  return mapped;
}

}  // namespace kerb
