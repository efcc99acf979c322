#include "widgets/cloud/cloud_actors.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>
#include <vtkTypeInt32Array.h>
#include <vtkUnsignedCharArray.h>

namespace kerb {
namespace {

/// A block is the smallest thing that is drawn: larger ones would make a pass long.
constexpr size_t kLargestBlock = 200'000;

constexpr std::array<double, 3> kFrustumColour{1.0, 0.72, 0.26};

/// 0, 1, 2 ...: the points of every block in their order.
std::vector<int>& counting() {
  static std::vector<int> numbers = [] {
    std::vector<int> all(kLargestBlock);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }();
  return numbers;
}

/// One VTK cell of `size` points.
vtkSmartPointer<vtkCellArray> pointCell(size_t size) {
  vtkNew<vtkTypeInt32Array> offsets, points;
  offsets->SetNumberOfValues(2);
  offsets->SetValue(0, 0);
  offsets->SetValue(1, static_cast<int>(size));
  points->SetArray(counting().data(), static_cast<vtkIdType>(size), 1);
  vtkNew<vtkCellArray> cell;
  cell->SetData(offsets, points);
  return cell;
}

/// VTK takes no const memory, but writes to none of this.
vtkSmartPointer<vtkActor> blockActor(const CloudPoints& points, size_t begin, size_t size) {
  const auto count = 3 * static_cast<vtkIdType>(size);
  vtkNew<vtkFloatArray> xyz;
  xyz->SetNumberOfComponents(3);
  xyz->SetArray(const_cast<float*>(points.xyz.data()) + 3 * begin, count, 1);
  vtkNew<vtkUnsignedCharArray> rgb;
  rgb->SetNumberOfComponents(3);
  rgb->SetArray(const_cast<uint8_t*>(points.rgb.data()) + 3 * begin, count, 1);
  vtkNew<vtkPoints> places;
  places->SetData(xyz);
  vtkNew<vtkPolyData> data;
  data->SetPoints(places);
  data->SetVerts(pointCell(size));
  data->GetPointData()->SetScalars(rgb);
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  mapper->SetColorModeToDirectScalars();
  mapper->StaticOn();
  auto actor = vtkSmartPointer<vtkActor>::New();
  actor->SetMapper(mapper);
  actor->GetProperty()->LightingOff();
  actor->VisibilityOff();
  return actor;
}

/// The corners of the picture: top left, top right, bottom right, bottom left.
std::array<std::array<double, 3>, 4> cornersOf(const CloudFrustum& f) {
  const double left = -f.cx / f.fx * f.depth, right = (1 - f.cx) / f.fx * f.depth;
  const double top = -f.cy / f.fy * f.depth, bottom = (1 - f.cy) / f.fy * f.depth;
  return {{{left, top, f.depth}, {right, top, f.depth}, {right, bottom, f.depth}, {left, bottom, f.depth}}};
}

vtkSmartPointer<vtkActor> plainActor(vtkPolyData* data) {
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  auto actor = vtkSmartPointer<vtkActor>::New();
  actor->SetMapper(mapper);
  actor->GetProperty()->LightingOff();
  actor->VisibilityOff();
  return actor;
}

vtkSmartPointer<vtkActor> edgesActor(const CloudFrustum& frustum) {
  vtkNew<vtkPoints> points;
  points->InsertNextPoint(0, 0, 0);
  for (const auto& corner : cornersOf(frustum)) points->InsertNextPoint(corner.data());
  vtkNew<vtkCellArray> lines;
  for (vtkIdType i = 0; i < 4; ++i) {
    const std::array<vtkIdType, 2> edge{0, i + 1}, side{i + 1, (i + 1) % 4 + 1};
    lines->InsertNextCell(2, edge.data());
    lines->InsertNextCell(2, side.data());
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetLines(lines);
  auto actor = plainActor(data);
  actor->GetProperty()->SetColor(kFrustumColour[0], kFrustumColour[1], kFrustumColour[2]);
  return actor;
}

/// Rows from the bottom, as VTK has them.
vtkSmartPointer<vtkTexture> textureOf(const CloudFrustum& frustum) {
  vtkNew<vtkImageData> image;
  image->SetDimensions(frustum.width, frustum.height, 1);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 3);
  const size_t row = 3 * static_cast<size_t>(frustum.width);
  auto* out = static_cast<uint8_t*>(image->GetScalarPointer());
  for (size_t y = static_cast<size_t>(frustum.height); y-- > 0; out += row)
    std::copy_n(frustum.rgb.data() + y * row, row, out);
  auto texture = vtkSmartPointer<vtkTexture>::New();
  texture->SetInputData(image);
  texture->SetColorModeToDirectScalars();
  texture->InterpolateOn();
  return texture;
}

vtkSmartPointer<vtkActor> pictureActor(const CloudFrustum& frustum) {
  vtkNew<vtkPoints> points;
  for (const auto& corner : cornersOf(frustum)) points->InsertNextPoint(corner.data());
  vtkNew<vtkFloatArray> places;
  places->SetNumberOfComponents(2);
  for (const auto& [x, y] : {std::pair{0, 1}, {1, 1}, {1, 0}, {0, 0}}) places->InsertNextTuple2(x, y);
  vtkNew<vtkCellArray> quad;
  const std::array<vtkIdType, 4> corners{0, 1, 2, 3};
  quad->InsertNextCell(4, corners.data());
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetPolys(quad);
  data->GetPointData()->SetTCoords(places);
  auto actor = plainActor(data);
  actor->SetTexture(textureOf(frustum));
  return actor;
}

}  // namespace

CloudActors::CloudActors(std::shared_ptr<const CloudPoints> points, vtkRenderer* renderer)
    : points_(std::move(points)), renderer_(renderer) {
  size_t begin = 0;
  for (size_t level = 0; level < kCloudLevels; ++level) {
    for (const size_t end = points_->level_end[level]; begin < end;) {
      const size_t size = std::min(end - begin, kLargestBlock);
      blocks_.push_back({blockActor(*points_, begin, size), level, size});
      renderer_->AddActor(blocks_.back().actor);
      begin += size;
    }
  }
}

CloudActors::~CloudActors() {
  for (const CloudBlock& block : blocks_) renderer_->RemoveActor(block.actor);
}

void CloudActors::setPlace(const Eigen::Isometry3d& scene_from_camera) {
  if (scene_from_camera.matrix() == scene_from_camera_.matrix()) return;
  scene_from_camera_ = scene_from_camera;
  vtkNew<vtkMatrix4x4> matrix;
  for (int row = 0; row < 4; ++row)
    for (int column = 0; column < 4; ++column)
      matrix->SetElement(row, column, scene_from_camera.matrix()(row, column));
  for (const CloudBlock& block : blocks_) block.actor->SetUserMatrix(matrix);
}

std::vector<vtkSmartPointer<vtkActor>> frustumActors(const CloudFrustum& frustum) {
  std::vector<vtkSmartPointer<vtkActor>> actors{edgesActor(frustum)};
  if (!frustum.rgb.empty()) actors.push_back(pictureActor(frustum));
  return actors;
}

}  // namespace kerb
