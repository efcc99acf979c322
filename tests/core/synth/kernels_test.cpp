// The drive looks the same, whatever renders it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/device.h"
#include "core/source/source.h"
#include "core/synth/renderer.h"

namespace kerb::synth {
namespace {

TEST(DriveKernels, AgreeOnThisMachine) {
  const auto device = chooseDevice("auto");
  ASSERT_TRUE(device);
  const auto checks = checkDriveKernels(device->device);
  EXPECT_EQ(checks.size(), device->device.is_cpu() ? 6U : 12U);
  for (const KernelCheck& check : checks)
    EXPECT_TRUE(check.passed()) << check.name << " against " << check.reference << ": " << check.max_error;
}

TEST(DriveKernels, CudaIsUsedOrRefused) {
  const auto drive = openSource("synthetic:device=cuda,width=64,height=32,frames=1");
  const auto device = chooseDevice("cuda");
  ASSERT_EQ(static_cast<bool>(drive), static_cast<bool>(device));
  if (!drive) {
    EXPECT_EQ(drive.error().message(), device.error().message());
    return;
  }
  EXPECT_TRUE((*drive)->at(0, FrameParts::all()));
}

}  // namespace
}  // namespace kerb::synth
