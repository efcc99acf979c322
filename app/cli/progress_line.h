// The line that shows progress on a terminal: as much of it as the terminal is wide.
#pragma once

#include <cstddef>
#include <string>

namespace kerb::cli {

/// Both, without a space between; where they have more characters than `width` the text ends in an ellipsis.
std::string cutBefore(const std::string& text, const std::string& end, size_t width);

/// "stage [=====     ] figures" of at most `width` characters: first the bar becomes shorter, then it is left
/// out, then the stage is cut.
std::string progressLine(const std::string& stage, double share, const std::string& figures, size_t width);

}  // namespace kerb::cli
