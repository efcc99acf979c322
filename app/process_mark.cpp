#include "app/process_mark.h"

#include <QFile>

namespace kerb {
namespace {

/// Of /proc, which is no disk.
QByteArray textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

/// Field 22 of proc(5). The name, field 2, is in brackets and may hold anything.
qint64 startOf(qint64 process) {
  constexpr qsizetype kAfterName = 22 - 3;
  const QByteArray stat = textOf(QStringLiteral("/proc/%1/stat").arg(process));
  return stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(kAfterName).toLongLong();
}

}  // namespace

ProcessMark markOf(qint64 process) {
  const qint64 started = startOf(process);
  if (started == 0) return {process, {}, 0};
  return {process, QString::fromLatin1(textOf(QStringLiteral("/proc/sys/kernel/random/boot_id"))), started};
}

bool isRunning(const ProcessMark& mark) { return mark.started > 0 && mark == markOf(mark.number); }

}  // namespace kerb
