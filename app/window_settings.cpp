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

std::unique_ptr<QSettings> usersOwnOr(const QString& file) {
  if (!file.isEmpty()) return std::make_unique<QSettings>(file, QSettings::IniFormat);
  return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("kerb"),
                                     QStringLiteral("window"));
}

}  // namespace

WindowSettings::WindowSettings(const QString& file) {
  auto found = usersOwnOr(file);
  const QString path = found->fileName();
  const bool is_sound = found->status() == QSettings::NoError && isText(path);
  found.reset();  // what is put aside must not be written to any more
  const QString aside = path + QStringLiteral(".unreadable");
  bool moved = false;
  if (!is_sound) {
    QFile::remove(aside);
    moved = QFile::rename(path, aside);
  }
  file_ = std::make_unique<SettingsFile>(path);
  if (is_sound) return;
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
  values().beginGroup(kSession);
  const LostSession lost{values().value(QStringLiteral("path")).toString(),
                         values().value(QStringLiteral("name")).toString(),
                         values().value(QStringLiteral("frame")).toLongLong()};
  const bool is_anothers = isRunning(values().value(QStringLiteral("process")).toLongLong());
  values().endGroup();
  if (lost.path.isEmpty() || is_anothers) return std::nullopt;
  endSession();
  return lost;
}

void WindowSettings::noteSession(const QString& path, const QString& name, qint64 frame) {
  values().beginGroup(kSession);
  values().setValue(QStringLiteral("path"), path);
  values().setValue(QStringLiteral("name"), name);
  values().setValue(QStringLiteral("frame"), frame);
  values().setValue(QStringLiteral("process"), QCoreApplication::applicationPid());
  values().endGroup();
  file_->write();
}

void WindowSettings::endSession() { values().remove(kSession); }

}  // namespace kerb
