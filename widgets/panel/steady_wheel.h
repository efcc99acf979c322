// The wheel over a form that scrolls moves the form, and changes no number or choice that it passes over.
#pragma once

#include <QObject>

namespace kerb {

/// Of the application: fields inside a QScrollArea take the wheel only after they were clicked.
class SteadyWheel : public QObject {
 public:
  using QObject::QObject;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace kerb
