#include "app/window_settings.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <csignal>

#include <sys/types.h>

namespace kerb {
namespace {

const QString kSession = QStringLiteral("session");

bool isRunning(qint64 process) {
  return process > 0 && (kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM);
}

/// Qt reads whatever it is given as an INI file; what no INI file holds is found here.
bool isText(const QString& path) {
  QFile file(path);
  return !file.open(QIODevice::ReadOnly) || !file.read(4096).contains('\0');
}

std::unique_ptr<QSettings> open(const QString& file) {
  if (!file.isEmpty()) return std::make_unique<QSettings>(file, QSettings::IniFormat);
  return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("kerb"),
                                     QStringLiteral("window"));
}

}  // namespace

WindowSettings::WindowSettings(const QString& file) : values_(open(file)) {
  const QString path = values_->fileName();
  if (values_->status() == QSettings::NoError && isText(path)) return;
  const QString aside = path + QStringLiteral(".unreadable");
  values_.reset();
  QFile::remove(aside);
  const bool moved = QFile::rename(path, aside);
  values_ = open(file);
  problem_ = moved ? QCoreApplication::translate("WindowSettings",
                                                 "The settings could not be read, and were put aside as %1. "
                                                 "Kerb starts with its defaults.")
                         .arg(aside)
                   : QCoreApplication::translate("WindowSettings",
                                                 "The settings in %1 can be neither read nor "
                                                 "replaced. Kerb starts with its defaults.")
                         .arg(path);
}

std::optional<LostSession> WindowSettings::takeLostSession() {
  values_->beginGroup(kSession);
  const LostSession lost{values_->value(QStringLiteral("path")).toString(),
                         values_->value(QStringLiteral("name")).toString(),
                         values_->value(QStringLiteral("frame")).toLongLong()};
  const bool is_anothers = isRunning(values_->value(QStringLiteral("process")).toLongLong());
  values_->endGroup();
  if (lost.path.isEmpty() || is_anothers) return std::nullopt;
  endSession();
  return lost;
}

void WindowSettings::noteSession(const QString& path, const QString& name, qint64 frame) {
  values_->beginGroup(kSession);
  values_->setValue(QStringLiteral("path"), path);
  values_->setValue(QStringLiteral("name"), name);
  values_->setValue(QStringLiteral("frame"), frame);
  values_->setValue(QStringLiteral("process"), QCoreApplication::applicationPid());
  values_->endGroup();
}

void WindowSettings::endSession() { values_->remove(kSession); }

}  // namespace kerb
