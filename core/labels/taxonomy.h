// Which classes a label map's numbers stand for, their colours, and how one numbering becomes another.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <ATen/core/Tensor.h>

namespace kerb {

/// The label of pixels that have none; never counted, never trained on.
inline constexpr uint8_t kIgnoreLabel = 255;

enum class Taxonomy {
  cityscapes,  ///< 19 Cityscapes train ids (Cordts 2016), 255 = ignore
  camvid,      ///< 11 CamVid classes in SegNet's order, 255 = ignore (SegNet's 11)
};

struct ClassInfo {
  std::string_view name;
  std::array<uint8_t, 3> colour;  ///< RGB, the data set's own
};

/// All classes; the index is the class id.
std::span<const ClassInfo> classes(Taxonomy taxonomy);

/// New id of each stored byte; kIgnoreLabel where there is no counterpart.
using LabelTable = std::array<uint8_t, 256>;

/// The ids of the taxonomy unchanged, everything else ignored: for ids read from a file (SegNet's 11).
const LabelTable& knownIds(Taxonomy taxonomy);

/// Cityscapes `labelIds` 0..33 (the KITTI semantics benchmark stores them too; -1, the license plate, is
/// stored as 255) to the 19 train ids.
const LabelTable& trainIdFromLabelId();
const LabelTable& labelIdFromTrainId();

/// CamVid's bicyclist is the rider and the bicycle in one region; it becomes the rider.
const LabelTable& cityscapesFromCamvid();
/// After SegNet's grouping: walls are buildings, lights are signs, terrain is tree, every vehicle is a car,
/// whatever has two wheels is a bicyclist.
const LabelTable& camvidFromCityscapes();

/// The table between two taxonomies; knownIds where they are the same.
const LabelTable& labelTable(Taxonomy from, Taxonomy to);

/// 1 for train ids {5,6,7,11..18}: thin things and everything that moves. 0 for the rest, ignored pixels
/// too. (The binary map of Li et al. 2021, methods.md section 2.)
const LabelTable& foregroundFromTrainId();

/// ids [H,W] uint8, any strides. Returns table[id], [H,W] uint8, on the same device.
at::Tensor mapLabels(const at::Tensor& ids, const LabelTable& table);

}  // namespace kerb
