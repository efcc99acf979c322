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
  /// `histogram`: how often values occur, 0..1, in bins from the near end to the far one; empty: not shown.
  void show(Range range, ColourMap colours, Scaling scaling, const QString& unit,
            const std::vector<float>& histogram = {});
  void clear();
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int barLeft() const;
  void paintHistogram(QPainter& painter, const QRect& bar) const;

  bool has_range_ = false;
  Range range_;
  ColourMap colours_ = ColourMap::turbo;
  Scaling scaling_ = Scaling::inverse;
  QString unit_;
  std::vector<float> histogram_;
};

/// Fills `panel`: the controls above, below them the picture with its bar at the right.
void layOutWithBar(QWidget* panel, QWidget* controls, QWidget* picture, ColourBar* bar);

}  // namespace kerb
