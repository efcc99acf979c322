// What every file format of a cloud asks of it.
#pragma once

#include <string>

#include "core/base/shape.h"
#include "core/prediction/point_cloud.h"

namespace kerb {

/// A comment in a header is one line.
inline std::string oneLine(std::string line) {
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

/// Throws c10::Error where a cloud's tensors do not fit each other.
inline void checkCloud(const PointCloud& cloud) {
  expectShape(cloud.xyz, {"N", 3});
  expectType(cloud.xyz, at::kFloat);
  if (cloud.rgb) {
    expectShape(*cloud.rgb, {cloud.size(), 3});
    expectType(*cloud.rgb, at::kByte);
  }
  if (cloud.class_id) {
    expectShape(*cloud.class_id, {cloud.size()});
    expectType(*cloud.class_id, at::kByte);
  }
}

}  // namespace kerb
