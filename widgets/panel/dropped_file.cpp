#include "widgets/panel/dropped_file.h"

#include <QMimeData>
#include <QUrl>

namespace kerb {

QStringList droppedFiles(const QMimeData& data) {
  QStringList files;
  for (const QUrl& url : data.urls()) {
    if (url.isLocalFile()) files << url.toLocalFile();
  }
  return files;
}

QString droppedFile(const QMimeData& data) { return droppedFiles(data).value(0); }

}  // namespace kerb
