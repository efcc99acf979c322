#include "widgets/cloud/cloud_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <ranges>

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

#include "widgets/cloud/cloud_actors.h"
#include "widgets/cloud/vtk_messages.h"

namespace kerb {
namespace {

/// The stage of all views (widgets/view/look.h).
constexpr double kStageRed = 24 / 255.0, kStageGreen = 25 / 255.0, kStageBlue = 27 / 255.0;

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

}  // namespace

struct CloudScene::Vtk {
  vtkNew<vtkRenderWindow> window;
  vtkNew<vtkRenderer> renderer;
  vtkNew<vtkUnsignedCharArray> pixels;
  std::vector<std::unique_ptr<CloudActors>> clouds;
  std::vector<vtkSmartPointer<vtkActor>> frustum;
  double frustum_depth = 0;
  CloudEye eye;
  int width = 0, height = 0;
  float point_size = 1;
  std::vector<CloudBlock*> order;  ///< by level
  size_t next = 0;                 ///< in `order`
  size_t drawn = 0, uploaded = 0;

  void sortBlocks() {
    order.clear();
    for (const auto& cloud : clouds)
      for (CloudBlock& block : cloud->blocks()) order.push_back(&block);
    std::ranges::stable_sort(order, {}, &CloudBlock::level);
    next = 0;
  }

  /// From inside the picture it would hide everything.
  bool showsFrustum() const { return eye.position().norm() > 1.2 * frustum_depth; }

  void clip() const {
    double near_end = std::numeric_limits<double>::infinity(), far_end = 0;
    const auto include = [&](const Eigen::Vector3d& point) {
      const double depth = (point - eye.position()).dot(eye.forward());
      near_end = std::min(near_end, depth);
      far_end = std::max(far_end, depth);
    };
    include(Eigen::Vector3d::Zero());
    for (const auto& cloud : clouds) {
      const Eigen::AlignedBox3d box = cloud->points()->bounds.cast<double>();
      if (box.isEmpty()) continue;
      for (int corner = 0; corner < 8; ++corner)
        include(cloud->place() * box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(corner)));
    }
    far_end = std::max(far_end * 1.01, 1e-3);
    renderer->GetActiveCamera()->SetClippingRange(std::max(near_end * 0.99, far_end * 1e-3), far_end);
  }

  /// Draws order[next..end), and hides it again.
  void draw(size_t end, bool is_first) {
    uploaded = 0;
    for (size_t i = next; i < end; ++i) {
      CloudBlock& block = *order[i];
      block.actor->VisibilityOn();
      block.actor->GetProperty()->SetPointSize(point_size);
      drawn += block.size;
      if (!std::exchange(block.is_uploaded, true)) uploaded += block.size;
    }
    for (const auto& each : frustum) each->SetVisibility(is_first && showsFrustum());
    renderer->SetPreserveColorBuffer(!is_first);
    renderer->SetPreserveDepthBuffer(!is_first);
    window->Render();
    for (size_t i = next; i < end; ++i) order[i]->actor->VisibilityOff();
    next = end;
  }
};

CloudScene::CloudScene() {
  keepVtkMessages();
  vtk_ = std::make_unique<Vtk>();
  vtk_->window->SetOffScreenRendering(1);
  vtk_->window->SetShowWindow(false);
  vtk_->window->SetMultiSamples(0);
  vtk_->window->SwapBuffersOff();
  vtk_->window->AddRenderer(vtk_->renderer);
  vtk_->renderer->SetBackground(kStageRed, kStageGreen, kStageBlue);
  vtk_->renderer->GetActiveCamera();
}

CloudScene::~CloudScene() = default;

void CloudScene::setContent(const CloudContent& content, bool shows_frustum) {
  std::vector<std::unique_ptr<CloudActors>> kept;
  for (const PlacedCloud& placed : content.clouds) {
    const auto found = std::ranges::find_if(
        vtk_->clouds, [&](const auto& each) { return each && each->points() == placed.points.get(); });
    kept.push_back(found != vtk_->clouds.end()
                       ? std::move(*found)
                       : std::make_unique<CloudActors>(placed.points, vtk_->renderer));
    kept.back()->setPlace(placed.scene_from_camera);
  }
  vtk_->clouds = std::move(kept);
  for (const auto& each : vtk_->frustum) vtk_->renderer->RemoveActor(each);
  vtk_->frustum.clear();
  if (shows_frustum && content.frustum) {
    vtk_->frustum = frustumActors(*content.frustum);
    vtk_->frustum_depth = content.frustum->depth;
    for (const auto& each : vtk_->frustum) vtk_->renderer->AddActor(each);
  }
  vtk_->sortBlocks();
}

void CloudScene::setView(const CloudEye& eye, int width, int height, double point_size_px) {
  vtk_->eye = eye;
  if (width != vtk_->width || height != vtk_->height) vtk_->window->SetSize(width, height);
  vtk_->width = width;
  vtk_->height = height;
  vtk_->point_size = static_cast<float>(point_size_px);
  vtkCamera* camera = vtk_->renderer->GetActiveCamera();
  camera->SetPosition(eye.position().data());
  camera->SetFocalPoint(eye.focus.data());
  camera->SetViewUp(eye.up().data());
  camera->SetViewAngle(degrees(2 * std::atan(eye.halfHeightIn(width, height))));
}

void CloudScene::drawFirst(size_t points) {
  vtk_->next = 0;
  vtk_->drawn = 0;
  vtk_->clip();
  size_t end = 0, sum = 0;
  for (size_t i = 0; i < vtk_->order.size();) {  // whole levels only: an even sample
    const size_t level = vtk_->order[i]->level;
    for (; i < vtk_->order.size() && vtk_->order[i]->level == level; ++i) sum += vtk_->order[i]->size;
    if (end > 0 && sum > points) break;
    end = i;
  }
  vtk_->draw(end, true);
}

void CloudScene::drawMore(size_t points) {
  size_t end = vtk_->next, sum = 0;
  while (end < vtk_->order.size() && (sum == 0 || sum + vtk_->order[end]->size <= points))
    sum += vtk_->order[end++]->size;
  vtk_->draw(end, false);
}

bool CloudScene::isComplete() const { return vtk_->next == vtk_->order.size(); }
size_t CloudScene::drawn() const { return vtk_->drawn; }
size_t CloudScene::uploaded() const { return vtk_->uploaded; }

void CloudScene::read(uint32_t* pixels, size_t pixels_per_row) {
  const auto width = static_cast<size_t>(vtk_->width);
  const auto height = static_cast<size_t>(vtk_->height);
  vtk_->window->GetPixelData(0, 0, vtk_->width - 1, vtk_->height - 1, 0, vtk_->pixels);
  const uint8_t* in = vtk_->pixels->GetPointer(0);  // from the bottom
  for (size_t y = height; y-- > 0;) {
    uint32_t* out = pixels + y * pixels_per_row;
    for (size_t x = 0; x < width; ++x, in += 3)
      out[x] = 0xff000000U | uint32_t{in[0]} << 16U | uint32_t{in[1]} << 8U | in[2];
  }
}

std::string CloudScene::device() {
  const std::string all = vtk_->window->ReportCapabilities();
  const std::string key = "OpenGL renderer string:";
  const size_t at = all.find(key);
  if (at == std::string::npos) return {};
  const size_t begin = all.find_first_not_of(' ', at + key.size());
  return all.substr(begin, all.find('\n', begin) - begin);
}

}  // namespace kerb
