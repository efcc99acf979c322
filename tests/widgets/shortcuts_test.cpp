// Keys of the user's own: remembered, reset, warned of where another action has them.
#include "widgets/panel/shortcuts.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>

#include "tests/widgets/qt_test.h"
#include "widgets/panel/shortcut_editor.h"
#include "widgets/panel/translated.h"

namespace kerb {
namespace {

/// A menu bar as a window has it.
struct Menus {
  QMenuBar bar;
  QMenu* file = bar.addMenu(QStringLiteral("&File"));
  QMenu* play = bar.addMenu(QStringLiteral("&Play"));
  QAction* open = file->addAction(QStringLiteral("&Open…"));
  QAction* quiet = file->addAction(QStringLiteral("Save && &Quit"));
  QAction* next = play->addAction(QStringLiteral("&Next Frame"));
  QMenu* speed = play->addMenu(QStringLiteral("&Speed"));
  QAction* slow = speed->addAction(QStringLiteral("S&low"));
  QAction* nameless = play->addAction(QStringLiteral("Nameless"));

  Menus() {
    open->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    quiet->setObjectName(QStringLiteral("quit"));
    next->setShortcuts({QKeySequence(Qt::Key_Right), QKeySequence(Qt::Key_Period)});
    next->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    slow->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Slash));
    file->addSeparator();
  }
};

const QKeySequence kN(Qt::Key_N), kOpen(Qt::CTRL | Qt::Key_O);

}  // namespace

class ShortcutsTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() override;
  void takesEveryActionThatCanBeKnownAgain();
  void ownKeysAreRemembered();
  void resetsOneAndAll();
  void aKeyTakenAwayStaysWithItsNewOwner();
  void aUsersKeyIsNotTakenByANewUsualOne();
  void searches();
  void recordsAFreeKey();
  void warnsOfAKeyThatIsTaken();
  void secondKeysAndClearing();

 private:
  const Command& commandOf(const Shortcuts& shortcuts, const QAction* action) const;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<QSettings> settings_;
};

void ShortcutsTest::init() {
  QTest::failOnWarning(anyWarning());
  folder_ = std::make_unique<QTemporaryDir>();
  settings_ =
      std::make_unique<QSettings>(folder_->filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
}

const Command& ShortcutsTest::commandOf(const Shortcuts& shortcuts, const QAction* action) const {
  return *std::ranges::find(shortcuts.commands(), action, &Command::action);
}

void ShortcutsTest::takesEveryActionThatCanBeKnownAgain() {
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  QStringList ids;
  for (const Command& each : shortcuts.commands()) ids << each.id;
  QCOMPARE(ids, QStringList({QStringLiteral("Ctrl+O"), QStringLiteral("quit"), QStringLiteral("Right"),
                             QStringLiteral("Ctrl+/")}));
  QCOMPARE(commandOf(shortcuts, menus.slow).menu, menus.play);
  QCOMPARE(withoutMnemonic(menus.quiet->text()), QStringLiteral("Save & Quit"));
}

void ShortcutsTest::ownKeysAreRemembered() {
  {
    Menus menus;
    Shortcuts shortcuts(*settings_);
    shortcuts.collect(menus.bar);
    shortcuts.setKeys(commandOf(shortcuts, menus.next), {kN});
    shortcuts.setKeys(commandOf(shortcuts, menus.slow), {});
    shortcuts.setKeys(commandOf(shortcuts, menus.quiet), {QKeySequence(Qt::ALT | Qt::Key_Slash)});
  }
  settings_->sync();
  // Under another name: Qt shares what it knows of a file, and would not read it.
  const QString copy = folder_->filePath(QStringLiteral("copy.ini"));
  QVERIFY(QFile::copy(settings_->fileName(), copy));
  QSettings read(copy, QSettings::IniFormat);
  Menus menus;
  Shortcuts shortcuts(read);
  shortcuts.collect(menus.bar);
  QCOMPARE(menus.next->shortcuts(), QList<QKeySequence>{kN});
  QCOMPARE(menus.next->shortcutContext(), Qt::WidgetWithChildrenShortcut);
  QVERIFY(menus.slow->shortcuts().isEmpty());
  QCOMPARE(menus.quiet->shortcut(), QKeySequence(Qt::ALT | Qt::Key_Slash));
  QCOMPARE(menus.open->shortcut(), kOpen);
  QVERIFY(!shortcuts.isChanged(commandOf(shortcuts, menus.open)));
  QVERIFY(shortcuts.isChanged(commandOf(shortcuts, menus.slow)));
}

void ShortcutsTest::aKeyTakenAwayStaysWithItsNewOwner() {
  {
    Menus menus;
    Shortcuts shortcuts(*settings_);
    shortcuts.collect(menus.bar);
    shortcuts.removeKey(commandOf(shortcuts, menus.open), kOpen);
    shortcuts.setKeys(commandOf(shortcuts, menus.quiet), {kOpen});
  }
  settings_->sync();
  const QString copy = folder_->filePath(QStringLiteral("copy.ini"));
  QVERIFY(QFile::copy(settings_->fileName(), copy));
  QSettings read(copy, QSettings::IniFormat);
  Menus menus;
  Shortcuts shortcuts(read);
  shortcuts.collect(menus.bar);
  QCOMPARE(menus.quiet->shortcut(), kOpen);
  QVERIFY2(menus.open->shortcuts().isEmpty(), "of two actions with one key neither would get it");
}

void ShortcutsTest::resetsOneAndAll() {
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  const Command& next = commandOf(shortcuts, menus.next);
  shortcuts.setKeys(next, {kN});
  shortcuts.setKeys(commandOf(shortcuts, menus.open), {QKeySequence(Qt::Key_Right)});
  shortcuts.reset(next);
  QCOMPARE(menus.next->shortcuts(), QList<QKeySequence>{QKeySequence(Qt::Key_Period)});
  shortcuts.resetAll();
  QCOMPARE(menus.next->shortcuts(), next.usual);
  QCOMPARE(menus.open->shortcut(), kOpen);
  QVERIFY(settings_->allKeys().isEmpty());
}

void ShortcutsTest::aUsersKeyIsNotTakenByANewUsualOne() {
  settings_->setValue(QStringLiteral("shortcuts/quit"), QStringList{QStringLiteral("Ctrl+O")});
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  QCOMPARE(menus.quiet->shortcut(), kOpen);
  QVERIFY(menus.open->shortcuts().isEmpty());
  shortcuts.resetAll();
  QCOMPARE(menus.open->shortcut(), kOpen);
}

void ShortcutsTest::searches() {
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  ShortcutEditor editor(shortcuts);
  const auto shown = [&editor] {
    QStringList texts;
    for (QTreeWidgetItemIterator at(editor.findChild<QTreeWidget*>()); *at != nullptr; ++at) {
      if (!(*at)->isHidden() && (*at)->childCount() == 0) texts << (*at)->text(0);
    }
    return texts;
  };
  QCOMPARE(shown().size(), 4);
  auto* search = editor.findChild<QLineEdit*>();
  search->setText(QStringLiteral("quit"));
  QCOMPARE(shown(), QStringList{QStringLiteral("Save & Quit")});
  search->setText(QStringLiteral("ctrl+o"));
  QCOMPARE(shown(), QStringList{QStringLiteral("Open…")});
  search->setText(QStringLiteral("slow"));
  QCOMPARE(shown(), QStringList{QStringLiteral("Speed: Slow")});
  search->setText(QStringLiteral("play"));
  QCOMPARE(shown().size(), 2);
  search->setText(QStringLiteral("nothing at all"));
  QVERIFY(shown().isEmpty());
  QVERIFY(editor.findChild<QTreeWidget*>()->isHidden());
}

void ShortcutsTest::recordsAFreeKey() {
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  ShortcutEditor editor(shortcuts);
  editor.show();
  editor.choose(menus.next);
  auto* edit = editor.findChild<KeyEdit*>();
  QCOMPARE(edit->keySequence(), QKeySequence(Qt::Key_Right));
  QTest::keyClick(edit, Qt::Key_N);
  QCOMPARE(menus.next->shortcuts(), (QList<QKeySequence>{kN, QKeySequence(Qt::Key_Period)}));
  QTest::keyClick(edit, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(menus.next->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
  QTest::keyClick(edit, Qt::Key_Shift);
  QCOMPARE(menus.next->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
}

void ShortcutsTest::warnsOfAKeyThatIsTaken() {
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  ShortcutEditor editor(shortcuts);
  editor.show();
  const auto* conflict = editor.findChild<QWidget*>(QStringLiteral("conflict"));
  const auto buttons = conflict->findChildren<QPushButton*>();
  editor.choose(menus.quiet);
  auto* edit = editor.findChild<KeyEdit*>();
  QTest::keyClick(edit, Qt::Key_O, Qt::ControlModifier);
  QVERIFY(conflict->isVisible());
  QVERIFY(conflict->findChild<QLabel*>()->text().contains(QStringLiteral("“Open…”")));
  QVERIFY2(menus.quiet->shortcuts().isEmpty(), "nothing is taken before it was asked");
  buttons[1]->click();
  QVERIFY(!conflict->isVisible());
  QVERIFY(edit->keySequence().isEmpty());
  QCOMPARE(menus.open->shortcut(), kOpen);

  QTest::keyClick(edit, Qt::Key_O, Qt::ControlModifier);
  buttons[0]->click();
  QVERIFY(!conflict->isVisible());
  QCOMPARE(menus.quiet->shortcut(), kOpen);
  QVERIFY(menus.open->shortcuts().isEmpty());
}

void ShortcutsTest::secondKeysAndClearing() {
  Menus menus;
  Shortcuts shortcuts(*settings_);
  shortcuts.collect(menus.bar);
  ShortcutEditor editor(shortcuts);
  editor.show();
  editor.choose(menus.open);
  const auto edits = editor.findChildren<KeyEdit*>();
  const auto clears = editor.findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
  QTest::keyClick(edits[1], Qt::Key_N);
  QCOMPARE(menus.open->shortcuts(), (QList<QKeySequence>{kOpen, kN}));
  clears[0]->click();
  QCOMPARE(menus.open->shortcuts(), QList<QKeySequence>{kN});
  clears[0]->click();
  QVERIFY(menus.open->shortcuts().isEmpty());
  QVERIFY(!edits[1]->isEnabled());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::ShortcutsTest)
#include "shortcuts_test.moc"
