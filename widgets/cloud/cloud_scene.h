// Draws points with VTK into an off-screen context. Everything here belongs to one thread. No Qt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "widgets/cloud/cloud_eye.h"
#include "widgets/cloud/cloud_points.h"

namespace kerb {

/// A picture is drawn in passes, so that a large cloud never blocks for long: drawFirst() clears and draws an
/// even sample, drawMore() adds what is missing over it.
///
/// Where there is no X display or no OpenGL, VTK ends the program: ask probeOpenGl() first.
class CloudScene {
 public:
  CloudScene();
  ~CloudScene();
  CloudScene(const CloudScene&) = delete;
  CloudScene& operator=(const CloudScene&) = delete;

  /// What is there already stays on the graphics card.
  void setContent(const CloudContent& content, bool shows_frustum);
  /// Device pixels; both > 0.
  void setView(const CloudEye& eye, int width, int height, double point_size_px);

  /// Draws all levels that together have at most so many points, and level 0 in any case.
  void drawFirst(size_t points);
  /// Draws further blocks, up to about so many points; at least one.
  void drawMore(size_t points);
  /// Everything is drawn.
  bool isComplete() const;
  size_t drawn() const;
  /// Points that the last pass had to bring to the graphics card first.
  size_t uploaded() const;

  /// The picture, from the top row: 0xffRRGGBB. Waits until it is drawn.
  void read(uint32_t* pixels, size_t pixels_per_row);
  /// Who draws, for people: "llvmpipe (LLVM 15.0.6, 256 bits)".
  std::string device();

 private:
  struct Vtk;
  std::unique_ptr<Vtk> vtk_;
};

/// What VTK said in this thread since the last call: warnings and errors, one each.
std::vector<std::string> takeVtkMessages();

}  // namespace kerb
