// Which screen the window opens on, by what the environment says. No Qt: it is asked before Qt starts.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace kerb {

/// The value of a variable; null or empty: it is not set.
using ReadVariable = std::function<const char*(const char* name)>;

struct Setting {
  std::string name, value;
  bool operator==(const Setting&) const = default;
};

/// There is a screen, or one was chosen by hand.
bool hasDisplay(const ReadVariable& read);

/// VTK draws the point cloud through GLX on an X display, and starts badly beside Qt's other ways to a
/// screen: where there is such a display Qt takes the same one. What the user set is not among them.
std::vector<Setting> displayChoice(const ReadVariable& read);

}  // namespace kerb
