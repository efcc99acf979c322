// What linked views share: which part of the picture is seen, and where the cursor points.
#pragma once

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <optional>

namespace kerb {

/// Which part of a picture is seen. Normalised to the picture, so that views of different resolution show the
/// same.
struct ViewPlace {
  bool fits = true;            ///< the whole picture, as large as it goes
  double width_on_screen = 0;  ///< else: of the whole picture, in device-independent pixels
  QPointF centre{0.5, 0.5};    ///< the point of the picture in the view's centre, 0..1
  bool operator==(const ViewPlace&) const = default;
};

/// Where the whole picture lies in a view of this size, both in device-independent pixels.
QRectF placeOfPicture(const ViewPlace& place, QSizeF picture, QSizeF view);

/// The place after scaling by `factor` (1: no change) with the point under `cursor` kept where it is. The
/// scale, in view pixels for one of the picture, stays within [smallest, largest].
ViewPlace zoomedAt(const ViewPlace& place, QSizeF picture, QSizeF view, QPointF cursor, double factor,
                   double smallest, double largest);

/// The place after moving the picture by `delta` view pixels; the centre of the view stays on the picture.
ViewPlace panned(const ViewPlace& place, QSizeF picture, QSizeF view, QPointF delta);

/// Shared by the views of one workspace. Lives on the UI thread, longer than its views.
class ViewLink : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  const ViewPlace& place() const { return place_; }
  void setPlace(const ViewPlace& place);
  /// 0..1 in the picture; none: the cursor is over no view.
  const std::optional<QPointF>& crosshair() const { return crosshair_; }
  void setCrosshair(std::optional<QPointF> at);
  /// The rectangle that is measured, 0..1 in the picture; none: nothing is.
  const std::optional<QRectF>& region() const { return region_; }
  void setRegion(std::optional<QRectF> region);
  /// Dragging draws the rectangle, without Shift too.
  bool drawsRegion() const { return draws_region_; }
  void setDrawsRegion(bool draws);

 Q_SIGNALS:
  void placeChanged();
  void crosshairChanged();
  void regionChanged();
  void drawsRegionChanged(bool draws);

 private:
  ViewPlace place_;
  std::optional<QPointF> crosshair_;
  std::optional<QRectF> region_;
  bool draws_region_ = false;
};

}  // namespace kerb
