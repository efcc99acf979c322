// Windows of their own: each is started with its path, and what cannot be started is said.
#include "app/other_windows.h"

#include "tests/app/window_fixture.h"
#include "widgets/panel/message_bar.h"

namespace kerb {

class OtherWindowsTest : public WindowFixture {
  Q_OBJECT

 public:
  OtherWindowsTest() : WindowFixture(Begin::without) {}

 private Q_SLOTS:
  void eachGetsAProcess();
  void whatIsNotStartedIsSaid();
};

void OtherWindowsTest::eachGetsAProcess() {
  QFile program(folder_->filePath(QStringLiteral("program")));
  QVERIFY(program.open(QIODevice::WriteOnly));
  program.write(
      "#!/bin/sh\nfor path; do :; done\necho \"$*\" > \"$path.part\" && mv \"$path.part\" \"$path\"\n");
  program.close();
  program.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
  QStringList failed;
  OtherWindows others(program.fileName(), [&](const QStringList& paths) { failed << paths; });
  const QList<WantedWindow> windows{{folder_->filePath(QStringLiteral("a drive"))},
                                    {folder_->filePath(QStringLiteral("another")), 7}};
  others.open(windows);
  for (const WantedWindow& each : windows) {
    QVERIFY(eventually([&] { return QFile::exists(each.path); }));
    QFile asked(each.path);
    QVERIFY(asked.open(QIODevice::ReadOnly));
    const QString frame = each.frame > 0 ? QStringLiteral("--frame 7 ") : QString();
    QCOMPARE(QString::fromUtf8(asked.readAll()), frame + QStringLiteral("-- %1\n").arg(each.path));
  }
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QTest::qWait(20);
  QCOMPARE(failed, QStringList());
}

void OtherWindowsTest::whatIsNotStartedIsSaid() {
  openWindow();
  OtherWindows others(folder_->filePath(QStringLiteral("no program")),
                      [&](const QStringList& paths) { window_->showNotStarted(paths); });
  connect(window_.get(), &MainWindow::othersWanted, this,
          [&](const QList<WantedWindow>& windows) { others.open(windows); });
  Q_EMIT window_->othersWanted(windowsFor({QStringLiteral("first.mp4"), QStringLiteral("second.mp4")}));
  QVERIFY2(window_->messages().isHidden(), "nobody waits for a process");
  QVERIFY(eventually([&] { return window_->messages().text().contains(QStringLiteral("second.mp4")); }));
  QVERIFY(window_->messages().text().contains(QStringLiteral("first.mp4")));
  window_->open(QStringLiteral("synthetic:frames=9,width=96,height=64"));
  QVERIFY(eventually([&] { return window_->pictureView().canvas()->hasPicture(); }));
  QVERIFY2(window_->messages().text().contains(QStringLiteral("second.mp4")), "until it is closed");
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::OtherWindowsTest)
#include "other_windows_test.moc"
