// What the window remembers from one start to the next.
#pragma once

#include <QList>
#include <QString>
#include <memory>

#include "app/settings_file.h"

namespace kerb {

inline const QString kLanguageKey = QStringLiteral("window/language");

/// What was open when the program ended without being closed.
struct LostSession {
  QString path, name;
  qint64 frame = 0;
};

/// The user's own file of settings.
QString usersSettings();
/// Where crashes are reported (crash_report.h): beside the file of settings.
QString crashFolder(const QString& settings_file);

/// An INI file. One that cannot be read is put aside, not fatal.
class WindowSettings {
 public:
  /// Empty: the user's own file. `failed`: as SettingsFile's.
  explicit WindowSettings(const QString& file = {}, std::function<void(const Error&)> failed = {});

  QSettings& values() { return file_->values(); }
  /// Why the file that was there is not used; empty: it is.
  const QString& problem() const { return problem_; }

  /// Once, at the start: what programs that are gone left open, the one that was started first in front.
  QList<LostSession> takeLostSessions();
  /// The newest report of a crash that nobody was told of; empty: there is none.
  QString takeCrashReport();
  /// What is open now; noted at once, for the case of a crash. Each process has a note of its own.
  void noteSession(const QString& path, const QString& name, qint64 frame);
  /// Nothing is open, or the window was closed.
  void endSession();

 private:
  std::unique_ptr<SettingsFile> file_;
  QString problem_;
};

}  // namespace kerb
