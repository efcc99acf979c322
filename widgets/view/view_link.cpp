#include "widgets/view/view_link.h"

#include <algorithm>

namespace kerb {

QRectF placeOfPicture(const ViewPlace& place, QSizeF picture, QSizeF view) {
  if (picture.isEmpty()) return {};
  if (place.fits) {
    const QSizeF size = picture.scaled(view, Qt::KeepAspectRatio);
    return {QPointF((view.width() - size.width()) / 2, (view.height() - size.height()) / 2), size};
  }
  const QSizeF size(place.width_on_screen, place.width_on_screen * picture.height() / picture.width());
  return {QPointF(view.width() / 2 - place.centre.x() * size.width(),
                  view.height() / 2 - place.centre.y() * size.height()),
          size};
}

ViewPlace zoomedAt(const ViewPlace& place, QSizeF picture, QSizeF view, QPointF cursor, double factor,
                   double smallest, double largest) {
  const QRectF before = placeOfPicture(place, picture, view);
  if (before.isEmpty()) return place;
  // Where a fitted picture is beyond the limits already, it may stay there but goes no further.
  const double now = before.width() / picture.width();
  const double scale = std::clamp(now * factor, std::min(smallest, now), std::max(largest, now));
  const QPointF point((cursor.x() - before.left()) / before.width(),
                      (cursor.y() - before.top()) / before.height());
  ViewPlace after;
  after.fits = false;
  after.width_on_screen = scale * picture.width();
  const QSizeF size(after.width_on_screen, scale * picture.height());
  after.centre = {point.x() + (view.width() / 2 - cursor.x()) / size.width(),
                  point.y() + (view.height() / 2 - cursor.y()) / size.height()};
  return panned(after, picture, view, {0, 0});
}

ViewPlace panned(const ViewPlace& place, QSizeF picture, QSizeF view, QPointF delta) {
  const QRectF now = placeOfPicture(place, picture, view);
  if (now.isEmpty()) return place;
  ViewPlace after = place;
  after.fits = false;
  after.width_on_screen = now.width();
  after.centre = {(view.width() / 2 - now.left() - delta.x()) / now.width(),
                  (view.height() / 2 - now.top() - delta.y()) / now.height()};
  after.centre = {std::clamp(after.centre.x(), 0.0, 1.0), std::clamp(after.centre.y(), 0.0, 1.0)};
  return after;
}

void ViewLink::setPlace(const ViewPlace& place) {
  if (place == place_) return;
  place_ = place;
  Q_EMIT placeChanged();
}

void ViewLink::setCrosshair(std::optional<QPointF> at) {
  if (at == crosshair_) return;
  crosshair_ = at;
  Q_EMIT crosshairChanged();
}

void ViewLink::setRegion(std::optional<QRectF> region) {
  if (region == region_) return;
  region_ = region;
  Q_EMIT regionChanged();
}

void ViewLink::setDrawsRegion(bool draws) {
  if (draws == draws_region_) return;
  draws_region_ = draws;
  Q_EMIT drawsRegionChanged(draws);
}

}  // namespace kerb
