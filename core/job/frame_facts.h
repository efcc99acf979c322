// What the prediction of a frame holds, in numbers: kept in the journal for every frame, added up in the
// summary.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/frame/frame.h"
#include "core/prediction/prediction.h"

namespace kerb {

/// How a frame was predicted: the same for nearly all frames of a drive, which share one.
struct PredictionKind {
  std::optional<DepthScale> scale;  ///< empty: no depth map
  std::string semantics_from;       ///< empty: no classes
  Taxonomy taxonomy = Taxonomy::cityscapes;
  std::vector<std::string> fallbacks;
};

/// Of one frame; small, because a long drive has many.
struct FrameFacts {
  struct ClassShare {
    uint8_t id = 0;
    float share = 0;  ///< of the frame's pixels
  };
  std::shared_ptr<const PredictionKind> kind;  ///< null: nothing is known
  float depth_share = 0;                       ///< pixels with depth / pixels
  int64_t beyond_png16 = 0;                    ///< pixels too far for the 16-bit PNG (depth_code.h)
  std::vector<ClassShare> classes;

  /// Takes another frame's kind where it is equal to this one's.
  void share(const std::shared_ptr<const PredictionKind>& other);
};

/// `beyond_png16` is left for who writes the PNG.
FrameFacts factsOf(const Prediction& prediction);

/// Of facts that have a kind.
nlohmann::json toJson(const FrameFacts& facts);
/// Throws nlohmann::json::exception for anything that toJson() did not write.
FrameFacts frameFactsFromJson(const nlohmann::json& json);

/// What is collected over the frames of an export.
class ExportFacts {
 public:
  void add(const FrameFacts& facts);
  nlohmann::json toJson() const;
  std::string line() const;  ///< "depth in 12, classes in 16"; empty: neither
  int64_t beyondPng16() const { return beyond_png16_; }

 private:
  int64_t depth_frames_ = 0, class_frames_ = 0, beyond_png16_ = 0;
  double depth_share_sum_ = 0;
  std::optional<DepthScale> scale_;
  std::string semantics_from_;
  Taxonomy taxonomy_ = Taxonomy::cityscapes;
  std::array<double, 256> class_share_sum_{};
  std::set<std::string> fallbacks_;
};

}  // namespace kerb
