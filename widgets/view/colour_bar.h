// What the colours of a map mean: a bar with values and unit.
#pragma once

#include <QWidget>
#include <vector>

#include "core/prediction/colour_map.h"

namespace kerb {

/// Where a value lies on the bar, 0 at the near end and 1 at the far one.
double positionOnBar(double value, Range range, Scaling scaling);

/// Round values within the range, in ascending order, at least `smallest_gap` (of the bar's length 1) apart.
std::vector<double> ticksOf(Range range, Scaling scaling, double smallest_gap);

/// Near at the bottom, far at the top.
class ColourBar : public QWidget {
  Q_OBJECT

 public:
  explicit ColourBar(QWidget* parent = nullptr);
  void show(Range range, ColourMap colours, Scaling scaling, const QString& unit);
  void clear();
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  bool has_range_ = false;
  Range range_;
  ColourMap colours_ = ColourMap::turbo;
  Scaling scaling_ = Scaling::inverse;
  QString unit_;
};

}  // namespace kerb
