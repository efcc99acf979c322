#include "widgets/view/plate.h"

#include <algorithm>

#include "widgets/view/look.h"

namespace kerb {

int plateHeight(const QFontMetrics& metrics, qsizetype lines) {
  return lines == 0 ? 0 : static_cast<int>(lines) * metrics.height() + 2 * look::kSmallGap;
}

namespace {

/// At the area's upper left; null: it has no room for it.
QRect plateIn(const QRect& area, const QFontMetrics& metrics, const QStringList& lines) {
  const int room = area.width() - 2 * look::kGap;
  int width = 0;
  for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  width = std::min(width + 2, room);  // advances are rounded down
  const QSize size(width + 2 * look::kGap, plateHeight(metrics, lines.size()));
  if (lines.isEmpty() || size.height() > area.height() || room < metrics.averageCharWidth() * 4) return {};
  return {area.topLeft(), size};
}

void fillPlate(QPainter& painter, const QRect& plate, const QStringList& lines) {
  const QFontMetrics metrics = painter.fontMetrics();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(look::kPlate);
  painter.drawRoundedRect(plate, look::kRadius, look::kRadius);
  painter.setPen(look::kStageText);
  QRect row(plate.left() + look::kGap, plate.top() + look::kSmallGap, plate.width() - 2 * look::kGap,
            metrics.height());
  for (const QString& line : lines) {
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(line, Qt::ElideMiddle, row.width()));
    row.translate(0, metrics.height());
  }
  painter.restore();
}

}  // namespace

void paintPlate(QPainter& painter, const QRect& area, Qt::Alignment corner, const QStringList& lines) {
  QRect plate = plateIn(area, painter.fontMetrics(), lines);
  if (plate.isNull()) return;
  if (corner & Qt::AlignRight) plate.moveRight(area.right());
  if (corner & Qt::AlignBottom) plate.moveBottom(area.bottom());
  fillPlate(painter, plate, lines);
}

void paintPlateBeside(QPainter& painter, const QRect& area, const QRect& beside, const QStringList& lines) {
  const QRect plate = plateIn(area, painter.fontMetrics(), lines);
  if (plate.isNull()) return;
  const auto within = [](int at, int size, int from, int to) {
    return std::clamp(at, from, std::max(from, to - size + 1));
  };
  const int x = within(beside.left(), plate.width(), area.left(), area.right());
  const int y = within(beside.top(), plate.height(), area.top(), area.bottom());
  const QPoint last(area.right() - plate.width() + 1, y);
  for (const QPoint at :
       {QPoint(beside.right() + look::kGap, y), QPoint(beside.left() - look::kGap - plate.width(), y),
        QPoint(x, beside.bottom() + look::kGap), QPoint(x, beside.top() - look::kGap - plate.height()),
        last}) {
    const QRect moved(at, plate.size());
    if (!area.contains(moved) && at != last) continue;
    return fillPlate(painter, moved, lines);
  }
}

void paintEmptyText(QPainter& painter, const QRect& area, const QString& title, const QString& hint) {
  const QRect room = area.adjusted(look::kMargin, look::kMargin, -look::kMargin, -look::kMargin);
  const QFont usual = painter.font();
  QFont bold = usual;
  bold.setBold(true);
  const int title_height = QFontMetrics(bold).height();
  const int hint_height = painter.boundingRect(room, Qt::AlignHCenter | Qt::TextWordWrap, hint).height();
  int top = room.center().y() - (title_height + look::kSmallGap + hint_height) / 2;
  painter.setFont(bold);
  painter.setPen(look::kStageText);
  painter.drawText(QRect(room.left(), top, room.width(), title_height), Qt::AlignHCenter, title);
  top += title_height + look::kSmallGap;
  painter.setFont(usual);
  painter.setPen(look::kStageFaint);
  painter.drawText(QRect(room.left(), top, room.width(), hint_height), Qt::AlignHCenter | Qt::TextWordWrap,
                   hint);
}

}  // namespace kerb
