// Frames without lens distortion, through OpenCV's remapping.
#include <map>
#include <memory>
#include <mutex>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include "core/source/mapped_source.h"

namespace kerb {
namespace {

struct Maps {
  cv::Mat x, y;  ///< CV_32F: where each pixel of the result lies in the distorted image
};

/// Same intrinsics before and after.
Maps makeMaps(const Camera& camera, cv::Size size) {
  const Eigen::Matrix3d k = camera.matrix(size.width, size.height);
  const cv::Matx33d intrinsics(k(0, 0), k(0, 1), k(0, 2), k(1, 0), k(1, 1), k(1, 2), k(2, 0), k(2, 1),
                               k(2, 2));
  Maps maps;
  cv::initUndistortRectifyMap(intrinsics, camera.distortion, cv::noArray(), intrinsics, size, CV_32FC1,
                              maps.x, maps.y);
  return maps;
}

/// A matrix that shares the memory of a contiguous tensor: [H,W], or [H,W,3] uint8.
cv::Mat matOf(const at::Tensor& tensor, int type) {
  return {static_cast<int>(tensor.size(0)), static_cast<int>(tensor.size(1)), type, tensor.data_ptr()};
}

at::Tensor remapped(const at::Tensor& from, const Maps& maps, int type, int interpolation, double outside) {
  const at::Tensor in = from.contiguous();
  const at::Tensor out = at::empty_like(in);
  cv::Mat target = matOf(out, type);
  cv::remap(matOf(in, type), target, maps.x, maps.y, interpolation, cv::BORDER_CONSTANT,
            cv::Scalar::all(outside));
  return out;
}

at::Tensor remappedImage(const at::Tensor& image, const Maps& maps) {
  return remapped(image.permute({1, 2, 0}), maps, CV_8UC3, cv::INTER_LINEAR, 0).permute({2, 0, 1});
}

void forget(Camera& camera) {
  camera.distortion.clear();
  camera.origin_text += ", undistorted";
}

class Undistortion final : public FrameMap {
 public:
  void change(SourceInfo& info) const override {
    forget(info.camera);
    info.has.flow = info.has.backward_flow = false;  // its vectors would have to be bent too
    info.has.instances = false;
  }

  Status change(Frame& frame) const override {
    frame.flow_px.reset();
    frame.backward_flow_px.reset();
    frame.instance_ids.reset();
    if (!frame.camera.distortion.empty()) {
      if (frame.image.defined())
        frame.image = remappedImage(frame.image, *mapsFor(frame.camera, frame.image));
      if (frame.depth_m)
        frame.depth_m =
            remapped(*frame.depth_m, *mapsFor(frame.camera, *frame.depth_m), CV_32F, cv::INTER_NEAREST, 0);
      if (frame.semantics)
        frame.semantics->ids = remapped(frame.semantics->ids, *mapsFor(frame.camera, frame.semantics->ids),
                                        CV_8U, cv::INTER_NEAREST, kIgnoreLabel);
      forget(frame.camera);
    }
    if (frame.stereo && !frame.stereo->camera.distortion.empty()) {
      frame.stereo->image =
          remappedImage(frame.stereo->image, *mapsFor(frame.stereo->camera, frame.stereo->image));
      frame.stereo->depth_m.reset();
      forget(frame.stereo->camera);
    }
    return {};
  }

 private:
  /// Maps for a [...,H,W] tensor; kept for the last few sizes and cameras.
  std::shared_ptr<const Maps> mapsFor(const Camera& camera, const at::Tensor& like) const {
    const cv::Size size(static_cast<int>(like.size(-1)), static_cast<int>(like.size(-2)));
    std::vector<double> key{static_cast<double>(size.width),
                            static_cast<double>(size.height),
                            camera.fx,
                            camera.fy,
                            camera.cx,
                            camera.cy};
    key.insert(key.end(), camera.distortion.begin(), camera.distortion.end());
    const std::lock_guard lock(mutex_);
    const auto found = maps_.find(key);
    if (found != maps_.end()) return found->second;
    constexpr size_t kKept = 4;  // 8 bytes a pixel each; folders may hold images of any number of sizes
    if (maps_.size() >= kKept) maps_.clear();
    return maps_.emplace(std::move(key), std::make_shared<const Maps>(makeMaps(camera, size))).first->second;
  }

  mutable std::mutex mutex_;
  mutable std::map<std::vector<double>, std::shared_ptr<const Maps>> maps_;
};

}  // namespace

Result<std::unique_ptr<Source>> undistorted(std::unique_ptr<Source> source) {
  const SourceInfo info = source->info();
  if (info.camera.distortion.empty())
    return Error{fmt::format("cannot undistort: the camera ({}) has no distortion coefficients",
                             info.camera.origin_text),
                 info.path.string(), "Give a camera file with distortion: --camera-file"};
  return mapSource(std::move(source), std::make_shared<Undistortion>());
}

}  // namespace kerb
