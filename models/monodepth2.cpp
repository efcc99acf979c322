// C. Godard, O. Mac Aodha, M. Firman, G. Brostow: Digging Into Self-Supervised Monocular Depth Estimation.
// ICCV 2019.
//
// A ResNet encoder and a U-Net decoder give disparity at four scales; a second ResNet sees two frames and
// gives the motion between them. Trained on video alone: neighbouring frames are warped into the target
// through depth and motion. What the paper adds: the minimum (not the mean) of the reprojection errors over
// the neighbours, which ignores what one of them does not see; a mask that drops pixels which a still camera
// would explain better; and errors of every scale at full resolution. Four scales are trained, scale 0 is
// predicted. Monocular (M) by default; use_stereo adds the partner as a source (MS), and without
// pose_network it is the only one (S).
#include <algorithm>
#include <memory>

#include "models/monodepth2_network.h"

namespace kerb {
namespace {

using namespace monodepth2;

Configuration configurationOf(const Parameters& parameters, const Weights* weights) {
  Configuration c{networkSize(parameters),
                  parameters.get<int64_t>("semantic_classes"),
                  parameters.get<double>("min_depth"),
                  parameters.get<double>("max_depth"),
                  parameters.get<bool>("use_stereo"),
                  parameters.get<bool>("pose_network"),
                  parameters.get<double>("baseline")};
  if (weights == nullptr) return c;
  // Networks trained on stereo pairs alone have no pose network.
  c.pose =
      std::ranges::any_of(weights->tensors, [](const auto& item) { return item.first.starts_with("pose_"); });
  return c;
}

Result<std::shared_ptr<Method>> create(const Parameters& parameters, const Weights* weights) {
  KERB_CHECK(checkMethodOf(weights, "monodepth2"));
  const Configuration configuration = configurationOf(parameters, weights);
  KERB_CHECK(check(configuration));
  auto method = std::make_shared<Monodepth2>(configuration);
  if (weights != nullptr) KERB_CHECK(method->load(*weights));
  return std::shared_ptr<Method>(method);
}

}  // namespace

MethodSpec monodepth2Spec() {
  MethodSpec spec;
  spec.id = "monodepth2";
  spec.title = "Monodepth2";
  spec.citation =
      "C. Godard, O. Mac Aodha, M. Firman, G. Brostow: Digging Into Self-Supervised Monocular Depth "
      "Estimation. ICCV 2019";
  spec.summary = "Depth from one image, learnt from plain video: the baseline, fast, and many weights exist";
  spec.needs = {.previous = Need::optional, .weights = Need::required};
  spec.parameters = sizeParameters();
  spec.parameters.insert(
      spec.parameters.end(),
      {
          {"min_depth", "the nearest depth the network can say", 0.1, 1e-3, 1e3, "", {}},
          {"max_depth", "the farthest depth the network can say", 100.0, 1e-3, 1e5, "", {}},
          {"use_stereo", "trained with a stereo partner: depth is in metres", false, {}, {}, "", {}},
          {"baseline",
           "metres between the cameras of the stereo pairs; training takes that of its data, KITTI's is 0.54",
           0.54,
           0.01,
           10,
           "m",
           {}},
          {"pose_network", "with a network for motion; weights bring their own", true, {}, {}, "", {}},
          {"semantic_classes",
           "classes of the semantic head: 0 (none) or 19 (Cityscapes)",
           int64_t{0},
           0,
           19,
           "",
           {}},
      });
  spec.create = &create;
  spec.training = trainingParameters();
  spec.plan = &planOf;
  return spec;
}

}  // namespace kerb
