#include "core/method/open.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/method/input.h"
#include "tests/synthetic_source.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

class Scaled final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input&) override { return Prediction{}; }
};

Result<std::shared_ptr<Method>> create(const Parameters&, const Weights*) {
  return std::shared_ptr<Method>(std::make_shared<Scaled>());
}

std::vector<MethodSpec> catalogue() {
  MethodSpec learnt;
  learnt.id = "learnt";
  learnt.needs.weights = Need::required;
  learnt.parameters = {{"layers", "", int64_t{18}, 18, 50, "", {}},
                       {"width", "", int64_t{512}, 64, 4096, "px", {}}};
  learnt.create = create;
  MethodSpec classical;
  classical.id = "classical";
  classical.needs.stereo = Need::required;
  classical.create = create;
  return {learnt, classical};
}

TEST(OpenMethod, WeightsChooseTheMethodAndItsParameters) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "m.safetensors";
  ASSERT_TRUE(saveWeights(file, {"learnt", {{"layers", "50"}}, 640, 192, "", ""}, {{"a", at::ones({2})}}));
  const auto all = catalogue();
  const auto opened = openMethod(all, "", file, {});
  ASSERT_TRUE(opened) << opened.error().message();
  EXPECT_EQ(opened->spec->id, "learnt");
  EXPECT_EQ(opened->parameters.get<int64_t>("layers"), 50);
  EXPECT_EQ(opened->parameters.get<int64_t>("width"), 640) << "the size it was trained at";
  const auto set = openMethod(all, "", file, {"layers=18", "width=320"});
  EXPECT_EQ(set->parameters.get<int64_t>("layers"), 18);
  EXPECT_EQ(set->parameters.get<int64_t>("width"), 320);
  EXPECT_THAT(openMethod(all, "classical", file, {}).error().message(),
              HasSubstr("weights of method 'learnt'"));
}

TEST(OpenMethod, SaysWhatIsMissingOrWrong) {
  const auto all = catalogue();
  EXPECT_THAT(openMethod(all, "learnt", "", {}).error().message(), HasSubstr("needs a trained model"));
  EXPECT_THAT(openMethod(all, "none", "", {}).error().message(), HasSubstr("There are: learnt, classical"));
  EXPECT_THAT(openMethod(all, "classical", "", {"layers"}).error().message(), HasSubstr("name=value"));
}

TEST(CheckNeeds, ComparesBeforeWorkStarts) {
  SyntheticSource source(3, 4, 6);
  const auto all = catalogue();
  EXPECT_THAT(checkNeeds(all[1], source.info()).error().message(), HasSubstr("needs a stereo pair"));
  source.addStereo();
  EXPECT_TRUE(checkNeeds(all[1], source.info()));
}

}  // namespace
}  // namespace kerb
