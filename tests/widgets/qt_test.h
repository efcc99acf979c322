// What every test of widgets and window starts with: an own place for settings, and warnings that fail.
#pragma once

#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <QtTest/QtTest>

#include "widgets/bridge/retire.h"

namespace kerb {

/// Every warning but those of the offscreen platform, which says of each window what it cannot do.
inline QRegularExpression anyWarning() {
  return QRegularExpression(QStringLiteral("^(?!This plugin does not support )"));
}

/// Base of the test classes. Settings, caches and the run-time folder lie in a temporary folder.
class QtTest : public QObject {
  Q_OBJECT

 protected:
  /// In place of QVERIFY(QTest::qWaitFor(...)), with a limit that holds on a busy machine.
  template <class Condition>
  static bool eventually(Condition condition, int limit_ms = 20'000) {
    return QTest::qWaitFor(condition, limit_ms);
  }

 private Q_SLOTS:
  virtual void init() { QTest::failOnWarning(anyWarning()); }
  virtual void cleanup() { QVERIFY(waitForRetired(std::chrono::seconds(20))); }
};

/// Must be alive before the application: Qt reads these once.
class OwnPlaces {
 public:
  OwnPlaces() {
    for (const char* name :
         {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"}) {
      const QString path = folder_.filePath(QString::fromLatin1(name).toLower());
      QDir().mkpath(path);
      QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
      qputenv(name, QFile::encodeName(path));
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace kerb

#define KERB_QT_TEST_MAIN(Application, Test) \
  int main(int argc, char** argv) {          \
    const kerb::OwnPlaces places;            \
    Application app(argc, argv);             \
    Test test;                               \
    return QTest::qExec(&test, argc, argv);  \
  }
