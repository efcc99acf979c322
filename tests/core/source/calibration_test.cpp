#include "core/source/calibration.h"

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

using ::testing::ElementsAre;

TEST(Calibration, ReadsNumbersOnlyWhenAsked) {
  const auto calibration = parseCalibration("calib_time: 09-Jan-2012 13:57:47\n\nS: 1.5e+01 -2\r\n", "c.txt");
  ASSERT_TRUE(calibration);
  EXPECT_THAT(calibration->keys(), ElementsAre("S", "calib_time"));
  EXPECT_THAT(*calibration->numbers("S", 2), ElementsAre(15, -2));
  EXPECT_FALSE(calibration->numbers("calib_time", 2));
}

TEST(Calibration, ErrorsNameFileLineAndKey) {
  const auto calibration = parseCalibration("P: 1 2 3\nQ: nan 1\n", "c.txt");
  ASSERT_TRUE(calibration);
  EXPECT_THAT(calibration->numbers("R", 3).error().message(), AllOf(HasSubstr("c.txt"), HasSubstr("'R:'")));
  EXPECT_THAT(calibration->numbers("P", 12).error().message(),
              AllOf(HasSubstr("c.txt:1"), HasSubstr("3 numbers, expected 12")));
  EXPECT_THAT(calibration->numbers("Q", 2).error().message(), AllOf(HasSubstr("c.txt:2"), HasSubstr("nan")));
  EXPECT_THAT(parseCalibration("P: 1\nno colon\n", "c.txt").error().message(), HasSubstr("c.txt:2"));
  EXPECT_THAT(parseCalibration("P: 1\nP: 2\n", "c.txt").error().message(), HasSubstr("twice"));
  EXPECT_THAT(parseCalibration(": 1\n", "c.txt").error().message(), HasSubstr("key"));
  EXPECT_FALSE(parseCalibration("", "c.txt"));
}

TEST(Calibration, BaselineSignSaysOnWhichSideThePartnerIs) {
  Matrix34d left = Matrix34d::Zero();
  left.topLeftCorner<3, 3>() << 700, 0, 600, 0, 700, 180, 0, 0, 1;
  Matrix34d right = left;
  left(0, 3) = 70;     // centre at -0.1 m
  right(0, 3) = -350;  // centre at 0.5 m
  EXPECT_NEAR(*baselineFromProjections(left, right, "c"), 0.6, 1e-12);
  EXPECT_NEAR(*baselineFromProjections(right, left, "c"), -0.6, 1e-12);
  EXPECT_THAT(baselineFromProjections(left, left, "c").error().message(), HasSubstr("one place"));
}

TEST(Times, NameTheBadLine) {
  EXPECT_EQ(*parseTimes("0\n\n0.1\n", "times.txt"), (std::vector<double>{0, 0.1}));
  EXPECT_THAT(parseTimes("0\n0.1 2\n", "times.txt").error().message(), HasSubstr("times.txt:2"));
}

}  // namespace
}  // namespace kerb
