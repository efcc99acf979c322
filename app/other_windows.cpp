#include "app/other_windows.h"

#include <QProcess>

#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

QStringList argumentsFor(const WantedWindow& window) {
  QStringList arguments;
  if (window.frame > 0) arguments << QStringLiteral("--frame") << QString::number(window.frame);
  return arguments << QStringLiteral("--") << window.path;
}

}  // namespace

QList<WantedWindow> windowsFor(const QStringList& paths) {
  QList<WantedWindow> windows;
  for (const QString& each : paths) windows << WantedWindow{each};
  return windows;
}

OtherWindows::OtherWindows(QString program, std::function<void(const QStringList&)> failed)
    : program_(std::move(program)), failures_(std::move(failed)) {}

void OtherWindows::open(const QList<WantedWindow>& windows) {
  if (windows.isEmpty()) return;
  retire([program = program_, windows, to = failures_.sender()] {
    QStringList failed;
    for (const WantedWindow& each : windows) {
      if (!QProcess::startDetached(program, argumentsFor(each))) failed << each.path;
    }
    if (!failed.isEmpty()) to.send(failed);
  });
}

}  // namespace kerb
