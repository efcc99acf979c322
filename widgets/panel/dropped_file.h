// What is dropped on a window.
#pragma once

#include <QStringList>

class QMimeData;

namespace kerb {

/// Files and folders of this machine.
QStringList droppedFiles(const QMimeData& data);

/// The first one of them; empty: there is none.
QString droppedFile(const QMimeData& data);

}  // namespace kerb
