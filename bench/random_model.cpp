#include "bench/random_model.h"

#include <ATen/Context.h>

#include "core/weights/copy_into.h"
#include "models/catalogue.h"

namespace kerb::bench {

Status writeRandomModel(const std::filesystem::path& path, int64_t width, int64_t height) {
  at::manual_seed(7);
  KERB_TRY(const MethodSpec* spec, findMethod(methods(), "monodepth2"));
  Parameters parameters(spec->parameters);
  KERB_CHECK(parameters.set("width", std::to_string(width)));
  KERB_CHECK(parameters.set("height", std::to_string(height)));
  KERB_TRY(const auto method, spec->create(parameters, nullptr));
  TensorMap tensors = tensorsOf(*method);
  std::erase_if(tensors, [](const auto& item) { return item.first.starts_with("pose_"); });
  const WeightsInfo info{"monodepth2", parameters.asText(),    width,
                         height,       "none: random numbers", "random, for benchmarks"};
  return saveWeights(path, info, tensors);
}

}  // namespace kerb::bench
