// A field for numbers of any size.
#pragma once

#include <QDoubleSpinBox>

namespace kerb {

/// Takes six decimals and shows as few as it is told. What it shows rounded stays what it is until somebody
/// enters another number.
class NumberBox : public QDoubleSpinBox {
  Q_OBJECT

 public:
  static constexpr int kMostDecimals = 6;

  explicit NumberBox(QWidget* parent = nullptr);
  /// `decimals`: 0 to kMostDecimals, of what it shows.
  void showValue(double value, int decimals);

  QString textFromValue(double value) const override;
  double valueFromText(const QString& text) const override;

 private:
  int shown_ = 2;
};

}  // namespace kerb
