// Runs of batches in parts, and in bf16, that stop and go on.
#include <gtest/gtest.h>

#include "core/train/checkpoint.h"
#include "core/train/precision.h"
#include "core/weights/copy_into.h"
#include "tests/core/train/toy_method.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

/// Both steps of the flow, with batch norm, in the precision of the run.
TrainingPlan normFlowPlan(const std::shared_ptr<ToyMethod>& toy) {
  TrainingPlan plan = flowPlan(toy);
  for (StepSpec& step : plan.phases[0].cycle) {
    step.trains[0].modules.emplace_back("norm");
    step.loss = [inner = step.loss](const StepInput& input) {
      const MixedPrecision networks(at::kCPU, input.precision);
      return inner(input);
    };
  }
  return plan;
}

void expectResumeInTheSameBits(const TrainerOptions& options) {
  constexpr int64_t kStop = 5;  // in the middle of the second epoch
  const TemporaryFolder folder;
  const auto whole = std::make_shared<ToyMethod>(true), second = std::make_shared<ToyMethod>(true);
  const auto straight = trainer(whole, normFlowPlan(whole), options);
  ASSERT_EQ(straight->iterationsPerEpoch(), 3);
  while (!straight->finished()) {
    if (straight->state().iteration == kStop) {
      ASSERT_TRUE(writeCheckpoint(folder.path(), *straight, *whole, toyInfo(), {}));
    }
    iterate(*straight);
  }
  const auto checkpoint = readCheckpoint(checkpointAt(folder.path(), kStop));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  const auto resumed = trainer(second, normFlowPlan(second), options);
  ASSERT_TRUE(copyInto(*second, checkpoint->model.tensors));
  ASSERT_TRUE(resumed->restore(checkpoint->state, checkpoint->optimisers));
  EXPECT_FALSE(changed(copyOf(*whole), *second).empty()) << "there is something left to train";
  while (!resumed->finished()) iterate(*resumed);
  EXPECT_TRUE(changed(copyOf(*whole), *second).empty());
  const TensorMap moments = resumed->optimiserState();
  for (const auto& [name, tensor] : straight->optimiserState())
    EXPECT_TRUE(at::equal(tensor, moments.at(name))) << name;
}

TEST(Resume, OfBatchesInPartsEndsInTheSameBits) { expectResumeInTheSameBits({.accumulate = 2}); }

TEST(Resume, InBf16EndsInTheSameBits) {
  if (const Status able = checkPrecision(Precision::bf16, at::kCPU); !able) GTEST_SKIP() << able.error().what;
  expectResumeInTheSameBits({.precision = Precision::bf16, .accumulate = 2});
}

}  // namespace
}  // namespace kerb
