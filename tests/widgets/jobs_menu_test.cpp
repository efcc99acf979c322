// The actions for jobs: which are there, and for which job.
#include "widgets/panel/jobs_menu.h"

#include <QMenu>
#include <QSignalSpy>

#include "tests/widgets/qt_test.h"
#include "widgets/panel/jobs_panel.h"

namespace kerb {
namespace {

JobState job(int64_t id, JobState::Kind kind) {
  JobState state;
  state.id = id;
  state.name = QStringLiteral("Export %1").arg(id);
  state.place = "/out/" + std::to_string(id);
  state.kind = kind;
  return state;
}

}  // namespace

class JobsMenuTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void actionsAreForTheNewestJobTheySuit();
};

void JobsMenuTest::actionsAreForTheNewestJobTheySuit() {
  JobsPanel panel;
  QMenu menu;
  addJobActions(&menu, &panel);
  const auto action = [&](const char* name) { return menu.findChild<QAction*>(QLatin1String(name)); };
  QCOMPARE(menu.actions().size(), 4);
  for (const QAction* each : menu.actions()) QVERIFY2(!each->isEnabled(), qPrintable(each->text()));

  using Kind = JobState::Kind;
  panel.show(job(1, Kind::done));
  panel.show(job(2, Kind::failed));
  panel.show(job(3, Kind::stopped));
  panel.show(job(4, Kind::running));
  panel.show(job(5, Kind::waiting));
  QSignalSpy stop(&panel, &JobsPanel::stopChosen), again(&panel, &JobsPanel::againChosen),
      open(&panel, &JobsPanel::openChosen), forgotten(&panel, &JobsPanel::forgotten);
  for (const QAction* each : menu.actions()) QVERIFY2(each->isEnabled(), qPrintable(each->text()));
  action("job-stop")->trigger();
  QCOMPARE(stop.at(0).at(0).toLongLong(), 4);
  action("job-again")->trigger();
  QCOMPARE(again.at(0).at(0).toLongLong(), 3);
  action("job-folder")->trigger();
  QCOMPARE(open.at(0).at(0).toString(), QStringLiteral("/out/1"));

  JobState stopping = job(4, Kind::running);
  stopping.is_stopping = true;
  panel.show(stopping);
  QVERIFY2(!action("job-stop")->isEnabled(), "it was told to stop before");
  action("jobs-remove")->trigger();
  QCOMPARE(forgotten.count(), 3);
  QCOMPARE(panel.count(), 2);
  QVERIFY(!action("job-again")->isEnabled() && !action("job-folder")->isEnabled());
  QVERIFY(!action("jobs-remove")->isEnabled());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::JobsMenuTest)
#include "jobs_menu_test.moc"
