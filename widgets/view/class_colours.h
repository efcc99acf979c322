// What is chosen for classes, as settings keep it.
#pragma once

#include <QStringList>

#include "core/prediction/class_looks.h"

namespace kerb {

/// "cityscapes/car=#ff0000". What is no such line, or names no class, is left out when it is read.
QStringList textsOf(const ClassColours& colours);
ClassColours parseClassColours(const QStringList& texts);
/// The same: "cityscapes/car".
QStringList textsOf(const HiddenClasses& hidden);
HiddenClasses parseHiddenClasses(const QStringList& texts);

}  // namespace kerb
