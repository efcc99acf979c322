// Our own SVG icons, in the colour of the text beside them, whatever the theme.
#pragma once

#include <QIcon>
#include <QString>

namespace kerb {

/// resources/icons/NAME.svg. A name that does not exist is a bug: an empty icon and a warning.
QIcon icon(const QString& name);

/// The program's own, in its own colours.
QIcon programIcon();

}  // namespace kerb
