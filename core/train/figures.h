// Named numbers in the order in which they came up.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace kerb {

/// "loss", "terms/reprojection/0"; with several steps "depth/loss" too.
using Figures = std::vector<std::pair<std::string, double>>;

/// To the number of this name; a new name begins at 0.
inline void addTo(Figures& sums, const std::string& name, double value) {
  const auto found = std::ranges::find(sums, name, &Figures::value_type::first);
  if (found == sums.end())
    sums.emplace_back(name, value);
  else
    found->second += value;
}

}  // namespace kerb
