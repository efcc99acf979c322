// What is dropped on a window.
#pragma once

#include <QString>

class QMimeData;

namespace kerb {

/// The first file or folder of this machine; empty: there is none.
QString droppedFile(const QMimeData& data);

}  // namespace kerb
