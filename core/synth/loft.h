// A smooth body through cross-sections: how cars, vans, buses and trams get their shape.
#pragma once

#include <vector>

#include "core/synth/builder.h"

namespace kerb::synth {

/// The left half of a cross-section at x, from the bottom's middle to the top's: y >= 0 to the left, z up.
struct Section {
  struct Point {
    float y, z;
  };
  float x;
  std::vector<Point> points;
};

/// Which panels are built; a body of several materials is lofted once for each, so that its normals stay
/// whole.
struct LoftStyle {
  float length, height;                        ///< u = x / length + 0.5, v = z / height
  int from_point = 0, to_point = 1 << 20;      ///< only between these points
  int from_section = 0, to_section = 1 << 20;  ///< only between these sections
  bool closed_ends = true;
};

/// Two or more sections with the same number of points, x rising. Uses the builder's pen and frame.
void loft(Builder& builder, const std::vector<Section>& sections, const LoftStyle& style);

}  // namespace kerb::synth
