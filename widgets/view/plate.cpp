#include "widgets/view/plate.h"

#include <algorithm>

#include "widgets/view/look.h"

namespace kerb {

void paintPlate(QPainter& painter, const QRect& area, Qt::Alignment corner, const QStringList& lines) {
  if (lines.isEmpty()) return;
  const QFontMetrics metrics = painter.fontMetrics();
  const int room = area.width() - 2 * look::kGap;
  int width = 0;
  for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  width = std::min(width + 2, room);  // advances are rounded down
  QRect plate(0, 0, width + 2 * look::kGap,
              static_cast<int>(lines.size()) * metrics.height() + 2 * look::kSmallGap);
  if (plate.height() > area.height() || room < metrics.averageCharWidth() * 4) return;
  plate.moveTopLeft(area.topLeft());
  if (corner & Qt::AlignRight) plate.moveRight(area.right());
  if (corner & Qt::AlignBottom) plate.moveBottom(area.bottom());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(look::kPlate);
  painter.drawRoundedRect(plate, look::kRadius, look::kRadius);
  painter.setPen(look::kStageText);
  QRect row(plate.left() + look::kGap, plate.top() + look::kSmallGap, width, metrics.height());
  for (const QString& line : lines) {
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(line, Qt::ElideMiddle, width));
    row.translate(0, metrics.height());
  }
  painter.restore();
}

}  // namespace kerb
