// The file of settings: what is written, and that the UI thread never waits for the disk.
#include <QCoreApplication>
#include <QSettings>
#include <atomic>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

#include "app/settings_file.h"
#include "tests/app/window_fixture.h"

namespace {

const std::thread::id kUiThread = std::this_thread::get_id();
std::atomic<int> waits_of_ui{0}, waits_elsewhere{0};

int counted(long call, int file) {
  ++(std::this_thread::get_id() == kUiThread ? waits_of_ui : waits_elsewhere);
  return static_cast<int>(syscall(call, file));
}

}  // namespace

// In place of the C library's, also for Qt: they return when the disk has everything.
extern "C" int fsync(int file) { return counted(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return counted(SYS_fdatasync, file); }

namespace kerb {

class SettingsTest : public WindowFixture {
  Q_OBJECT

 public:
  SettingsTest() : WindowFixture(Begin::without) {}

 private Q_SLOTS:
  void writesWithoutTheUiThread();
  void writesTheRestWhenItEnds();
  void leavesOtherKeysAlone();
  void removesWhatIsRemoved();
  void saysOnceThatItCannotBeWritten();

 private:
  QVariant onDisk(const char* key) const {
    return QSettings(copyOfFile(), QSettings::IniFormat).value(QLatin1String(key));
  }
  /// Under another name: Qt shares what it knows of a file.
  QString copyOfFile() const {
    static int number = 0;
    QString copy = folder_->filePath(QStringLiteral("copy%1.ini").arg(++number));
    QFile::copy(settings_, copy);
    return copy;
  }
};

void SettingsTest::writesWithoutTheUiThread() {
  waits_of_ui = waits_elsewhere = 0;
  {
    SettingsFile file(settings_);
    file.values().setValue(QStringLiteral("a/b"), 7);
    QTest::qWait(50);  // Qt would write now
    QVERIFY(!QFile::exists(settings_));
    file.write();
    QVERIFY(waitForRetired(std::chrono::seconds(20)));
    QVERIFY(QFile::exists(settings_));
    file.values().setValue(QStringLiteral("a/c"), 8);
  }
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QCOMPARE(waits_of_ui.load(), 0);
  QVERIFY2(waits_elsewhere > 0, "counting works");
  QCOMPARE(onDisk("a/b").toInt(), 7);
  QCOMPARE(onDisk("a/c").toInt(), 8);
}

void SettingsTest::writesTheRestWhenItEnds() {
  {
    SettingsFile file(settings_);
    file.values().setValue(QStringLiteral("x"), 1);
    file.write();
    file.values().setValue(QStringLiteral("x"), 2);
    file.write();
    file.values().setValue(QStringLiteral("x"), 3);
  }
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QCOMPARE(onDisk("x").toInt(), 3);
}

void SettingsTest::leavesOtherKeysAlone() {
  SettingsFile file(settings_);
  file.values().setValue(QStringLiteral("mine"), 1);
  QFile other(settings_);
  QVERIFY(other.open(QIODevice::WriteOnly));
  other.write("[General]\ntheirs=5\n");
  other.close();
  file.write();
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QCOMPARE(onDisk("mine").toInt(), 1);
  QCOMPARE(onDisk("theirs").toInt(), 5);
}

void SettingsTest::removesWhatIsRemoved() {
  SettingsFile file(settings_);
  file.values().setValue(QStringLiteral("session/path"), QStringLiteral("a"));
  file.write();
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QCOMPARE(onDisk("session/path").toString(), QStringLiteral("a"));
  file.values().remove(QStringLiteral("session"));
  file.write();
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QVERIFY(!onDisk("session/path").isValid());
}

void SettingsTest::saysOnceThatItCannotBeWritten() {
  QFile in_the_way(folder_->filePath(QStringLiteral("file")));
  QVERIFY(in_the_way.open(QIODevice::WriteOnly));
  in_the_way.close();
  settings_ = in_the_way.fileName() + QStringLiteral("/window.ini");
  std::vector<Error> told;
  SettingsFile file(settings_, [&](const Error& failure) { told.push_back(failure); });
  for (int i = 0; i < 3; ++i) {
    file.values().setValue(QStringLiteral("x"), i);
    file.write();
    QVERIFY(waitForRetired(std::chrono::seconds(20)));
    QVERIFY(eventually([&] { return !told.empty(); }));
  }
  QTest::qWait(50);
  QCOMPARE(told.size(), size_t{1});
  QCOMPARE(QString::fromStdString(told[0].where), settings_);
  QVERIFY(!told[0].what.empty());
  QVERIFY(in_the_way.remove());
  file.values().setValue(QStringLiteral("x"), 7);
  file.write();
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QCOMPARE(onDisk("x").toInt(), 7);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QCoreApplication, kerb::SettingsTest)
#include "settings_test.moc"
