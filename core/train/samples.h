// Predictions on the same few frames as training goes on.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/method/method.h"
#include "core/train/trainer.h"

namespace kerb {

class Samples {
 public:
  /// Of frames evenly spread over the data's targets. `spec` must outlive it.
  Samples(const MethodSpec& spec, Parameters model, StreamData data, int64_t count);

  /// Writes RUN/samples/step-00000120/frame-000007.png: the image, and below it the depth as predicted by a
  /// copy of the method as it is now. The pictures, [3,2H,W] uint8, by their names. A frame that cannot be
  /// read, a full disk: an Error; a method that gives no depth: none.
  Result<std::vector<std::pair<std::string, at::Tensor>>> draw(const std::filesystem::path& run,
                                                               int64_t iteration, const Method& trained,
                                                               WeightsInfo info) const;

 private:
  Result<std::shared_ptr<Method>> copyOf(const Method& trained, WeightsInfo info) const;

  const MethodSpec& spec_;
  Parameters model_;
  StreamData data_;
  std::vector<int64_t> frames_;
};

}  // namespace kerb
