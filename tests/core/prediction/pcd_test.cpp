#include "core/prediction/pcd.h"

#include <cstring>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using testing::HasSubstr;

PointCloud sample() {
  return {at::tensor({1.0F, 2.0F, 3.0F, -4.5F, 5.25F, 6.125F}).view({2, 3}),
          at::tensor({10, 20, 30, 40, 50, 255}, at::kInt).to(at::kByte).view({2, 3}),
          at::tensor({13, 255}, at::kInt).to(at::kByte)};
}

template <class T>
T numberAt(const std::string& bytes, size_t at) {
  T number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

size_t bodyOf(const std::string& bytes) {
  const std::string end = "DATA binary\n";
  return bytes.find(end) + end.size();
}

TEST(Pcd, WritesTheDocumentedBytes) {
  const std::string bytes = encodePcd(sample(), {"metric\n(stereo)", "KITTI calibration"});
  EXPECT_THAT(bytes, HasSubstr("# scale: metric (stereo)\n# camera: KITTI calibration\nVERSION 0.7\n"));
  EXPECT_THAT(bytes, HasSubstr("FIELDS x y z rgb label\nSIZE 4 4 4 4 4\nTYPE F F F U U\nCOUNT 1 1 1 1 1\n"));
  EXPECT_THAT(bytes, HasSubstr("WIDTH 2\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS 2\n"));
  const size_t body = bodyOf(bytes);
  ASSERT_EQ(bytes.size(), body + 2 * 20);
  EXPECT_EQ(numberAt<float>(bytes, body + 20), -4.5F);
  EXPECT_EQ(numberAt<uint32_t>(bytes, body + 12), 0x0a141eU);
  EXPECT_EQ(numberAt<uint32_t>(bytes, body + 32), 0x2832ffU);
  EXPECT_EQ(numberAt<uint32_t>(bytes, body + 16), 13U);
  EXPECT_EQ(numberAt<uint32_t>(bytes, body + 36), 255U);
}

TEST(Pcd, WritesPlainPoints) {
  PointCloud cloud = sample();
  cloud.rgb.reset();
  cloud.class_id.reset();
  const std::string bytes = encodePcd(cloud, {});
  EXPECT_THAT(bytes, HasSubstr("FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\n"));
  EXPECT_EQ(bytes.size(), bodyOf(bytes) + 2 * 12);
  const std::string none = encodePcd({at::empty({0, 3}), std::nullopt, std::nullopt}, {});
  EXPECT_THAT(none, HasSubstr("POINTS 0\n"));
  EXPECT_THROW(encodePcd({at::empty({2, 2}), std::nullopt, std::nullopt}, {}), std::invalid_argument);
}

TEST(Pcd, FilesAreWholeOrErrors) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.pcd";
  ASSERT_TRUE(writePcd(path, sample(), {}));
  EXPECT_EQ(*readWhole(path), encodePcd(sample(), {}));
  EXPECT_FALSE(writePcd("/proc/none/a.pcd", sample(), {}));
}

}  // namespace
}  // namespace kerb
