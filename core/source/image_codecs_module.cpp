// The module that imageCodecs() loads. Linked with OpenCV alone.
#include <opencv2/imgcodecs.hpp>

#include "core/source/image_codecs.h"

extern "C" {
extern const kerb::ImageCodecs kerb_image_codecs;
const kerb::ImageCodecs kerb_image_codecs{
    [](const cv::Mat& bytes, int flags) { return cv::imdecode(bytes, flags); },
    [](const std::string& extension, const cv::Mat& image, std::vector<uchar>& bytes,
       const std::vector<int>& options) { return cv::imencode(extension, image, bytes, options); }};
}
