// The source's own ground truth, shown through the same views and exports as a prediction: LiDAR, rendered
// depth, labels.
#include "core/method/method.h"

namespace kerb {
namespace {

class Truth final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }

  Result<Prediction> predict(const Input& input) override {
    const Frame& frame = input.target;
    Prediction prediction;  // empty where the frame has no ground truth: sources often have some for a few
                            // frames only
    prediction.depth = frame.depth_m;
    prediction.scale = {ScaleKind::metric, "ground truth of the source"};
    prediction.semantics = frame.semantics;
    if (frame.semantics) prediction.semantics_from = "labels of the source";
    return prediction;
  }
};

}  // namespace

MethodSpec truthSpec() {
  MethodSpec spec;
  spec.id = "truth";
  spec.title = "Ground truth";
  spec.citation = "The data set's own measurements";
  spec.summary =
      "Depth and labels that the source itself has (LiDAR, rendered, annotated); nothing is predicted";
  spec.needs.depth = Need::optional;
  spec.needs.semantics = Need::optional;
  spec.create = [](const Parameters&, const Weights*) -> Result<std::shared_ptr<Method>> {
    return std::shared_ptr<Method>(std::make_shared<Truth>());
  };
  return spec;
}

}  // namespace kerb
