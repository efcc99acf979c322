// What the numbers in file names say about the order of frames in time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kerb {

/// The place of each file in its recording, from the last number in its name: 0, 1, 2, 4 where the names
/// count in one step throughout and one file is not there.
///   names    in natural order
///   returns  one ascending number for each; empty where the names do not tell: they differ in more than a
///            number, or most of them do not count in one step (times, for example)
std::vector<int64_t> clipNumbers(const std::vector<std::string>& names);

}  // namespace kerb
