#include "widgets/view/colour_bar.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kBarWidth = 14;
constexpr int kHistogramWidth = 36;

double scaled(double value, Scaling scaling) {
  if (scaling == Scaling::log) return std::log(value);
  if (scaling == Scaling::inverse) return -1 / value;
  return value;
}

/// 1, 2, 5, 10, 20, 50 ... from below lo to above hi.
std::vector<double> decades(Range range) {
  std::vector<double> values;
  for (double ten = std::pow(10, std::floor(std::log10(range.lo))); ten <= range.hi; ten *= 10) {
    for (const double digit : {1.0, 1.5, 2.0, 3.0, 5.0, 7.0}) values.push_back(digit * ten);
  }
  return values;
}

std::vector<double> multiples(Range range, double smallest_gap) {
  const double rough = (range.hi - range.lo) * smallest_gap;
  const double ten = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * ten;
  for (const double digit : {5.0, 2.0, 1.0}) {
    if (digit * ten >= rough) step = digit * ten;
  }
  std::vector<double> values;
  for (double n = std::ceil(range.lo / step); n * step <= range.hi; ++n) values.push_back(n * step);
  return values;
}

}  // namespace

double positionOnBar(double value, Range range, Scaling scaling) {
  const double lo = scaled(range.lo, scaling);
  const double hi = scaled(range.hi, scaling);
  return (scaled(value, scaling) - lo) / (hi - lo);
}

std::vector<double> ticksOf(Range range, Scaling scaling, double smallest_gap) {
  if (!(range.lo < range.hi) || !std::isfinite(range.hi) || (scaling != Scaling::linear && !(range.lo > 0)))
    return {};
  const auto candidates = scaling == Scaling::linear ? multiples(range, smallest_gap) : decades(range);
  std::vector<double> ticks;
  double last = -1;
  for (const double value : candidates) {
    const double position = positionOnBar(value, range, scaling);
    if (position < 0 || position > 1 || position - last < smallest_gap) continue;
    ticks.push_back(value);
    last = position;
  }
  return ticks;
}

ColourBar::ColourBar(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
  translated(this, [this] {
    setAccessibleName(tr("Colour bar"));
    updateGeometry();
  });
}

void ColourBar::show(Range range, ColourMap colours, Scaling scaling, const QString& unit,
                     const std::vector<float>& histogram) {
  has_range_ = true;
  range_ = range;
  colours_ = colours;
  scaling_ = scaling;
  unit_ = unit;
  const bool is_wider = histogram.empty() != histogram_.empty();
  histogram_ = histogram;
  if (is_wider) updateGeometry();
  update();
}

void ColourBar::clear() {
  has_range_ = false;
  update();
}

QSize ColourBar::sizeHint() const {
  return {barLeft() + kBarWidth + look::kGap + fontMetrics().horizontalAdvance(tr("relative")) + look::kGap,
          120};
}

int ColourBar::barLeft() const {
  return look::kGap + (histogram_.empty() ? 0 : kHistogramWidth + look::kSmallGap);
}

/// To the left, from the bar outwards.
void ColourBar::paintHistogram(QPainter& painter, const QRect& bar) const {
  if (histogram_.empty()) return;
  for (int y = 0; y < bar.height(); ++y) {
    const auto bin =
        static_cast<size_t>((bar.height() - 1 - y) * static_cast<int>(histogram_.size()) / bar.height());
    // The root: sky has one depth, and next to its bin all others would vanish.
    const int length = qRound(std::sqrt(histogram_[bin]) * kHistogramWidth);
    painter.fillRect(bar.left() - look::kSmallGap - length, bar.top() + y, length, 1, look::kStageFaint);
  }
}

void ColourBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look::kStage);
  if (!has_range_) return;
  const int line = fontMetrics().height();
  const QRect bar(barLeft(), look::kGap + line + look::kSmallGap, kBarWidth,
                  height() - 2 * look::kGap - line - look::kSmallGap);
  if (bar.height() < line) return;
  const ColourTable& table = colourTable(colours_);
  for (int y = 0; y < bar.height(); ++y) {
    const double up = 1 - y / std::max(1.0, bar.height() - 1.0);
    const double t = scaling_ == Scaling::inverse ? 1 - up : up;
    const Colour& c = table[static_cast<size_t>(std::lround(t * 255))];
    painter.fillRect(bar.left(), bar.top() + y, bar.width(), 1, QColor(c[0], c[1], c[2]));
  }
  paintHistogram(painter, bar);
  painter.setPen(look::kStageFaint);
  painter.drawText(QRect(look::kGap, look::kGap, width() - 2 * look::kGap, line),
                   histogram_.empty() ? Qt::AlignLeft : Qt::AlignRight, unit_);
  painter.setPen(look::kStageText);
  const double gap = 1.4 * line / bar.height();
  for (const double value : ticksOf(range_, scaling_, gap)) {
    const double y = bar.bottom() - positionOnBar(value, range_, scaling_) * (bar.height() - 1);
    painter.drawLine(QPointF(bar.right() + 1, y), QPointF(bar.right() + 3, y));
    const QRectF text(bar.right() + 1 + look::kGap, y - line / 2.0, width(), line);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, locale().toString(value, 'g', 4));
  }
}

void layOutWithBar(QWidget* panel, QWidget* controls, QWidget* picture, ColourBar* bar) {
  auto* row = new QHBoxLayout;
  row->setSpacing(0);
  row->addWidget(picture, 1);
  row->addWidget(bar);
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(controls);
  layout->addLayout(row, 1);
}

}  // namespace kerb
