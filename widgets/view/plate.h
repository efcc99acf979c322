// Text over a picture, on a dark plate that keeps it readable.
#pragma once

#include <QPainter>
#include <QStringList>

namespace kerb {

/// Lines in a corner of `area`, elided where they do not fit; none: nothing is drawn.
void paintPlate(QPainter& painter, const QRect& area, Qt::Alignment corner, const QStringList& lines);

}  // namespace kerb
