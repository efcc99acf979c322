#include "core/labels/moving.h"

#include <gtest/gtest.h>

namespace kerb {
namespace {

TEST(MovingClasses, ArePeopleAndVehiclesOfEitherSet) {
  const auto cityscapes = movingClasses(Taxonomy::cityscapes);
  const auto camvid = movingClasses(Taxonomy::camvid);
  for (size_t id = 0; id < 256; ++id) {
    EXPECT_EQ(cityscapes[id], id >= 11 && id <= 18) << id;
    EXPECT_EQ(camvid[id], id >= 8 && id <= 10) << id;
  }
}

}  // namespace
}  // namespace kerb
