// Text over a picture, on a dark plate that keeps it readable.
#pragma once

#include <QPainter>
#include <QStringList>

namespace kerb {

/// Lines in a corner of `area`, elided where they do not fit; none: nothing is drawn.
void paintPlate(QPainter& painter, const QRect& area, Qt::Alignment corner, const QStringList& lines);

/// How high a plate with so many lines is; without any: 0.
int plateHeight(const QFontMetrics& metrics, qsizetype lines);

/// The same beside a rectangle, where there is room: right, left, below or above it, else at the area's right
/// end.
void paintPlateBeside(QPainter& painter, const QRect& area, const QRect& beside, const QStringList& lines);

/// In the middle of `area`, where a picture will be: what, and what to do for it.
void paintEmptyText(QPainter& painter, const QRect& area, const QString& title, const QString& hint);

}  // namespace kerb
