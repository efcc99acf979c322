// What outlives a window: sessions that were lost, reports of crashes, what was set; and opening that is
// called off.
#include <QAbstractButton>
#include <QDropEvent>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <algorithm>

#include <unistd.h>

#include "app/process_mark.h"
#include "tests/app/window_fixture.h"
#include "widgets/panel/camera_editor.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/source_panel.h"

namespace kerb {
namespace {

const QString kDrive = QStringLiteral("synthetic:frames=30,width=160,height=64");
const ProcessMark kGone{1, QStringLiteral("another boot"), 5};

/// What the window asked for the `time`th time.
QList<WantedWindow> wanted(const QSignalSpy& others, qsizetype time) {
  return others.at(time).at(0).value<QList<WantedWindow>>();
}

}  // namespace

class SessionTest : public WindowFixture {
  Q_OBJECT

 public:
  SessionTest() : WindowFixture(Begin::without) {}

 private Q_SLOTS:
  void offersWhatWasOpen();
  void aNumberGivenOutAgainIsNotThatProcess();
  void whatStillRunsIsLeftAlone();
  void theOfferOutlivesTheFirstOpen();
  void theOfferOutlivesAnotherWarning();
  void settingsPutAsideAreSaidAlsoWithAPath();
  void settingsThatCannotBeWrittenAreSaid();
  void severalLostSessionsGetWindowsOfTheirOwn();
  void aCrashReportIsNamedOnce();
  void aFolderIsShownByTheDesktopsProgram();
  void remembersWithoutBeingClosed();
  void openingBesideAnOpenSourceCanBeCancelled();
  void closingCallsOffWhatIsBeingOpened();
  void severalDroppedFilesGetWindowsOfTheirOwn();
  void imagesOfOneFolderAreOneClip();
  void aVideoDroppedOnTheCameraIsOpened();

 private:
  void noteLost(const ProcessMark& mark, const QString& name, int frame = 0);
  QAbstractButton* button(const QString& text) const;
  QVariant onDisk(const QString& key) const;
  void drop(QWidget* on, const QStringList& paths);
  QString imageIn(const QString& folder, int number);
};

void SessionTest::noteLost(const ProcessMark& mark, const QString& name, int frame) {
  QSettings settings(settings_, QSettings::IniFormat);
  settings.beginGroup(QStringLiteral("session/%1").arg(mark.number));
  settings.setValue(QStringLiteral("path"), kDrive);
  settings.setValue(QStringLiteral("name"), name);
  settings.setValue(QStringLiteral("frame"), frame);
  settings.setValue(QStringLiteral("boot"), mark.boot);
  settings.setValue(QStringLiteral("started"), mark.started);
}

QAbstractButton* SessionTest::button(const QString& text) const {
  for (auto* each : window_->messages().findChildren<QAbstractButton*>())
    if (each->text() == text || each->toolTip() == text) return each;
  return nullptr;
}

/// Under another name: Qt shares what it knows of a file.
QVariant SessionTest::onDisk(const QString& key) const {
  const QString copy =
      folder_->filePath(QStringLiteral("copy-%1.ini").arg(QDateTime::currentMSecsSinceEpoch()));
  QFile::copy(settings_, copy);
  return QSettings(copy, QSettings::IniFormat).value(key);
}

void SessionTest::offersWhatWasOpen() {
  noteLost(kGone, QStringLiteral("my drive"), 12);
  openWindow();
  QVERIFY(window_->messages().text().contains(QStringLiteral("my drive")));
  QTest::mouseClick(button(QStringLiteral("Open Again")), Qt::LeftButton);
  QVERIFY(eventually([&] { return window_->playback().index() == 12; }));
  QVERIFY(window_->messages().isHidden());
  closeWindow();
  openWindow();
  QVERIFY2(window_->messages().isHidden(), "it was closed properly");
}

void SessionTest::aNumberGivenOutAgainIsNotThatProcess() {
  ProcessMark restarted = markOf(getppid());
  QVERIFY(isRunning(restarted));
  restarted.boot = QStringLiteral("another boot");
  QVERIFY(!isRunning(restarted));
  ProcessMark recycled = markOf(getppid());
  ++recycled.started;
  QVERIFY(!isRunning(recycled));
  noteLost(restarted, QStringLiteral("my drive"));
  openWindow();
  QVERIFY(window_->messages().text().contains(QStringLiteral("my drive")));
}

void SessionTest::whatStillRunsIsLeftAlone() {
  noteLost(markOf(getppid()), QStringLiteral("another's"));
  openWindow();
  QVERIFY(window_->messages().isHidden());
  openSource(kDrive);
  closeWindow();
  const QString notes = QStringLiteral("session/%1/path");
  QCOMPARE(onDisk(notes.arg(getppid())).toString(), kDrive);
  QVERIFY2(!onDisk(notes.arg(getpid())).isValid(), "the own note is gone");
}

void SessionTest::theOfferOutlivesTheFirstOpen() {
  noteLost(kGone, QStringLiteral("my drive"));
  theme_ = std::make_unique<Theme>();
  window_ = std::make_unique<MainWindow>(methods(), *theme_, settings_);
  window_->show();
  openSource(QStringLiteral("synthetic:frames=9,width=96,height=64"));  // as `kerb PATH`
  QVERIFY(window_->messages().text().contains(QStringLiteral("my drive")));
  window_->open(QStringLiteral("/no/such/file.mp4"));
  QVERIFY(eventually([&] { return window_->messages().text().contains(QStringLiteral("file.mp4")); }));
  QTest::mouseClick(button(QStringLiteral("Dismiss")), Qt::LeftButton);
  QVERIFY2(window_->messages().text().contains(QStringLiteral("my drive")), "an error is shown in between");
  QTest::mouseClick(button(QStringLiteral("Dismiss")), Qt::LeftButton);
  QVERIFY(window_->messages().isHidden());
}

void SessionTest::settingsPutAsideAreSaidAlsoWithAPath() {
  QFile file(settings_);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray("\0\1\2garbage\0", 11));
  file.close();
  theme_ = std::make_unique<Theme>();
  window_ = std::make_unique<MainWindow>(methods(), *theme_, settings_);
  window_->show();
  openSource(kDrive);
  QVERIFY(window_->messages().text().contains(QStringLiteral("unreadable")));
}

void SessionTest::settingsThatCannotBeWrittenAreSaid() {
  QFile in_the_way(folder_->filePath(QStringLiteral("file")));
  QVERIFY(in_the_way.open(QIODevice::WriteOnly));
  in_the_way.close();
  settings_ = in_the_way.fileName() + QStringLiteral("/kerb.ini");
  openWindow();
  openSource(kDrive);
  QVERIFY(
      eventually([&] { return window_->messages().text().contains(QStringLiteral("cannot be written")); }));
  QVERIFY(window_->messages().text().contains(QStringLiteral("kerb.ini")));
}

void SessionTest::severalLostSessionsGetWindowsOfTheirOwn() {
  noteLost(kGone, QStringLiteral("first"), 7);
  noteLost({2, kGone.boot, 6}, QStringLiteral("second"), 5);
  noteLost({3, kGone.boot, 9}, QStringLiteral("third"));
  openWindow();
  QVERIFY(window_->messages().text().contains(QStringLiteral("first")));
  QVERIFY(window_->messages().text().contains(QStringLiteral("2 more sources")));
  QSignalSpy others(window_.get(), &MainWindow::othersWanted);
  QTest::mouseClick(button(QStringLiteral("Open Again")), Qt::LeftButton);
  QCOMPARE(others.count(), 1);
  QVERIFY(wanted(others, 0) == (QList<WantedWindow>{{kDrive, 5}, {kDrive, 0}}));
  QVERIFY(eventually([&] { return window_->playback().index() == 7; }));
}

void SessionTest::aCrashReportIsNamedOnce() {
  const QDir crashes(folder_->filePath(QStringLiteral("crashes")));
  QVERIFY(crashes.mkpath(QStringLiteral(".")));
  for (int day = 10; day < 18; ++day) {
    QFile report(crashes.filePath(QStringLiteral("2026-01-%1T10-00-00Z-77.txt").arg(day)));
    QVERIFY(report.open(QIODevice::WriteOnly));
  }
  openWindow();
  QVERIFY(window_->messages().text().contains(QStringLiteral("2026-01-17T10-00-00Z-77.txt")));
  QVERIFY(button(QStringLiteral("Open Folder"))->isVisible());
  closeWindow();
  QCOMPARE(crashes.entryList(QDir::Files).size(), 5);
  openWindow();
  QVERIFY(window_->messages().isHidden());
}

void SessionTest::aFolderIsShownByTheDesktopsProgram() {
  const QDir folder(folder_->path());
  QVERIFY(folder.mkpath(QStringLiteral("crashes")) && folder.mkpath(QStringLiteral("bin")));
  QFile program(folder.filePath(QStringLiteral("bin/xdg-open")));
  QVERIFY(program.open(QIODevice::WriteOnly));
  program.write("#!/bin/sh\necho \"$1\" > \"$0.asked\"\n");
  program.close();
  program.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
  const QByteArray path = qgetenv("PATH");
  const auto restored = qScopeGuard([&] { qputenv("PATH", path); });
  qputenv("PATH", folder.filePath(QStringLiteral("bin")).toUtf8());
  const auto ask = [&](const QString& crash) {
    QFile report(folder.filePath(QStringLiteral("crashes/%1Z-77.txt").arg(crash)));
    QVERIFY(report.open(QIODevice::WriteOnly));
    openWindow();
    QTest::mouseClick(button(QStringLiteral("Open Folder")), Qt::LeftButton);
  };
  ask(QStringLiteral("2026-01-10T10-00-00"));
  QFile asked(program.fileName() + QStringLiteral(".asked"));
  QVERIFY(eventually([&] { return asked.exists() && asked.size() > 0; }));
  QVERIFY(asked.open(QIODevice::ReadOnly));
  QCOMPARE(QString::fromUtf8(asked.readAll()).trimmed(), folder.filePath(QStringLiteral("crashes")));
  QVERIFY(program.remove());
  ask(QStringLiteral("2026-01-11T10-00-00"));
  QVERIFY(eventually(
      [&] { return window_->messages().text().contains(QStringLiteral("No program shows folders here")); }));
}

void SessionTest::remembersWithoutBeingClosed() {
  openWindow();
  theme_->choose(ThemeChoice::dark);
  window_->language().choose(QStringLiteral("de"));
  openSource(kDrive);
  QVERIFY(eventually([&] { return onDisk(QStringLiteral("window/theme")).toInt() == 2; }));
  QCOMPARE(onDisk(QStringLiteral("window/language")).toString(), QStringLiteral("de"));
  QVERIFY(eventually([&] { return onDisk(QStringLiteral("workspaces/left/inspect")).isValid(); }));
  window_->language().choose(QStringLiteral("en"));
}

void SessionTest::openingBesideAnOpenSourceCanBeCancelled() {
  openWindow();
  auto* cancel = window_->findChild<QAbstractButton*>(QStringLiteral("cancelOpening"));
  QVERIFY(!cancel->isVisible());
  openSource(kDrive);
  window_->open(QStringLiteral("synthetic:frames=9,width=96,height=64"));
  QVERIFY(cancel->isVisible());
  cancel->click();
  QVERIFY(!window_->statusBar()->isVisible());
  QTest::qWait(500);
  QCOMPARE(window_->playback().count(), 30);
}

void SessionTest::closingCallsOffWhatIsBeingOpened() {
  openWindow();
  openSource(kDrive);
  window_->open(QStringLiteral("synthetic:frames=9,width=96,height=64"));
  window_->closeSource();
  QTest::qWait(500);
  QVERIFY(!window_->playback().isOpen());
}

void SessionTest::drop(QWidget* on, const QStringList& paths) {
  QMimeData data;
  QList<QUrl> urls;
  for (const QString& each : paths) urls << QUrl::fromLocalFile(each);
  data.setUrls(urls);
  const QPoint at = on->rect().center();
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(on, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(on, &drop);
}

/// Empty: it could not be written.
QString SessionTest::imageIn(const QString& folder, int number) {
  const QDir place(folder_->filePath(folder));
  QImage picture(64, 48, QImage::Format_RGB32);
  picture.fill(Qt::gray);
  const QString path = place.filePath(QStringLiteral("%1.png").arg(number));
  return place.mkpath(QStringLiteral(".")) && picture.save(path) ? path : QString();
}

void SessionTest::imagesOfOneFolderAreOneClip() {
  QStringList images;
  for (int i = 0; i < 6; ++i) images << imageIn(QStringLiteral("drive"), i);
  openWindow();
  QSignalSpy others(window_.get(), &MainWindow::othersWanted);
  drop(window_.get(), images.mid(2, 3));
  QVERIFY(eventually([&] { return window_->playback().isOpen(); }));
  QCOMPARE(window_->playback().count(), 6);
  QCOMPARE(others.count(), 0);
  drop(window_.get(), images.mid(2, 1));
  QVERIFY2(eventually([&] { return window_->playback().count() == 1; }), "one image is one image");
}

void SessionTest::severalDroppedFilesGetWindowsOfTheirOwn() {
  QStringList images;
  for (int i = 0; i < 6; ++i) images << imageIn(QStringLiteral("drive %1").arg(i), i);
  openWindow();
  QSignalSpy others(window_.get(), &MainWindow::othersWanted);
  drop(window_.get(), images.mid(0, 2));
  QVERIFY(eventually([&] { return window_->playback().isOpen(); }));
  QVERIFY(wanted(others, 0) == windowsFor(images.mid(1, 1)));
  QVERIFY(window_->messages().isHidden());
  drop(window_.get(), images);
  QVERIFY(eventually([&] { return window_->pictureView().canvas()->hasPicture(); }));
  QVERIFY(wanted(others, 1) == windowsFor(images.mid(1, 3)));
  QVERIFY(window_->messages().text().contains(QStringLiteral("2 more files")));
}

void SessionTest::theOfferOutlivesAnotherWarning() {
  noteLost(kGone, QStringLiteral("my drive"), 12);
  openWindow();
  QStringList files;
  for (int i = 0; i < 6; ++i) files << QStringLiteral("/no/such/%1.mp4").arg(i);
  drop(window_.get(), files);
  QVERIFY(eventually([&] { return window_->messages().text().contains(QStringLiteral("0.mp4")); }));
  QTest::mouseClick(button(QStringLiteral("Dismiss")), Qt::LeftButton);
  QVERIFY(window_->messages().text().contains(QStringLiteral("2 more files")));
  QTest::mouseClick(button(QStringLiteral("Dismiss")), Qt::LeftButton);
  QVERIFY(window_->messages().text().contains(QStringLiteral("my drive")));
  QTest::mouseClick(button(QStringLiteral("Open Again")), Qt::LeftButton);
  QVERIFY(eventually([&] { return window_->playback().index() == 12; }));
}

void SessionTest::aVideoDroppedOnTheCameraIsOpened() {
  openWindow();
  openSource(kDrive);
  drop(window_->sourcePanel().camera(), {QStringLiteral("/data/drive.mp4")});
  QVERIFY(eventually([&] { return window_->messages().text().contains(QStringLiteral("drive.mp4")); }));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::SessionTest)
#include "session_test.moc"
