// Workspaces: which there are, what each remembers, and the real window in them.
#include "app/workspaces.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QSettings>

#include "tests/app/window_fixture.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/name_dialog.h"
#include "widgets/panel/playback.h"

namespace kerb {
namespace {

const QString kDrive = QStringLiteral("synthetic:frames=6,width=160,height=64");

}  // namespace

class WorkspacesTest : public WindowFixture {
  Q_OBJECT

 public:
  WorkspacesTest() : WindowFixture(Begin::without) {}

 private Q_SLOTS:
  void showsOnlyThoseWhosePanelsExist();
  void remembersHowEachWasLeftAndSaved();
  void removedOnesComeBackAsTheyWere();
  void theBuiltInOneShowsItsPanels();
  void savesSwitchesAndKeepsTheLayoutOfEach();
  void resetsToHowItCameOrWasSaved();
  void resetsTheWindowToo();
  void renamesAndDeletes();
  void namesThatCannotBe();
  void jobsAreNoPartOfAWorkspace();
  void withoutASourceThereIsNothingToArrange();

 private:
  QDockWidget* dock(const char* name) const { return window_->findChild<QDockWidget*>(QLatin1String(name)); }
  QStringList shown() const {
    QStringList names;
    for (const QDockWidget* each : window_->findChildren<QDockWidget*>()) {
      if (!each->isHidden()) names << each->objectName();
    }
    names.sort();
    return names;
  }
  QAction* item(const char* name) const { return window_->findChild<QAction*>(QLatin1String(name)); }
  NameDialog* ask(const char* action);
  void answer(const char* action, const QString& name);
  void open() {
    openWindow();
    openSource(kDrive);
  }
};

NameDialog* WorkspacesTest::ask(const char* action) {
  item(action)->trigger();
  auto* dialog = qobject_cast<NameDialog*>(QApplication::activeModalWidget());
  return dialog;
}

void WorkspacesTest::answer(const char* action, const QString& name) {
  NameDialog* dialog = ask(action);
  QVERIFY(dialog != nullptr);
  dialog->findChild<QLineEdit*>()->setText(name);
  QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);
  QVERIFY(dialog->result() == QDialog::Accepted);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void WorkspacesTest::showsOnlyThoseWhosePanelsExist() {
  QSettings settings(settings_, QSettings::IniFormat);
  const std::vector<BuiltInWorkspace> built_in{
      {"a", "A", {{"depth", Qt::BottomDockWidgetArea}}},
      {"b", "B", {{"depth", Qt::BottomDockWidgetArea}, {"curves", Qt::RightDockWidgetArea}}},
      {"c", "C", {}}};
  const auto ids = [&](const QStringList& panels) {
    QStringList found;
    for (const Workspace& each : Workspaces(settings, panels, built_in).all()) found << each.id;
    return found;
  };
  QCOMPARE(ids({QStringLiteral("depth")}), QStringList({QStringLiteral("a"), QStringLiteral("c")}));
  QCOMPARE(ids({QStringLiteral("depth"), QStringLiteral("curves")}).size(), 3);
  settings.setValue(QStringLiteral("workspaces/current"), QStringLiteral("b"));
  QCOMPARE(Workspaces(settings, {QStringLiteral("depth")}, built_in).current().id, QStringLiteral("a"));
}

void WorkspacesTest::remembersHowEachWasLeftAndSaved() {
  QSettings settings(settings_, QSettings::IniFormat);
  const std::vector<BuiltInWorkspace> built_in{{"a", "A", {}}};
  Workspaces spaces(settings, {}, built_in);
  const QString a = spaces.current().id;
  QVERIFY(spaces.layout(a).isEmpty());
  spaces.leave(a, "left");
  spaces.save(QStringLiteral("Mine"), "saved");
  const Workspace mine = spaces.current();
  QVERIFY(mine.is_own);
  QCOMPARE(mine.name, QStringLiteral("Mine"));
  spaces.leave(mine.id, "changed");
  const Workspaces again(settings, {}, built_in);
  QCOMPARE(again.current().id, mine.id);
  QCOMPARE(again.layout(mine.id), QByteArray("changed"));
  QCOMPARE(again.layout(a), QByteArray("left"));
  spaces.reset(mine.id);
  spaces.reset(a);
  QCOMPARE(spaces.layout(mine.id), QByteArray("saved"));
  QVERIFY(spaces.layout(a).isEmpty());
  spaces.save(QStringLiteral("MINE"), "newer");
  QCOMPARE(spaces.all().size(), 2);
  QCOMPARE(spaces.layout(mine.id), QByteArray("newer"));
}

void WorkspacesTest::removedOnesComeBackAsTheyWere() {
  QSettings settings(settings_, QSettings::IniFormat);
  Workspaces spaces(settings, {}, {{"a", "A", {}}});
  for (const char* name : {"1", "2", "3"}) spaces.save(QLatin1String(name), name);
  const Workspace second = spaces.all()[2];
  spaces.leave(second.id, "left");
  const RemovedWorkspace removed = spaces.remove(second.id);
  QCOMPARE(spaces.all().size(), 3);
  QVERIFY(spaces.layout(second.id).isEmpty());
  spaces.putBack(removed);
  QCOMPARE(spaces.all()[2].name, QStringLiteral("2"));
  QCOMPARE(spaces.current().name, QStringLiteral("2"));
  QCOMPARE(spaces.layout(second.id), QByteArray("left"));
  spaces.reset(second.id);
  QCOMPARE(spaces.layout(second.id), QByteArray("2"));
}

void WorkspacesTest::theBuiltInOneShowsItsPanels() {
  open();
  QStringList expected;
  const BuiltInWorkspace inspect = builtInWorkspaces().front();
  for (const WorkspacePanel& each : inspect.panels) {
    QVERIFY2(dock(each.name) != nullptr, each.name);
    if (!each.comes_by_itself) expected << QLatin1String(each.name);
  }
  expected.sort();
  QCOMPARE(shown(), expected);
  QVERIFY2(item("workspace-1")->isChecked(), "Inspect");
  QCOMPARE(item("workspace-1")->text(), QStringLiteral("Inspect"));
  QVERIFY(!item("workspace-2")->isVisible());
  QVERIFY(!item("workspace-delete")->isEnabled());
  QVERIFY(dock("classes")->visibleRegion().isEmpty() == false);
  QVERIFY2(dock("source")->visibleRegion().isEmpty(), "behind the classes");
  QVERIFY(dock("depth")->x() < dock("cloud")->x());
  QVERIFY(dock("method")->y() < dock("classes")->y());
}

void WorkspacesTest::savesSwitchesAndKeepsTheLayoutOfEach() {
  open();
  const QStringList all = shown();
  dock("cloud")->hide();
  dock("method")->hide();
  const QStringList few = shown();
  answer("workspace-save", QStringLiteral("Pictures & depth"));
  QCOMPARE(item("workspace-2")->text(), QStringLiteral("Pictures && depth"));
  QVERIFY(item("workspace-2")->isChecked());
  dock("classes")->hide();
  const QStringList fewer = shown();
  QTest::keyClick(window_.get(), Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(item("workspace-1")->isChecked());
  QCOMPARE(shown(), few);  // as it was left, when the other one was saved
  dock("cloud")->show();
  dock("method")->show();
  QTest::keyClick(window_.get(), Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
  QCOMPARE(shown(), fewer);
  window_->closeSource();
  openSource(kDrive);
  QCOMPARE(shown(), fewer);
  closeWindow();
  open();
  QVERIFY(item("workspace-2")->isChecked());
  QCOMPARE(shown(), fewer);
  item("workspace-1")->trigger();
  QCOMPARE(shown(), all);
}

void WorkspacesTest::resetsToHowItCameOrWasSaved() {
  open();
  const QStringList all = shown();
  dock("cloud")->hide();
  const QStringList saved = shown();
  answer("workspace-save", QStringLiteral("Mine"));
  dock("depth")->setFloating(true);
  dock("classes")->hide();
  item("reset-layout")->trigger();
  QCOMPARE(shown(), saved);
  QVERIFY(!dock("depth")->isFloating());
  item("workspace-1")->trigger();
  QCOMPARE(shown(), saved);
  item("reset-layout")->trigger();
  QCOMPARE(shown(), all);
}

void WorkspacesTest::resetsTheWindowToo() {
  open();
  window_->setWindowState(Qt::WindowFullScreen);
  QVERIFY(eventually([&] { return window_->isFullScreen(); }));
  item("reset-layout")->trigger();
  QVERIFY(!window_->isFullScreen());
  const QSize room = window_->screen()->availableSize();
  QVERIFY(eventually([&] {
    return window_->size() == QSize(1280, 860).boundedTo(room).expandedTo(window_->minimumSize());
  }));
  window_->resize(window_->size() + QSize(40, 30));
  item("reset-layout")->trigger();
  QVERIFY(eventually([&] {
    return window_->size() == QSize(1280, 860).boundedTo(room).expandedTo(window_->minimumSize());
  }));
}

void WorkspacesTest::renamesAndDeletes() {
  open();
  dock("cloud")->hide();
  const QStringList saved = shown();
  answer("workspace-save", QStringLiteral("Mine"));
  answer("workspace-rename", QStringLiteral("Yours"));
  QCOMPARE(item("workspace-2")->text(), QStringLiteral("Yours"));
  item("workspace-1")->trigger();
  QVERIFY(!item("workspace-delete")->isEnabled());
  item("reset-layout")->trigger();
  item("workspace-2")->trigger();
  item("workspace-delete")->trigger();
  QVERIFY(!item("workspace-2")->isVisible());
  QVERIFY(item("workspace-1")->isChecked());
  QVERIFY2(shown() != saved, "Inspect is shown");
  QVERIFY(window_->messages().text().contains(QStringLiteral("Yours")));
  for (auto* button : window_->messages().findChildren<QPushButton*>()) {
    if (button->text() == QStringLiteral("Undo")) button->click();
  }
  QVERIFY(item("workspace-2")->isChecked());
  QCOMPARE(item("workspace-2")->text(), QStringLiteral("Yours"));
  QCOMPARE(shown(), saved);
}

void WorkspacesTest::namesThatCannotBe() {
  open();
  for (int i = 2; i <= Workspaces::kMost; ++i) answer("workspace-save", QStringLiteral("Number %1").arg(i));
  NameDialog* dialog = ask("workspace-save");
  auto* name = dialog->findChild<QLineEdit*>();
  const auto* save = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
  const auto says = [&](const QString& text) {
    name->setText(text);
    QString notes;
    for (const auto* label : dialog->findChildren<QLabel*>()) notes += label->text();
    return notes;
  };
  QVERIFY(says(QStringLiteral("inspect")).contains(QStringLiteral("comes with Kerb")));
  QVERIFY(!save->isEnabled());
  QVERIFY(says(QStringLiteral(" number 3 ")).contains(QStringLiteral("will be replaced")));
  QVERIFY(save->isEnabled());
  QVERIFY(says(QStringLiteral("another")).contains(QStringLiteral("There are 9 workspaces")));
  QVERIFY(!save->isEnabled());
  says(QStringLiteral("   "));
  QVERIFY(!save->isEnabled());
  dialog->close();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  dialog = ask("workspace-rename");
  name = dialog->findChild<QLineEdit*>();
  QCOMPARE(name->text(), QStringLiteral("Number 9"));
  save = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
  QVERIFY(says(QStringLiteral("Number 3")).contains(QStringLiteral("already")));
  QVERIFY(!save->isEnabled());
  says(QStringLiteral("NUMBER 9"));
  QVERIFY(save->isEnabled());
  dialog->close();
}

void WorkspacesTest::jobsAreNoPartOfAWorkspace() {
  open();
  answer("workspace-save", QStringLiteral("Mine"));
  dock("jobs")->show();
  item("workspace-1")->trigger();
  QVERIFY(!dock("jobs")->isHidden());
  item("reset-layout")->trigger();
  QVERIFY(!dock("jobs")->isHidden());
  dock("jobs")->hide();
  item("workspace-2")->trigger();
  QVERIFY(dock("jobs")->isHidden());
}

void WorkspacesTest::withoutASourceThereIsNothingToArrange() {
  openWindow();
  for (const char* name :
       {"workspace-1", "workspace-save", "workspace-rename", "workspace-delete", "reset-layout"})
    QVERIFY2(!item(name)->isEnabled(), name);
  openSource(kDrive);
  QVERIFY(item("workspace-1")->isEnabled());
  window_->closeSource();
  QVERIFY(!item("workspace-save")->isEnabled());
  QVERIFY(shown().isEmpty());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::WorkspacesTest)
#include "workspaces_test.moc"
