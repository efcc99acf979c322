#include "app/window_settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

#include "app/process_mark.h"
#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

constexpr qsizetype kKeptReports = 5;
const QString kSessions = QStringLiteral("session");
const QString kToldCrash = QStringLiteral("crashes/told");

QString ownSession() {
  return QStringLiteral("%1/%2").arg(kSessions).arg(QCoreApplication::applicationPid());
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

QString usersSettings() { return usersOwnOr({})->fileName(); }

QString crashFolder(const QString& settings_file) {
  return QFileInfo(settings_file).path() + QStringLiteral("/crashes");
}

WindowSettings::WindowSettings(const QString& file, std::function<void(const Error&)> failed) {
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
  file_ = std::make_unique<SettingsFile>(path, std::move(failed));
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

QList<LostSession> WindowSettings::takeLostSessions() {
  QList<std::pair<qint64, LostSession>> lost;
  values().beginGroup(kSessions);
  for (const QString& process : values().childGroups()) {
    values().beginGroup(process);
    const ProcessMark mark{process.toLongLong(), values().value(QStringLiteral("boot")).toString(),
                           values().value(QStringLiteral("started")).toLongLong()};
    const LostSession session{values().value(QStringLiteral("path")).toString(),
                              values().value(QStringLiteral("name")).toString(),
                              values().value(QStringLiteral("frame")).toLongLong()};
    values().endGroup();
    if (isRunning(mark)) continue;
    values().remove(process);
    if (!session.path.isEmpty()) lost << std::pair(mark.started, session);
  }
  values().endGroup();
  file_->write();
  std::ranges::stable_sort(lost, {}, &std::pair<qint64, LostSession>::first);
  QList<LostSession> sessions;
  for (const auto& each : lost) sessions << each.second;
  return sessions;
}

QString WindowSettings::takeCrashReport() {
  const QDir folder(crashFolder(values().fileName()));
  QStringList reports = folder.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name);
  if (reports.isEmpty() || reports.last() <= values().value(kToldCrash).toString()) return {};
  const QString newest = reports.last();
  values().setValue(kToldCrash, newest);
  if (reports.size() > kKeptReports) {
    reports.resize(reports.size() - kKeptReports);
    retire([folder, reports] {
      for (const QString& each : reports) QFile::remove(folder.filePath(each));
    });
  }
  return folder.filePath(newest);
}

void WindowSettings::noteSession(const QString& path, const QString& name, qint64 frame) {
  static const ProcessMark kSelf = markOf(QCoreApplication::applicationPid());
  values().beginGroup(ownSession());
  values().setValue(QStringLiteral("path"), path);
  values().setValue(QStringLiteral("name"), name);
  values().setValue(QStringLiteral("frame"), frame);
  values().setValue(QStringLiteral("boot"), kSelf.boot);
  values().setValue(QStringLiteral("started"), kSelf.started);
  values().endGroup();
  file_->write();
}

void WindowSettings::endSession() { values().remove(ownSession()); }

}  // namespace kerb
