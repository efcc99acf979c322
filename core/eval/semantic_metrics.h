// How well classes are told apart: intersection over union of each class, and their means (methods.md section
// 6; Cityscapes, Cordts et al., CVPR 2016).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/frame/frame.h"

namespace kerb {

/// Pixels of all images, counted by their true and by their predicted class. Pixels without a true class do
/// not count; a pixel that is not predicted (kIgnoreLabel) is missed by its class.
class Confusion {
 public:
  explicit Confusion(Taxonomy taxonomy);

  /// In which classes two maps can be compared: their own, or the coarser ones (CamVid's 11).
  static Taxonomy common(Taxonomy a, Taxonomy b);

  /// Maps [H,W] of the same size in any taxonomy that can become this one. An id that is no class of its
  /// taxonomy counts as kIgnoreLabel.
  void add(const SemanticMap& prediction, const SemanticMap& truth);
  void add(const Confusion& other);  ///< of the same taxonomy

  Taxonomy taxonomy() const { return taxonomy_; }
  int64_t classCount() const { return class_count_; }
  /// Pixels of class `truth` that were predicted as `predicted`; classCount(): as none.
  int64_t pixels(int64_t truth, int64_t predicted) const;
  int64_t pixels() const;
  /// TP / (TP + FP + FN) of each class; NaN for one that is neither there nor predicted.
  std::vector<double> iou() const;
  /// Over the classes that are there or predicted; nothing where there are none.
  std::optional<double> meanIou() const;
  /// Of things and background, see foregroundFromTrainId(): the mean of both. Of Cityscapes' classes only.
  std::optional<double> binaryIou() const;
  /// Share of the pixels whose class is right.
  std::optional<double> accuracy() const;

 private:
  Taxonomy taxonomy_;
  int64_t class_count_;
  std::vector<int64_t> counts_;  ///< [truth][predicted or none]
};

}  // namespace kerb
