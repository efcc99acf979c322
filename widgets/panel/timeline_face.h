// The seek bar as a screen reader sees it.
#pragma once

#include <QAccessibleWidget>

namespace kerb {

class Playback;
class Timeline;

/// A slider of frames, whose value is spoken with its time.
class TimelineFace final : public QAccessibleWidget, public QAccessibleValueInterface {
 public:
  explicit TimelineFace(Timeline* timeline);
  /// For QAccessible::installFactory().
  static QAccessibleInterface* make(const QString& class_name, QObject* object);

  void* interface_cast(QAccessible::InterfaceType type) override;
  QString text(QAccessible::Text which) const override;
  QVariant currentValue() const override;
  void setCurrentValue(const QVariant& value) override;
  QVariant maximumValue() const override;
  QVariant minimumValue() const override { return 0; }
  QVariant minimumStepSize() const override { return 1; }

 private:
  Timeline* timeline() const;
  Playback* playback() const;
};

}  // namespace kerb
