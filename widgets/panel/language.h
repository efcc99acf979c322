// The language of the window: after the system, or as the user chose.
#pragma once

#include <QList>
#include <QLocale>
#include <QString>
#include <QTranslator>
#include <memory>
#include <vector>

namespace kerb {

/// Installs translations and the locale of numbers and dates; texts that were set with translated() follow at
/// once. On the UI thread, while the application runs.
class Language {
 public:
  struct Known {
    QString code;  ///< "de", as in the names of the translations
    QString name;  ///< in the language itself
  };
  static const QList<Known>& known();

  /// Begins with the system's.
  Language();
  ~Language();
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;

  /// Empty: the system's. A code that is not known is the system's, too.
  void choose(const QString& code);
  /// What was chosen; empty: the system's.
  const QString& choice() const { return choice_; }
  /// The code of what is shown.
  const QString& current() const { return current_; }

 private:
  void use(const QString& code);

  QString choice_, current_;
  std::vector<std::unique_ptr<QTranslator>> translators_;
};

/// The first of the user's languages that is known; English where none is.
QString knownLanguageOf(const QStringList& wanted);

}  // namespace kerb
