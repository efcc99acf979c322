// Light and dark: after the system, or as the user chose.
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace kerb {

enum class ThemeChoice { system, light, dark };

/// Sets style, palette and style sheet of the application. One of it, on the UI thread, while the application
/// runs.
class Theme : public QObject {
  Q_OBJECT

 public:
  explicit Theme(QObject* parent = nullptr);

  ThemeChoice choice() const { return choice_; }
  void choose(ThemeChoice choice);
  bool isDark() const;

 private Q_SLOTS:
  /// org.freedesktop.portal.Settings.SettingChanged
  void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  void askSystem();
  void apply();

  ThemeChoice choice_ = ThemeChoice::system;
  bool system_is_dark_;
};

}  // namespace kerb
