// Without a mouse, and with a screen reader: every control has a name and can be reached; keys of one's own.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <array>
#include <map>
#include <set>

#include "tests/app/window_fixture.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/parameter_form.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/scale_editor.h"
#include "widgets/panel/shortcut_editor.h"
#include "widgets/panel/source_panel.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

/// A part of another control, which speaks for it.
bool isPart(const QWidget* widget) {
  const QWidget* parent = widget->parentWidget();
  return widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QScrollBar*>(widget) ||
         qobject_cast<const QHeaderView*>(widget) || qobject_cast<const QAbstractSpinBox*>(parent) ||
         qobject_cast<const QComboBox*>(parent) || qobject_cast<const QKeySequenceEdit*>(parent) ||
         qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QTabBar*>(parent);
}

bool isControl(const QWidget* widget) {
  if (isPart(widget)) return false;
  if (const auto* tabs = qobject_cast<const QTabBar*>(widget)) return tabs->count() > 0;  // of hidden panels
  return (widget->focusPolicy() & Qt::TabFocus) != 0 || qobject_cast<const QAbstractButton*>(widget) ||
         qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
         qobject_cast<const QAbstractSlider*>(widget) || qobject_cast<const QAbstractItemView*>(widget) ||
         qobject_cast<const QLineEdit*>(widget);
}

/// What Tab may leave out: the menus have it, or the arrow keys of its group.
bool isReachedOtherwise(const QWidget* widget) {
  if (qobject_cast<const QDockWidget*>(widget->parentWidget())) return true;  // View > the panel's name
  if (const auto* radio = qobject_cast<const QRadioButton*>(widget)) return radio->autoExclusive();
  const auto* button = qobject_cast<const QToolButton*>(widget);
  const QAction* action = button != nullptr ? button->defaultAction() : nullptr;
  if (action == nullptr) return false;
  for (const QObject* each : action->associatedObjects()) {
    if (qobject_cast<const QMenu*>(each)) return true;
  }
  return false;
}

QString described(const QWidget* widget) {
  QStringList way;
  for (; widget != nullptr; widget = widget->parentWidget()) {
    QString name = QString::fromLatin1(widget->metaObject()->className());
    if (!widget->objectName().isEmpty()) name += QLatin1Char('#') + widget->objectName();
    way.prepend(name);
  }
  return way.mid(std::max<qsizetype>(0, way.size() - 4)).join(QStringLiteral(" > "));
}

std::vector<QWidget*> controlsOf(const QWidget* top) {
  std::vector<QWidget*> controls;
  for (QWidget* each : top->findChildren<QWidget*>()) {
    if (each->window() == top && each->isVisible() && isControl(each)) controls.push_back(each);
  }
  return controls;
}

QStringList namelessIn(const QWidget* top) {
  QStringList nameless;
  for (QWidget* each : controlsOf(top)) {
    const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(each);
    if (face == nullptr || face->text(QAccessible::Name).trimmed().isEmpty()) nameless << described(each);
  }
  return nameless;
}

QStringList unreachedIn(QWidget* top) {
  QApplication::setActiveWindow(top);
  std::set<const QWidget*> reached;
  for (bool is_new = true; is_new;) {  // until Tab has come round
    QTest::keyClick(top->focusWidget() != nullptr ? top->focusWidget() : top, Qt::Key_Tab);
    is_new = QApplication::focusWidget() != nullptr && reached.insert(QApplication::focusWidget()).second;
  }
  QStringList unreached;
  for (const QWidget* each : controlsOf(top)) {
    const QWidget* takes = each->focusProxy() != nullptr ? each->focusProxy() : each;
    if (each->isEnabled() && !reached.contains(takes) && !isReachedOtherwise(each))
      unreached << described(each);
  }
  return unreached;
}

}  // namespace

/// What has no key, by object name and reason.
constexpr std::array kWithoutKey{
    std::pair{"theme-", "chosen once"},
    std::pair{"language-", "chosen once, and as many as there are translations"},
    std::pair{"method-", "as many as the catalogue has"},
    std::pair{"about-", "read once"},
};

bool mayLackAKey(const QAction* action, const QMenu* recent) {
  if (recent->actions().contains(action)) return true;  // as many as were opened
  return std::ranges::any_of(kWithoutKey, [&](const auto& each) {
    return action->objectName().startsWith(QLatin1String(each.first));
  });
}

#define KERB_VERIFY_NONE(problems)                                        \
  do {                                                                    \
    const QStringList found = (problems);                                 \
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n')))); \
  } while (false)

class KeyboardTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void theStartPageIsForEverybody();
  void theWindowIsForEverybody();
  void dialogsAreForEverybody();
  void everyActionIsKnownToTheEditor();
  void everyActionHasAKeyOfItsOwn();
  void everyChoiceOfAPanelIsInAMenu();
  void menusDriveThePanels();
  void keysDriveThePanels();
  void theMenuSourceFollowsItsPanel();
  void keysMoveThePointsThatHaveTheFocus();
  void ownKeysWorkAndAreRemembered();

 private:
  void openDrive() {
    window_->resize(1500, 950);
    openSource(QStringLiteral("synthetic:frames=30,width=160,height=64"));
  }
  QList<QAction*> menuActions();
};

QList<QAction*> KeyboardTest::menuActions() {
  QList<QAction*> all;
  const std::function<void(const QMenu*)> visit = [&](const QMenu* menu) {
    for (QAction* each : menu->actions()) {
      if (each->menu() != nullptr)
        visit(each->menu());
      else if (!each->isSeparator())
        all << each;
    }
  };
  for (const QAction* top : window_->menuBar()->actions()) visit(top->menu());
  return all;
}

void KeyboardTest::theStartPageIsForEverybody() {
  KERB_VERIFY_NONE(namelessIn(window_.get()));
  KERB_VERIFY_NONE(unreachedIn(window_.get()));
}

void KeyboardTest::theWindowIsForEverybody() {
  openDrive();
  for (QDockWidget* each : window_->findChildren<QDockWidget*>()) {
    each->show();
    each->raise();
    QTest::qWait(20);
    KERB_VERIFY_NONE(namelessIn(window_.get()));
    KERB_VERIFY_NONE(unreachedIn(window_.get()));
  }
}

void KeyboardTest::dialogsAreForEverybody() {
  openDrive();
  int dialogs = 0;
  for (QAction* each : menuActions()) {
    const bool opens =
        each->text().endsWith(QChar(0x2026)) || each->text().contains(QStringLiteral("Shortcuts"));
    if (!opens || !each->isEnabled()) continue;
    each->trigger();
    QTest::qWait(50);
    QWidget* dialog = QApplication::activeModalWidget();
    if (dialog == nullptr) continue;
    if (qobject_cast<QFileDialog*>(dialog) == nullptr) {  // that one is Qt's
      ++dialogs;
      KERB_VERIFY_NONE(namelessIn(dialog));
      KERB_VERIFY_NONE(unreachedIn(dialog));
    }
    dialog->close();
  }
  QVERIFY2(dialogs >= 3, qPrintable(QString::number(dialogs)));
}

void KeyboardTest::everyActionIsKnownToTheEditor() {
  openDrive();
  std::set<const QAction*> known;
  std::set<QString> ids;
  actionNamed(QStringLiteral("Change Shortcuts…"))->trigger();
  auto* editor = window_->findChild<ShortcutEditor*>();
  QVERIFY(editor != nullptr);
  for (const Command& each : editor->shortcuts().commands()) {
    known.insert(each.action);
    QVERIFY2(ids.insert(each.id).second, qPrintable(each.id));
  }
  const auto* recent = actionNamed(QStringLiteral("Forget These"));
  for (QAction* each : menuActions()) {
    if (each->parent() == recent->parent()) continue;  // what was open is no command
    QVERIFY2(known.contains(each), qPrintable(each->text()));
  }
}

/// The keys work in all of the window, or in a part of it: any two that are the same would be ambiguous
/// there.
void KeyboardTest::everyActionHasAKeyOfItsOwn() {
  openDrive();
  auto* recent = qobject_cast<QMenu*>(actionNamed(QStringLiteral("Forget These"))->parent());
  QVERIFY(recent != nullptr);
  QStringList without, twice;
  std::map<QKeySequence, QString> taken;
  for (const QAction* each : menuActions()) {
    if (each->shortcuts().isEmpty() && !mayLackAKey(each, recent)) without << each->text();
    for (const QKeySequence& key : each->shortcuts()) {
      const auto [owner, is_free] = taken.try_emplace(key, each->text());
      if (!is_free) twice << key.toString() + QStringLiteral(": ") + owner->second + each->text();
    }
  }
  KERB_VERIFY_NONE(without);
  KERB_VERIFY_NONE(twice);
}

void KeyboardTest::everyChoiceOfAPanelIsInAMenu() {
  openDrive();
  QStringList texts;
  for (const QAction* each : menuActions()) texts << each->text() << withoutMnemonic(each->text());
  // The menu has no field beside it that says of what.
  const std::map<QString, QString> of_menu{
      {QStringLiteral("Choose…"), QStringLiteral("Choose a Model…")},
      {QStringLiteral("Straighten the pictures"), QStringLiteral("Straighten the Pictures")},
      {QStringLiteral("Live depth"), QStringLiteral("Live Depth")},
      {QStringLiteral("Show classes over the picture"), QStringLiteral("Over the Picture")}};
  QStringList missing;
  int boxes = 0, buttons = 0;
  for (const char* panel : {"player", "depth", "cloud", "method", "source", "classes"}) {
    const QWidget* where = window_->findChild<QWidget*>(QLatin1String(panel));
    for (const QComboBox* box : where->findChildren<QComboBox*>()) {
      if (qobject_cast<const ParameterForm*>(box->parentWidget())) continue;  // another one for each method
      ++boxes;
      for (int i = 0; i < box->count(); ++i) {
        if (!texts.contains(box->itemText(i))) missing << described(box) + box->itemText(i);
      }
    }
    for (const QToolButton* button : where->findChildren<QToolButton*>()) {
      const QAction* action = button->defaultAction();
      if (action != nullptr && !texts.contains(action->text())) missing << described(button) + action->text();
    }
    for (const auto* button : where->findChildren<QAbstractButton*>()) {
      if (!qobject_cast<const QPushButton*>(button) && !qobject_cast<const QCheckBox*>(button)) continue;
      if (qobject_cast<const ParameterForm*>(button->parentWidget())) continue;
      ++buttons;
      const auto renamed = of_menu.find(button->text());
      const QString text = renamed == of_menu.end() ? button->text() : renamed->second;
      if (!texts.contains(text)) missing << described(button) + button->text();
    }
  }
  KERB_VERIFY_NONE(missing);
  QVERIFY2(boxes >= 11, qPrintable(QString::number(boxes)));
  QVERIFY2(buttons >= 10, qPrintable(QString::number(buttons)));
}

void KeyboardTest::menusDriveThePanels() {
  openDrive();
  const auto trigger = [this](const char* name) {
    QAction* action = window_->findChild<QAction*>(QLatin1String(name));
    QVERIFY2(action != nullptr, name);
    action->trigger();
  };
  Playback& player = window_->playback();
  trigger("loop-3");
  QCOMPARE(player.loopMode(), LoopMode::pingPong);
  trigger("speed-5");
  QCOMPARE(player.speed(), 2.0);
  trigger("time-seconds");
  QCOMPARE(player.timeUnit(), TimeUnit::seconds);
  const DepthView& depth = window_->depthView();
  trigger("depth-colours-2");
  QCOMPARE(depth.settings().colours, ColourMap::magma);
  trigger("depth-scaling-2");
  QCOMPARE(depth.settings().scaling, Scaling::log);
  trigger("depth-range-3");
  QCOMPARE(depth.settings().mode, RangeMode::byHand);
  const SemanticView& picture = window_->pictureView();
  trigger("classes-contours");
  QVERIFY(picture.settings().contours);
  trigger("classes-more-opaque");
  QCOMPARE(picture.settings().opacity, 0.6);
  QVERIFY(
      eventually([&] { return window_->findChild<QTreeWidget*>(QStringLiteral("classes"))->isVisible(); }));
  trigger("classes-hide-all");
  const auto hidden = [&] { return hiddenOf(picture.settings().hidden, Taxonomy::cityscapes); };
  QVERIFY(hidden()[0] && !hidden()[255]);
  trigger("classes-show-all");
  QVERIFY(!hidden()[0]);
  trigger("classes-shown");
  QVERIFY(!picture.settings().shown);
  const CloudPanel& cloud = window_->cloudPanel();
  trigger("cloud-colours-3");
  QCOMPARE(cloud.settings().colours, CloudColours::depth);
  trigger("cloud-larger");
  QCOMPARE(cloud.look().point_size, 3);
  trigger("cloud-farther");
  QCOMPARE(cloud.settings().max_depth, 10.0);
  trigger("precision-2");
  QVERIFY(window_->methodPanel().choice().bf16);
}

/// The menus have them, so they work wherever the focus is; and what a panel changes, the menus show.
void KeyboardTest::keysDriveThePanels() {
  openDrive();
  auto* method = window_->findChild<QDockWidget*>(QStringLiteral("method"))->findChild<QComboBox*>();
  method->setFocus();
  QTest::keyClick(method, Qt::Key_F7);
  QCOMPARE(window_->depthView().settings().colours, ColourMap::viridis);
  DepthSettings settings = window_->depthView().settings();
  settings.colours = ColourMap::grey;
  window_->depthView().setSettings(settings);
  QVERIFY(window_->findChild<QAction*>(QStringLiteral("depth-colours-4"))->isChecked());
  QTest::keyClick(method, Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(window_->pictureView().settings().contours);
  QTest::keyClick(method, Qt::Key_F2, Qt::AltModifier | Qt::ShiftModifier);
  QCOMPARE(window_->playback().loopMode(), LoopMode::once);
}

void KeyboardTest::theMenuSourceFollowsItsPanel() {
  const auto named = [this](const char* name) { return window_->findChild<QAction*>(QLatin1String(name)); };
  const auto press = [this](Qt::Key key, Qt::KeyboardModifiers with) {
    QWidget* picture = window_->pictureView().canvas();
    picture->setFocus();
    QTest::keyClick(picture, key, with);
  };
  ScaleEditor* scale = window_->sourcePanel().scale();
  QTest::keyClick(window_.get(), Qt::Key_2, Qt::AltModifier | Qt::ShiftModifier);
  QVERIFY2(scale->choice().rule == ScaleRule::method, "nothing is open");
  openDrive();
  QVERIFY(!named("camera-apply")->isEnabled() && !named("camera-reset")->isEnabled());
  QVERIFY(!named("source-forget")->isEnabled());
  auto* dock = window_->findChild<QDockWidget*>(QStringLiteral("source"));
  dock->hide();
  press(Qt::Key_2, Qt::AltModifier | Qt::ShiftModifier);
  QCOMPARE(scale->choice().rule, ScaleRule::factor);
  QVERIFY2(dock->isVisible(), "what the menu changes is seen");
  press(Qt::Key_Delete, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(scale->choice().rule, ScaleRule::method);
  QVERIFY(!named("source-forget")->isEnabled());
  auto* focal = window_->sourcePanel().findChild<QLineEdit*>(QStringLiteral("fx"));
  focal->selectAll();
  QTest::keyClicks(focal, QStringLiteral("123"));
  QVERIFY(named("camera-apply")->isEnabled());
  press(Qt::Key_Return, Qt::ControlModifier);
  QVERIFY(eventually([&] { return named("camera-reset")->isEnabled(); }));
  press(Qt::Key_Backspace, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(eventually([&] { return !named("camera-reset")->isEnabled(); }));
  QVERIFY(focal->text() != QStringLiteral("123"));
}

void KeyboardTest::keysMoveThePointsThatHaveTheFocus() {
  openDrive();
  auto* dock = window_->findChild<QDockWidget*>(QStringLiteral("cloud"));
  dock->show();
  dock->raise();
  CloudPanel& cloud = window_->cloudPanel();
  CloudCanvas* canvas = cloud.canvas();
  QVERIFY(eventually([&] { return canvas->isVisible(); }));
  // Until OpenGL has answered, what can be done may still change.
  QVERIFY(eventually(
      [&] { return cloud.lastShot() || canvas->emptyText().contains(QStringLiteral("No OpenGL")); }));
  cloud.controls()->setChoices({.has_view = true});
  ImageCanvas* picture = window_->pictureView().canvas();
  picture->setFocus();
  const CloudEye before = canvas->eye();
  QTest::keyClick(picture, Qt::Key_Left, Qt::AltModifier);
  actionNamed(QStringLiteral("Zoom In"))->trigger();
  QVERIFY2(canvas->eye() == before, "the picture has the focus");
  const auto press = [canvas](Qt::Key key) {
    canvas->setFocus();
    QTest::keyClick(canvas, key, Qt::AltModifier);
  };
  press(Qt::Key_Left);
  QVERIFY(canvas->eye().yaw < before.yaw);
  press(Qt::Key_Down);
  QVERIFY(canvas->eye().pitch > before.pitch);
  press(Qt::Key_Plus);
  QVERIFY(canvas->eye().distance < before.distance);
  press(Qt::Key_End);
  QVERIFY(!(canvas->eye().focus == before.focus));
  const double distance = canvas->eye().distance;
  actionNamed(QStringLiteral("Zoom Out"))->trigger();
  QCOMPARE(canvas->eye().distance, distance / 0.8);
}

void KeyboardTest::ownKeysWorkAndAreRemembered() {
  openDrive();
  actionNamed(QStringLiteral("Change Shortcuts…"))->trigger();
  auto* editor = window_->findChild<ShortcutEditor*>();
  editor->choose(actionNamed(QStringLiteral("Next Frame")));
  QTest::keyClick(editor->findChild<KeyEdit*>(), Qt::Key_N);
  editor->close();
  QApplication::setActiveWindow(window_.get());
  ImageCanvas* canvas = window_->pictureView().canvas();
  canvas->setFocus();
  QTest::keyClick(canvas, Qt::Key_N);
  QCOMPARE(window_->playback().index(), 1);
  QTest::keyClick(canvas, Qt::Key_Right);
  QCOMPARE(window_->playback().index(), 1);
  const auto buttons = window_->findChildren<QToolButton*>();
  QVERIFY(std::ranges::any_of(
      buttons, [](auto* each) { return each->toolTip() == QStringLiteral("Next Frame (N)"); }));
  // A form keeps its letters: the player's keys work where pictures and player are.
  auto* method = window_->findChild<QDockWidget*>(QStringLiteral("method"))->findChild<QComboBox*>();
  method->setFocus();
  QTest::keyClick(method, Qt::Key_N);
  QCOMPARE(window_->playback().index(), 1);
  window_->close();
  openWindow();
  openDrive();
  canvas = window_->pictureView().canvas();
  canvas->setFocus();
  QTest::keyClick(canvas, Qt::Key_N);
  QCOMPARE(window_->playback().index(), 1);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::KeyboardTest)
#include "keyboard_test.moc"
