#include "widgets/panel/steady_wheel.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QScrollArea>
#include <QSlider>

namespace kerb {
namespace {

bool liesInAForm(const QWidget* field) {
  for (const QWidget* at = field->parentWidget(); at != nullptr; at = at->parentWidget()) {
    if (qobject_cast<const QScrollArea*>(at)) return true;
  }
  return false;
}

/// The field that `watched` is, if it is one whose value the wheel changes.
QWidget* fieldOf(QObject* watched) {
  const bool is_field = qobject_cast<QAbstractSpinBox*>(watched) || qobject_cast<QComboBox*>(watched) ||
                        qobject_cast<QSlider*>(watched);
  auto* field = is_field ? qobject_cast<QWidget*>(watched) : nullptr;
  return field != nullptr && liesInAForm(field) ? field : nullptr;
}

}  // namespace

bool SteadyWheel::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::Wheel && event->type() != QEvent::Polish) return false;
  QWidget* field = fieldOf(watched);
  if (field == nullptr) return false;
  if (event->type() == QEvent::Polish) {
    field->setFocusPolicy(Qt::StrongFocus);  // else the wheel gives the focus before it turns
    return false;
  }
  if (field->hasFocus()) return false;
  event->ignore();
  return true;
}

}  // namespace kerb
