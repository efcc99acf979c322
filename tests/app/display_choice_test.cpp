// Where the window opens: on an X display through GLX, which VTK needs, unless the user said otherwise.
#include "app/display_choice.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Variables = std::map<std::string, std::string>;

ReadVariable environmentOf(const Variables& variables) {
  return [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

std::vector<Setting> chosenIn(const Variables& variables) { return displayChoice(environmentOf(variables)); }

const Setting kGlx{"QT_XCB_GL_INTEGRATION", "xcb_glx"};

TEST(DisplayChoice, AnXDisplayIsTakenThroughGlx) {
  EXPECT_THAT(chosenIn({{"DISPLAY", ":0"}}), ElementsAre(Setting{"QT_QPA_PLATFORM", "xcb"}, kGlx));
}

TEST(DisplayChoice, WaylandIsTheSecondWhereBothAreThere) {
  EXPECT_THAT(chosenIn({{"DISPLAY", ":0"}, {"WAYLAND_DISPLAY", "wayland-0"}}),
              ElementsAre(Setting{"QT_QPA_PLATFORM", "xcb;wayland"}, kGlx));
}

TEST(DisplayChoice, WithoutAnXDisplayQtIsLeftAlone) {
  EXPECT_THAT(chosenIn({}), IsEmpty());
  EXPECT_THAT(chosenIn({{"DISPLAY", ""}, {"WAYLAND_DISPLAY", "wayland-0"}}), IsEmpty());
}

TEST(DisplayChoice, WhatTheUserSetStays) {
  EXPECT_THAT(chosenIn({{"DISPLAY", ":0"}, {"QT_QPA_PLATFORM", "offscreen"}}), ElementsAre(kGlx));
  EXPECT_THAT(chosenIn({{"DISPLAY", ":0"}, {"QT_XCB_GL_INTEGRATION", "xcb_egl"}}),
              ElementsAre(Setting{"QT_QPA_PLATFORM", "xcb"}));
  EXPECT_THAT(
      chosenIn({{"DISPLAY", ":0"}, {"QT_QPA_PLATFORM", "wayland"}, {"QT_XCB_GL_INTEGRATION", "none"}}),
      IsEmpty());
}

TEST(DisplayChoice, AScreenOrAPlatformIsEnough) {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
    const Variables one{{name, "x"}}, empty{{name, ""}};
    EXPECT_TRUE(hasDisplay(environmentOf(one))) << name;
    EXPECT_FALSE(hasDisplay(environmentOf(empty))) << name;
  }
  EXPECT_FALSE(hasDisplay(environmentOf({})));
}

}  // namespace
}  // namespace kerb
