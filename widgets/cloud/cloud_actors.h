// What of a scene VTK holds: blocks of points, and the camera with its picture.
#pragma once

#include <memory>
#include <vector>

#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include "widgets/cloud/cloud_points.h"

class vtkActor;
class vtkRenderer;

namespace kerb {

/// Part of one level of a cloud, as one VTK actor.
struct CloudBlock {
  vtkSmartPointer<vtkActor> actor;
  size_t level = 0, size = 0;
  bool is_uploaded = false;
};

/// The blocks of one cloud in a renderer; its points are not copied.
class CloudActors {
 public:
  CloudActors(std::shared_ptr<const CloudPoints> points, vtkRenderer* renderer);
  ~CloudActors();
  CloudActors(const CloudActors&) = delete;
  CloudActors& operator=(const CloudActors&) = delete;

  const CloudPoints* points() const { return points_.get(); }
  std::vector<CloudBlock>& blocks() { return blocks_; }
  const Eigen::Isometry3d& place() const { return scene_from_camera_; }
  void setPlace(const Eigen::Isometry3d& scene_from_camera);

 private:
  std::shared_ptr<const CloudPoints> points_;
  vtkSmartPointer<vtkRenderer> renderer_;
  std::vector<CloudBlock> blocks_;
  Eigen::Isometry3d scene_from_camera_ = Eigen::Isometry3d::Identity();
};

/// Edges, and the picture at their end. Invisible until drawn.
std::vector<vtkSmartPointer<vtkActor>> frustumActors(const CloudFrustum& frustum);

}  // namespace kerb
