// Depth and semantics from one image, learnt from pictures whose depth and classes are known: Kerb's starter
// model. No paper of its own; it is made of published parts.
//
// Network: the ResNet and the U-Net decoder of Monodepth2 (C. Godard et al., ICCV 2019) with two heads on one
// decoder, inverse depth and 19 Cityscapes classes. Losses: |log depth - log truth|, differences of the same
// between neighbours (Z. Li, N. Snavely: MegaDepth, CVPR 2018, eq. 4), cross entropy with rare classes
// raised. Depth is learnt for one fixed focal length and scaled by the camera's (W. Yin et al.: Metric3D,
// ICCV 2023, section 3.2), so crops and other lenses agree. What makes rendered pictures serve for real ones
// is drawn, not learnt: colours, light, sharpness, noise, sky, zoom and stretch (core/frame/appearance.h,
// sky.h, crop.h).
#include <memory>

#include "models/depth_semantics_network.h"

namespace kerb {
namespace {

using depth_semantics::Configuration;
using depth_semantics::DepthSemantics;

constexpr const char* kId = "depth_semantics";

Configuration configurationOf(const Parameters& parameters) {
  return {networkSize(parameters),
          {parameters.get<double>("min_depth"), parameters.get<double>("max_depth")}};
}

Result<std::shared_ptr<Method>> create(const Parameters& parameters, const Weights* weights) {
  KERB_CHECK(checkMethodOf(weights, kId));
  const Configuration configuration = configurationOf(parameters);
  KERB_CHECK(check(configuration));
  auto method = std::make_shared<DepthSemantics>(configuration);
  if (weights != nullptr) KERB_CHECK(method->load(*weights));
  return std::shared_ptr<Method>(method);
}

}  // namespace

MethodSpec depthSemanticsSpec() {
  MethodSpec spec;
  spec.id = kId;
  spec.title = "Depth and semantics";
  spec.citation =
      "Kerb's own; network after C. Godard et al.: Digging Into Self-Supervised Monocular Depth Estimation. "
      "ICCV 2019";
  spec.summary = "Depth and 19 classes from one image, learnt from labelled pictures: the starter model";
  spec.needs = {.weights = Need::required};
  spec.parameters = sizeParameters();
  spec.parameters.insert(
      spec.parameters.end(),
      {
          {"min_depth",
           "the nearest depth the network can say, through KITTI's lens",
           1.0,
           1e-3,
           1e3,
           "m",
           {}},
          {"max_depth", "the farthest depth the network can say; the sky's", 100.0, 1e-3, 1e5, "m", {}},
      });
  spec.create = &create;
  spec.training = depth_semantics::trainingParameters();
  spec.plan = &depth_semantics::planOf;
  return spec;
}

}  // namespace kerb
