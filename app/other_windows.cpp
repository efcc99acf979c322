#include "app/other_windows.h"

#include <QProcess>

#include "widgets/bridge/retire.h"

namespace kerb {

OtherWindows::OtherWindows(QString program, std::function<void(const QStringList&)> failed)
    : program_(std::move(program)), failures_(std::move(failed)) {}

void OtherWindows::open(const QStringList& paths) {
  if (paths.isEmpty()) return;
  retire([program = program_, paths, to = failures_.sender()] {
    QStringList failed;
    for (const QString& each : paths) {
      if (!QProcess::startDetached(program, {QStringLiteral("--"), each})) failed << each;
    }
    if (!failed.isEmpty()) to.send(failed);
  });
}

}  // namespace kerb
