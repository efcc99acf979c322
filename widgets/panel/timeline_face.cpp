#include "widgets/panel/timeline_face.h"

#include <algorithm>

#include "widgets/panel/playback.h"
#include "widgets/panel/timeline.h"

namespace kerb {

TimelineFace::TimelineFace(Timeline* timeline) : QAccessibleWidget(timeline, QAccessible::Slider) {}

QAccessibleInterface* TimelineFace::make(const QString&, QObject* object) {
  auto* timeline = qobject_cast<Timeline*>(object);
  return timeline != nullptr ? new TimelineFace(timeline) : nullptr;
}

Timeline* TimelineFace::timeline() const { return qobject_cast<Timeline*>(widget()); }

Playback* TimelineFace::playback() const { return timeline()->playback(); }

void* TimelineFace::interface_cast(QAccessible::InterfaceType type) {
  if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
  return QAccessibleWidget::interface_cast(type);
}

QString TimelineFace::text(QAccessible::Text which) const {
  return which == QAccessible::Value ? timeline()->positionText() : QAccessibleWidget::text(which);
}

QVariant TimelineFace::currentValue() const { return playback()->index(); }

void TimelineFace::setCurrentValue(const QVariant& value) {
  if (playback()->isOpen()) playback()->seek(value.toLongLong());
}

QVariant TimelineFace::maximumValue() const { return std::max<qint64>(0, playback()->count() - 1); }

}  // namespace kerb
