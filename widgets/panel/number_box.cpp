#include "widgets/panel/number_box.h"

#include <QLocale>
#include <cmath>

namespace kerb {

NumberBox::NumberBox(QWidget* parent) : QDoubleSpinBox(parent) {
  setDecimals(kMostDecimals);
  setKeyboardTracking(false);
}

void NumberBox::showValue(double value, int decimals) {
  shown_ = decimals;
  setValue(value);
}

QString NumberBox::textFromValue(double value) const {
  QString text = locale().toString(value, 'f', shown_);
  if (std::abs(value) >= 1000) text.remove(locale().groupSeparator());  // as QDoubleSpinBox
  return text;
}

double NumberBox::valueFromText(const QString& text) const {
  return text == prefix() + textFromValue(value()) + suffix() ? value() : QDoubleSpinBox::valueFromText(text);
}

}  // namespace kerb
