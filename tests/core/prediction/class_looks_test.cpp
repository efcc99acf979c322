#include "core/prediction/class_looks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint8_t kTrafficLight = 6, kCar = 13, kCamvidRoad = 3;

std::string refusal(const Status& status) { return status ? "no error" : status.error().message(); }

TEST(ClassLooks, ANameIsThatOfEveryTaxonomyThatHasIt) {
  HiddenClasses hidden;
  ASSERT_TRUE(hideClass(hidden, "road"));
  EXPECT_TRUE(hiddenOf(hidden, Taxonomy::cityscapes)[0]);
  EXPECT_TRUE(hiddenOf(hidden, Taxonomy::camvid)[kCamvidRoad]);
  EXPECT_THAT(namesOf(hidden), ElementsAre("camvid/Road", "cityscapes/road"));
  HiddenClasses one;
  ASSERT_TRUE(hideClass(one, "CamVid/Road"));
  EXPECT_THAT(namesOf(one), ElementsAre("camvid/Road"));
  ASSERT_TRUE(hideClass(one, " traffic light")) << "as in --hide 'car, traffic light'";
  EXPECT_TRUE(hiddenOf(one, Taxonomy::cityscapes)[kTrafficLight]);
}

TEST(ClassLooks, ColoursComeBackAsTheyWere) {
  ClassColours colours;
  ASSERT_TRUE(colourClass(colours, "cityscapes/car=#Ff0080"));
  EXPECT_EQ(colourOf(colours, Taxonomy::cityscapes, kCar), (Colour{255, 0, 128}));
  EXPECT_EQ(colourOf(colours, Taxonomy::cityscapes, 0), (Colour{128, 64, 128}));
  EXPECT_THAT(namesOf(colours), ElementsAre("cityscapes/car=#ff0080"));
  EXPECT_THAT(ofTaxonomy(colours, Taxonomy::camvid), IsEmpty());
  ClassColours again;
  ASSERT_TRUE(colourClass(again, namesOf(colours).front()));
  EXPECT_EQ(again, colours);
}

TEST(ClassLooks, WhatIsNoClassOrColourChangesNothing) {
  HiddenClasses hidden;
  EXPECT_THAT(refusal(hideClass(hidden, "dragon")),
              HasSubstr("no class 'dragon'. There are: road, sidewalk"));
  EXPECT_THAT(refusal(hideClass(hidden, "")), HasSubstr("no class ''"));
  EXPECT_THAT(hidden, IsEmpty());
  ClassColours colours;
  for (const char* text :
       {"car", "car=", "car=red", "car=#ff00", "car=#ff00zz", "car=#-f0000", "", "=#ff0000"})
    EXPECT_FALSE(colourClass(colours, text)) << text;
  EXPECT_THAT(refusal(colourClass(colours, "dragon=#ff0000")), HasSubstr("no class 'dragon'"));
  EXPECT_THAT(colours, IsEmpty());
}

}  // namespace
}  // namespace kerb
