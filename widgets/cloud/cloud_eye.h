// From where the scene is looked at: an eye that goes round a point. No Qt, no VTK.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <Eigen/Geometry>

namespace kerb {

enum class CloudPreset { camera, behind, top, side };

/// Axes as the camera's: x right, y down, z forward.
struct CloudEye {
  Eigen::Vector3d focus{0, 0, 10};             ///< what it goes round, in the unit of the points
  double yaw = 0;                              ///< radians, to the right
  double pitch = 0;                            ///< radians, downwards; -pi/2..pi/2
  double distance = 10;                        ///< from the focus
  double half_width = 0.8, half_height = 0.5;  ///< tangents of the field that must be seen whole

  Eigen::Vector3d forward() const;
  Eigen::Vector3d up() const;
  Eigen::Vector3d right() const { return forward().cross(up()); }
  Eigen::Vector3d position() const { return focus - distance * forward(); }
  /// Tangent of half the vertical field in a view of this shape.
  double halfHeightIn(double width, double height) const;
  bool operator==(const CloudEye&) const = default;
};

/// The usual views. `unit`: how long ten metres are in the unit of the points, divided by ten (1 for metres).
/// half_width, half_height: the field of the camera that took the frame.
CloudEye cloudPreset(CloudPreset preset, double unit, double half_width, double half_height);

/// Goes round the focus; radians.
CloudEye orbited(const CloudEye& eye, double right, double down);
/// Moves with the scene under the cursor; as fractions of the view's height.
CloudEye shifted(const CloudEye& eye, double right, double down, double aspect);
/// Comes nearer; factor > 1.
CloudEye zoomed(const CloudEye& eye, double factor);

/// Looks the same way, with the whole box in a view of this shape; not nearer than this.
CloudEye fitted(const CloudEye& eye, const Eigen::AlignedBox3d& box, double width, double height,
                double nearest);

/// For settings; nothing where the text is no eye.
std::string textOf(const CloudEye& eye);
std::optional<CloudEye> parseCloudEye(std::string_view text);

}  // namespace kerb
