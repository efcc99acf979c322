#include "app/display_choice.h"

namespace kerb {
namespace {

bool isGiven(const ReadVariable& read, const char* name) {
  const char* value = read(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool hasDisplay(const ReadVariable& read) {
  return isGiven(read, "DISPLAY") || isGiven(read, "WAYLAND_DISPLAY") || isGiven(read, "QT_QPA_PLATFORM");
}

std::vector<Setting> displayChoice(const ReadVariable& read) {
  std::vector<Setting> chosen;
  if (!isGiven(read, "DISPLAY")) return chosen;
  if (!isGiven(read, "QT_QPA_PLATFORM"))  // the second one where the first cannot be reached
    chosen.push_back({"QT_QPA_PLATFORM", isGiven(read, "WAYLAND_DISPLAY") ? "xcb;wayland" : "xcb"});
  if (!isGiven(read, "QT_XCB_GL_INTEGRATION")) chosen.push_back({"QT_XCB_GL_INTEGRATION", "xcb_glx"});
  return chosen;
}

}  // namespace kerb
