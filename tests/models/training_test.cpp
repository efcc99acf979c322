// Every method that can be trained passes these, on the CPU, small: a loop over the catalogue, no skip list.
#include <set>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/source/source.h"
#include "core/train/checkpoint.h"
#include "core/train/run_config.h"
#include "core/train/run_data.h"
#include "core/train/run_footage.h"
#include "core/weights/copy_into.h"
#include "models/catalogue.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

/// A way of training a method, small enough for a test.
struct Case {
  std::string name, method;
  Settings settings;
};

void PrintTo(const Case& tried, std::ostream* out) { *out << tried.name; }

Settings smallest(const MethodSpec& spec) {
  Settings settings{{"batch_size", "2"}, {"epochs", "1"}, {"threads", "1"}, {"seed", "3"}};
  for (const Parameter& row : spec.parameters) {
    if (row.name == "width") settings["width"] = "96";
    if (row.name == "height") settings["height"] = "64";
  }
  return settings;
}

/// Every method as it is by default, and the variants that its paper trains.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const MethodSpec& spec : methods()) {
    if (spec.plan != nullptr) all.push_back({spec.id, spec.id, smallest(spec)});
  }
  const auto variant = [&](const std::string& id, const std::string& name, const Settings& more) {
    Case one{id + "_" + name, id, smallest(**findMethod(methods(), id))};
    for (const auto& [key, value] : more) one.settings[key] = value;
    all.push_back(one);
  };
  variant("monodepth2", "S", {{"use_stereo", "true"}, {"pose_network", "false"}});
  variant("monodepth2", "MS", {{"use_stereo", "true"}});
  variant("monodepth2", "without_its_parts",
          {{"auto_mask", "false"}, {"minimum_reprojection", "false"}, {"full_resolution", "false"}});
  variant("monodepth2", "with_an_unmasked_epoch", {{"unmasked_epochs", "1"}});
  return all;
}

class Training : public testing::TestWithParam<Case> {
 protected:
  struct Ready {
    std::shared_ptr<Method> method;
    std::unique_ptr<Trainer> trainer;
    WeightsInfo info;
  };

  const MethodSpec& spec() const { return **findMethod(methods(), GetParam().method); }

  Ready ready(const Settings& more = {}, bool one_batch = false) const {
    RunConfig config;
    config.method = GetParam().method;
    Settings settings = GetParam().settings;
    for (const auto& [name, value] : more) settings[name] = value;
    for (const auto& [name, value] : settings) check(assign(config, spec(), name, value));
    const RunParameters parameters = value(parametersOf(config, spec()));
    at::manual_seed(3);
    Ready made;
    made.method = value(spec().create(parameters.model, nullptr));
    made.info.method = spec().id;
    made.info.parameters = parameters.model.asText();
    const TrainingPlan plan = value(spec().plan(made.method, parameters.training));
    for (const StreamSpec& stream : plan.streams) {
      const int64_t ends =
          static_cast<int64_t>(stream.sample.previous) + static_cast<int64_t>(stream.sample.next);
      const int64_t frames = one_batch ? plan.batch + ends : 6;
      config.data.push_back(
          {stream.name, fmt::format("synthetic:seed=7,frames={},width=96,height=64", frames), {}});
    }
    auto data = value(openRunData(config, plan, {}, {}, {}));
    made.trainer =
        value(Trainer::create(made.method, plan, std::move(data), {.seed = 3, .loader_threads = 1}));
    return made;
  }

  static void check(const Status& status) {
    if (!status) throw std::runtime_error(status.error().message());
  }
  template <class T>
  static T value(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message());
    return *std::move(result);
  }
};

TEST_P(Training, GradientsReachEveryParameterOfItsSteps) {
  const Ready made = ready();
  std::set<std::string> reached;
  std::set<std::string> trained;
  for (const PhaseSpec& phase : made.trainer->plan().phases) {
    for (const StepSpec& step : phase.cycle) {
      for (const auto& [optimiser, modules] : step.trains) trained.insert(modules.begin(), modules.end());
    }
  }
  const TensorMap before = [&] {
    TensorMap copy;
    for (const auto& [name, tensor] : tensorsOf(*made.method)) copy[name] = tensor.clone();
    return copy;
  }();
  value(made.trainer->iterate(true));
  for (const auto& item : made.method->named_parameters()) {
    const bool wanted = std::ranges::any_of(
        trained, [&](const auto& module) { return item.key().starts_with(module + "."); });
    const bool unused = item.key().find(".fc.") != std::string::npos;  // of torchvision's ResNet
    const bool moved = !at::equal(item.value(), before.at(item.key()));
    EXPECT_EQ(moved, wanted && !unused) << item.key();
  }
}

TEST_P(Training, TheLossFallsOnOneBatch) {
  const Ready made =
      ready({{"epochs", "10"}, {"flip", "0"}, {"jitter", "0"}, {"learning_rate", "3e-4"}}, true);
  std::vector<double> losses;
  while (!made.trainer->finished()) {
    double loss = 0;
    for (const StepReport& step : value(made.trainer->iterate(false)).steps) loss += step.total;
    losses.push_back(loss);
  }
  ASSERT_GE(losses.size(), 10U);  // the same pictures every time
  EXPECT_LT((losses[8] + losses[9]) / 2, (losses[0] + losses[1]) / 2);
}

/// The share of pixels that a warp explains; without the mask it is all of them.
TEST_P(Training, EachPhaseMasksAsItSays) {
  const Ready made = ready();
  while (!made.trainer->finished()) {
    const IterationReport report = value(made.trainer->iterate(false));
    for (const auto& [name, share] : report.steps.at(0).figures) {
      if (name != "warp_share") continue;
      const bool is_masked = report.phase == "train" && !GetParam().settings.contains("auto_mask");
      EXPECT_EQ(share < 1, is_masked) << report.phase;
    }
  }
}

TEST_P(Training, SaveLoadAndGoOnEndInTheSameBits) {
  const TemporaryFolder folder;
  const Ready straight = ready();
  while (!straight.trainer->finished()) value(straight.trainer->iterate(false));
  const Ready first = ready();
  value(first.trainer->iterate(false));
  check(writeCheckpoint(folder.path(), *first.trainer, *first.method, first.info, {}));
  std::vector<std::string> damaged;
  const Checkpoint checkpoint = value(readNewestCheckpoint(folder.path(), damaged));
  const Ready second = ready();
  check(copyInto(*second.method, checkpoint.model.tensors));
  check(second.method->restoreExtraState(checkpoint.extra));
  check(second.trainer->restore(checkpoint.state, checkpoint.optimisers));
  while (!second.trainer->finished()) value(second.trainer->iterate(false));
  const TensorMap expected = tensorsOf(*straight.method);
  for (const auto& [name, tensor] : tensorsOf(*second.method))
    EXPECT_TRUE(at::equal(tensor, expected.at(name))) << name;
}

TEST_P(Training, ItsWeightsPredictWhatItPredicts) {
  const TemporaryFolder folder;
  const Ready made = ready();
  value(made.trainer->iterate(false));
  check(writeCheckpoint(folder.path(), *made.trainer, *made.method, made.info, {}));
  const Weights weights = value(loadWeights(value([&]() -> Result<std::filesystem::path> {
    return listCheckpoints(folder.path()).back() / "model.safetensors";
  }())));
  Parameters parameters(spec().parameters);
  for (const auto& [name, text] : weights.info.parameters) check(parameters.set(name, text));
  const auto loaded = value(spec().create(parameters, &weights));
  const auto source = value(openSource("synthetic:seed=8,frames=3,width=96,height=64"));
  Input input{value(source->at(1, FrameParts::all())),
              value(source->at(0, FrameParts{})),
              value(source->at(2, FrameParts{})),
              {}};
  const auto depth = [&](Method& method) {
    check(method.prepare(at::kCPU, Precision::fp32));
    return value(method.predict(input)).depth.value();
  };
  const at::Tensor expected = depth(*made.method);
  EXPECT_EQ(expected.size(0), 64);
  EXPECT_TRUE(expected.isfinite().all().item<bool>());
  EXPECT_TRUE(at::equal(depth(*loaded), expected));
}

/// A head whose sigmoid begins at 0.5 can saturate where stereo pairs alone train it from nothing.
TEST(Monodepth2Training, StereoPairsAloneBeginFarAway) {
  const MethodSpec& spec = **findMethod(methods(), "monodepth2");
  const auto biases = [&](const Settings& model, const Settings& training, const Weights* weights) {
    Parameters network(spec.parameters), choices(spec.training);
    for (const auto& [name, text] : model) EXPECT_TRUE(network.set(name, text));
    for (const auto& [name, text] : training) EXPECT_TRUE(choices.set(name, text));
    const auto method = spec.create(network, weights);
    EXPECT_TRUE(method);
    const auto plan = spec.plan(*method, choices);
    std::vector<double> found;
    for (const auto& [name, tensor] : tensorsOf(**method)) {
      if (tensor.sizes() == at::IntArrayRef{1} && name.ends_with("conv.bias"))
        found.push_back(tensor.item<double>());
    }
    return std::pair{found, plan ? std::string() : plan.error().message()};
  };
  const Settings stereo{{"use_stereo", "true"}, {"pose_network", "false"}};
  // depth 2 = 1 / (0.01 + 9.99 sigmoid): sigmoid 0.049049, whose logit is -2.964642
  EXPECT_THAT(biases(stereo, {}, nullptr).first, testing::Each(testing::DoubleNear(-2.964642, 1e-5)));
  EXPECT_THAT(biases(stereo, {}, nullptr).first, testing::SizeIs(4));
  EXPECT_THAT(biases({}, {}, nullptr).first, testing::Each(testing::Gt(-0.2)));
  EXPECT_THAT(biases({}, {{"initial_depth", "2"}}, nullptr).first, testing::Each(testing::Lt(-2.9)));
  EXPECT_THAT(biases({}, {{"initial_depth", "200"}}, nullptr).second, testing::HasSubstr("max_depth"));
  // Trained ones keep what they have.
  Weights weights{"trained.safetensors", {}, {}};
  weights.info.method = "monodepth2";
  at::manual_seed(3);
  Parameters network(spec.parameters);
  for (const auto& [name, text] : stereo) EXPECT_TRUE(network.set(name, text));
  const auto trained = spec.create(network, nullptr);
  weights.tensors = tensorsOf(**trained);
  EXPECT_THAT(biases(stereo, {}, &weights).first, testing::Each(testing::Gt(-0.2)));
  EXPECT_THAT(biases(stereo, {{"initial_depth", "2"}}, &weights).second,
              testing::HasSubstr("bring their own"));
}

/// Its loss never sees the head, and `kerb inspect` would show its random classes.
TEST(Monodepth2Training, ASemanticHeadIsRefused) {
  const MethodSpec& spec = **findMethod(methods(), "monodepth2");
  Parameters network(spec.parameters);
  ASSERT_TRUE(network.set("semantic_classes", "19"));
  const auto method = spec.create(network, nullptr);
  ASSERT_TRUE(method) << method.error().message();
  const auto plan = spec.plan(*method, Parameters(spec.training));
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().message(),
              testing::AllOf(testing::HasSubstr("semantic head"), testing::HasSubstr("semantic_classes=0"),
                             testing::HasSubstr("depth_semantics")));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Training, testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace kerb
