// OpenCV's readers and writers of image files, loaded when the first image is read or written: they bring
// 79 libraries along, GDAL among them, which would cost every start a sixth of a second.
#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "core/base/result.h"

namespace kerb {

/// As cv::imdecode and cv::imencode; both may throw cv::Exception.
struct ImageCodecs {
  cv::Mat (*decode)(const cv::Mat& bytes, int flags) = nullptr;
  bool (*encode)(const std::string& extension, const cv::Mat& image, std::vector<uchar>& bytes,
                 const std::vector<int>& options) = nullptr;
};

/// The module beside the program. Thread-safe. An Error where it cannot be loaded, each time the same.
Result<const ImageCodecs*> imageCodecs();

}  // namespace kerb
