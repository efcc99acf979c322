// The panels on their own: playing, seek bar, messages, start page, forms from parameter tables.
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QWheelEvent>

#include "core/base/device.h"
#include "core/method/method.h"
#include "tests/widgets/qt_test.h"
#include "tests/widgets/test_source.h"
#include "widgets/panel/export_dialog.h"
#include "widgets/panel/icons.h"
#include "widgets/panel/jobs_panel.h"
#include "widgets/panel/language.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/parameter_form.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/player_bar.h"
#include "widgets/panel/recent.h"
#include "widgets/panel/source_panel.h"
#include "widgets/panel/start_page.h"
#include "widgets/panel/steady_wheel.h"
#include "widgets/panel/theme.h"
#include "widgets/panel/timeline.h"

namespace kerb {
namespace {

/// A playback, and what it has shown.
struct Player {
  Playback playback;
  std::vector<int64_t> shown;
  std::vector<std::string> failures;

  explicit Player(const std::shared_ptr<TestSource>& source) {
    QObject::connect(&playback, &Playback::frameReady, &playback,
                     [this](const std::shared_ptr<const Frame>& frame) { shown.push_back(frame->index); });
    QObject::connect(&playback, &Playback::frameFailed, &playback,
                     [this](qint64, const Error& error) { failures.push_back(error.message()); });
    playback.open(source);
  }
  int64_t last() const { return shown.empty() ? -1 : shown.back(); }
};

/// A button by its text or its tooltip.
void press(const MessageBar& bar, const QString& text) {
  for (auto* each : bar.findChildren<QAbstractButton*>())
    if (each->text() == text || each->toolTip() == text) return each->click();
}

std::shared_ptr<TestSource> smallSource(int64_t count) { return std::make_shared<TestSource>(count, 32, 16); }

}  // namespace

class PanelTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void theWheelOverAFormChangesNothing();
  void minutesNeverHaveSixtySeconds();
  void jobsSayHowFarTheyAreAndWhatCameOfThem();
  void exportDialogOffersOnlyWhatCanWork();
  void opensAtTheFirstFrame();
  void stepsExactlyBothWays();
  void playsEveryFrameInOrderWhenThereIsTime();
  void leavesFramesOutWhenReadingIsSlow();
  void loopsStopsAndTurnsRound();
  void playsOnlyTheRange();
  void shuttlesFasterAndBack();
  void goesOnAfterABrokenFrame();
  void anotherSourceStartsAnew();
  void seekBarFollowsAndScrubs();
  void seekBarIsASliderToAScreenReader();
  void seekBarLeavesTheDirectionAlone();
  void playerButtonsAndFrameNumber();
  void aFrameNumberCanBeTypedWhilePlaying();
  void messagesSayWhatWhereAndWhatToDo();
  void messagesAreToldToAScreenReader();
  void aKeptMessageIsThereUntilItIsClosed();
  void severalKeptMessagesAreThereOneAfterTheOther();
  void startPageListsRecentSources();
  void recentSourcesAreKeptOnce();
  void recentSourcesAreDescribedWhenTheyAreShown();
  void formFollowsTheParameterTable();
  void methodPanelOffersWhatTheSourceCanServe();
  void anotherMethodHasItsUsualModel();
  void theGpuIsLookedForElsewhere();
  void sourcePanelTellsAGuess();
  void iconsExistAndFollowTheTheme();
  void theIconOfAMessageFollowsTheTheme();
  void theThemeFollowsTheSystem();
};

void PanelTest::opensAtTheFirstFrame() {
  Player player(smallSource(10));
  QVERIFY(eventually([&] { return player.last() == 0; }));
  QCOMPARE(player.playback.count(), 10);
  QVERIFY(!player.playback.isPlaying());
  player.playback.close();
  QVERIFY(!player.playback.isOpen());
}

void PanelTest::stepsExactlyBothWays() {
  Player player(smallSource(30));
  for (const int64_t expected : {1, 2, 3}) {
    player.playback.step(1);
    QVERIFY(eventually([&] { return player.last() == expected; }));
  }
  for (const int64_t expected : {2, 1}) {
    player.playback.step(-1);
    QVERIFY(eventually([&] { return player.last() == expected; }));
  }
  player.playback.step(-5);
  QVERIFY(eventually([&] { return player.last() == 0; }));
  player.playback.step(1000);
  QVERIFY(eventually([&] { return player.last() == 29; }));
}

void PanelTest::playsEveryFrameInOrderWhenThereIsTime() {
  Player player(smallSource(12));
  player.playback.setLoopMode(LoopMode::once);
  player.playback.setSpeed(0.25);
  player.playback.play();
  QVERIFY(eventually([&] { return !player.playback.isPlaying(); }));
  QVERIFY(eventually([&] { return player.last() == 11; }));
  QVERIFY(std::ranges::is_sorted(player.shown));
  if (player.playback.dropped() == 0) QCOMPARE(player.shown.size(), 12U);  // else the machine was too busy
}

void PanelTest::leavesFramesOutWhenReadingIsSlow() {
  auto source = smallSource(100);
  Player player(source);
  QVERIFY(eventually([&] { return player.last() == 0; }));
  source->shared()->delay_ms = 200;  // 25 frames a second are asked for
  player.playback.seek(50);          // away from what was read ahead
  player.playback.close();
  player.playback.open(source);
  player.playback.play();
  QVERIFY(eventually([&] { return player.playback.dropped() > 3; }));
  player.playback.stop();
  QVERIFY(player.shown.size() < 20);
  source->shared()->delay_ms = 0;  // what it did not read on while it fell behind comes now
  QVERIFY(eventually([&] {
    return std::ranges::any_of(player.playback.cached(), [&](const FrameSpan& span) {
      return span.first <= player.playback.index() && span.last == player.playback.count() - 1;
    });
  }));
}

void PanelTest::loopsStopsAndTurnsRound() {
  Player player(smallSource(4));
  player.playback.setSpeed(4);
  player.playback.setLoopMode(LoopMode::loop);
  player.playback.play();
  QVERIFY(eventually([&] { return std::ranges::count(player.shown, 0) >= 3; }));
  QVERIFY(player.playback.isPlaying());
  player.playback.setLoopMode(LoopMode::pingPong);
  QVERIFY(eventually([&] { return player.playback.speed() < 0; }));
  QVERIFY(eventually([&] { return player.playback.speed() > 0; }));
  player.playback.setLoopMode(LoopMode::once);
  QVERIFY(eventually([&] { return !player.playback.isPlaying(); }));
  QCOMPARE(player.playback.index(), 3);
}

void PanelTest::playsOnlyTheRange() {
  Player player(smallSource(50));
  player.playback.seek(10);
  player.playback.setIn();
  player.playback.seek(14);
  player.playback.setOut();
  QCOMPARE(player.playback.range(), (FrameSpan{10, 14}));
  QVERIFY(eventually([&] { return player.last() == 14; }));
  player.shown.clear();
  player.playback.setSpeed(4);
  player.playback.play();
  QVERIFY(eventually([&] { return player.shown.size() > 12; }));
  player.playback.stop();
  QVERIFY(std::ranges::all_of(player.shown, [](int64_t i) { return i >= 10 && i <= 14; }));
  player.playback.seek(30);  // looking elsewhere is allowed
  QVERIFY(eventually([&] { return player.last() == 30; }));
  player.playback.clearRange();
  QCOMPARE(player.playback.range(), (FrameSpan{0, 49}));
}

void PanelTest::shuttlesFasterAndBack() {
  Player player(smallSource(1000));
  player.playback.shuttle(1);
  QCOMPARE(player.playback.speed(), 1.0);
  player.playback.shuttle(1);
  QCOMPARE(player.playback.speed(), 2.0);
  player.playback.shuttle(-1);
  QCOMPARE(player.playback.speed(), -1.0);
  player.playback.seek(500);
  QVERIFY(eventually([&] { return player.playback.index() < 490; }));
  player.playback.stop();
}

void PanelTest::goesOnAfterABrokenFrame() {
  auto source = smallSource(8);
  source->shared()->broken = {3};
  Player player(source);
  player.playback.setLoopMode(LoopMode::once);
  player.playback.seek(3);
  QVERIFY(eventually([&] { return !player.failures.empty(); }));
  QVERIFY(player.failures[0].find("frame 3") != std::string::npos);
  player.playback.step(1);
  QVERIFY(eventually([&] { return player.last() == 4; }));
}

void PanelTest::anotherSourceStartsAnew() {
  Player player(smallSource(50));
  player.playback.seek(20);
  player.playback.setIn();
  player.playback.play();
  player.playback.open(smallSource(5));
  QVERIFY(!player.playback.isPlaying());
  QCOMPARE(player.playback.count(), 5);
  QCOMPARE(player.playback.range(), (FrameSpan{0, 4}));
  QVERIFY(eventually([&] { return player.last() == 0; }));
}

void PanelTest::seekBarFollowsAndScrubs() {
  Player player(smallSource(101));
  Timeline bar(&player.playback);
  bar.resize(520, 30);
  bar.show();
  QCOMPARE(bar.frameAt(bar.xOf(37)), 37);
  QCOMPARE(bar.frameAt(-1000), 0);
  QCOMPARE(bar.frameAt(1e6), 100);
  const auto at = [&](qint64 frame) { return QPoint(static_cast<int>(bar.xOf(frame)), 15); };
  QTest::mousePress(&bar, Qt::LeftButton, {}, at(20));
  QTest::mouseMove(&bar, at(60));
  QTest::mouseRelease(&bar, Qt::LeftButton, {}, at(60));
  QCOMPARE(player.playback.index(), 60);
  QVERIFY(eventually([&] { return player.last() == 60; }));
  bar.grab();
}

void PanelTest::seekBarIsASliderToAScreenReader() {
  Player player(smallSource(101));
  Timeline bar(&player.playback);
  player.playback.seek(60);
  QAccessibleInterface* face = QAccessible::queryAccessibleInterface(&bar);
  QCOMPARE(face->role(), QAccessible::Slider);
  QCOMPARE(face->text(QAccessible::Name), QStringLiteral("Position in the video"));
  QCOMPARE(face->text(QAccessible::Value), QStringLiteral("Frame 60 of 100, 0:02.40"));
  QAccessibleValueInterface* value = face->valueInterface();
  QVERIFY(value != nullptr);
  QCOMPARE(value->currentValue().toInt(), 60);
  QCOMPARE(value->maximumValue().toInt(), 100);
  value->setCurrentValue(12);
  QCOMPARE(player.playback.index(), 12);
  player.playback.close();
  QCOMPARE(face->text(QAccessible::Value), QString());
}

void PanelTest::seekBarLeavesTheDirectionAlone() {
  Player player(smallSource(101));
  Timeline bar(&player.playback);
  bar.resize(520, 30);
  bar.show();
  player.playback.seek(80);
  player.playback.shuttle(-1);
  player.playback.shuttle(-1);
  const auto at = [&](qint64 frame) { return QPoint(static_cast<int>(bar.xOf(frame)), 15); };
  QTest::mousePress(&bar, Qt::LeftButton, {}, at(70));
  QTest::mouseRelease(&bar, Qt::LeftButton, {}, at(60));
  QVERIFY(player.playback.isPlaying());
  QCOMPARE(player.playback.speed(), -2.0);
  player.playback.stop();
}

void PanelTest::aFrameNumberCanBeTypedWhilePlaying() {
  Player player(smallSource(1000));
  const PlayerActions actions(&player.playback, &player.playback);
  PlayerBar bar(&player.playback, actions);
  bar.show();
  QApplication::setActiveWindow(&bar);
  auto* frame = bar.findChild<QSpinBox*>();
  frame->setFocus();
  QVERIFY(eventually([&] { return frame->hasFocus(); }));
  player.playback.play();
  frame->selectAll();
  QTest::keyClicks(frame, QStringLiteral("50"));
  const qint64 typed_at = player.playback.index();
  QVERIFY(eventually([&] { return player.playback.index() > typed_at + 2; }));
  QCOMPARE(frame->text(), QStringLiteral("50"));
  QTest::keyClicks(frame, QStringLiteral("0"));
  QTest::keyClick(frame, Qt::Key_Return);
  QVERIFY(player.playback.index() >= 500);
  QVERIFY2(eventually([&] { return frame->value() > 502; }), "from then on it says where the player is");
  player.playback.stop();
}

void PanelTest::playerButtonsAndFrameNumber() {
  Player player(smallSource(40));
  const PlayerActions actions(&player.playback, &player.playback);
  PlayerBar bar(&player.playback, actions);
  bar.show();
  actions.step_forward->trigger();
  QCOMPARE(player.playback.index(), 1);
  actions.to_end->trigger();
  QCOMPARE(player.playback.index(), 39);
  auto* frame = bar.findChild<QSpinBox*>();
  QCOMPARE(frame->value(), 39);
  frame->setValue(7);
  QCOMPARE(player.playback.index(), 7);
  actions.play->trigger();
  QVERIFY(player.playback.isPlaying());
  actions.stop->trigger();
  QVERIFY(!player.playback.isPlaying());
  for (const QAction* action : actions.all())
    QVERIFY2(!action->shortcuts().isEmpty(), qPrintable(action->text()));
  player.playback.close();
  QVERIFY(!bar.isEnabled());
}

void PanelTest::messagesSayWhatWhereAndWhatToDo() {
  MessageBar bar;
  bool again = false;
  bar.showError(QStringLiteral("Could not open"), Error{"is <cut> off", "/data/a.mp4", "Get a whole file"},
                QStringLiteral("Try Again"), [&] { again = true; });
  QVERIFY(!bar.isHidden());
  for (const char* part : {"Is &lt;cut&gt; off.", "a.mp4", "Get a whole file."})
    QVERIFY2(bar.text().contains(QString::fromLatin1(part)) ||
                 bar.text().contains(QString::fromLatin1(part).toLower()),
             part);
  QTest::mouseClick(bar.findChild<QPushButton*>(), Qt::LeftButton);
  QVERIFY(again);
  QVERIFY(bar.isHidden());
}

void PanelTest::messagesAreToldToAScreenReader() {
  // That it is asked at once (QAccessible::Alert) shows only where a screen reader runs.
  MessageBar bar;
  bar.show();
  bar.showError({}, Error{"is cut off", "/data/a.mp4", "Get a whole file"});
  const QAccessibleInterface* told = QAccessible::queryAccessibleInterface(&bar);
  QVERIFY(told != nullptr);
  const QString text = told->text(QAccessible::Name);
  QVERIFY2(text.contains(QStringLiteral("Is cut off.")) && text.contains(QStringLiteral("/data/a.mp4")),
           qPrintable(text));
  QVERIFY2(!text.contains(QLatin1Char('<')), "plain text");
  bar.dismiss();
  QVERIFY(told->text(QAccessible::Name).isEmpty());
}

void PanelTest::aKeptMessageIsThereUntilItIsClosed() {
  MessageBar bar;
  int opened = 0, shown = 0;
  bar.keep(MessageBar::Kind::info, QStringLiteral("Lost"),
           {{QStringLiteral("Open"), [&] { ++opened; }}, {QStringLiteral("Show"), [&] { ++shown; }}});
  bar.dismiss();
  QCOMPARE(bar.text(), QStringLiteral("Lost"));
  bar.showText(MessageBar::Kind::warning, QStringLiteral("Something else"));
  QCOMPARE(bar.text(), QStringLiteral("Something else"));
  press(bar, QStringLiteral("Dismiss"));
  QCOMPARE(bar.text(), QStringLiteral("Lost"));
  press(bar, QStringLiteral("Show"));
  QCOMPARE(shown, 1);
  QCOMPARE(opened, 0);
  QVERIFY(bar.isHidden());
  bar.showText(MessageBar::Kind::warning, QStringLiteral("Something else"));
  bar.dismiss();
  QVERIFY2(bar.isHidden(), "it was dealt with");
}

void PanelTest::severalKeptMessagesAreThereOneAfterTheOther() {
  MessageBar bar;
  int opened = 0;
  const QString lost = QStringLiteral("Lost"), too_many = QStringLiteral("Too many"),
                full = QStringLiteral("Full");
  bar.keep(MessageBar::Kind::info, lost, {{QStringLiteral("Open"), [&] { ++opened; }}});
  bar.keep(MessageBar::Kind::warning, too_many);
  bar.keep(MessageBar::Kind::warning, full);
  bar.keep(MessageBar::Kind::warning, too_many);
  QCOMPARE(bar.text(), too_many);
  bar.showText(MessageBar::Kind::info, QStringLiteral("Something else"));
  press(bar, QStringLiteral("Dismiss"));
  QCOMPARE(bar.text(), too_many);
  press(bar, QStringLiteral("Dismiss"));
  QCOMPARE(bar.text(), full);
  press(bar, QStringLiteral("Dismiss"));
  QCOMPARE(bar.text(), lost);
  press(bar, QStringLiteral("Open"));
  QCOMPARE(opened, 1);
  QVERIFY(bar.isHidden());
}

void PanelTest::startPageListsRecentSources() {
  QAction action(QStringLiteral("&Open"));
  StartPage page({&action});
  page.resize(900, 600);
  auto* list = page.findChild<QListWidget*>();
  QVERIFY(list->isHidden());
  page.setRecent({{QStringLiteral("/a/b.mp4"), QStringLiteral("b.mp4"), QStringLiteral("Video")}});
  QVERIFY(!list->isHidden());
  QSignalSpy asked(&page, &StartPage::openRequested);
  page.show();
  QVERIFY(QTest::qWaitForWindowExposed(&page));
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
  QCOMPARE(asked.count(), 1);
  QCOMPARE(asked[0][0].toString(), QStringLiteral("/a/b.mp4"));
}

void PanelTest::recentSourcesAreKeptOnce() {
  QTemporaryDir folder;
  QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
  for (int i = 0; i < 20; ++i)
    addRecent(settings, {QStringLiteral("/p/%1").arg(i), QStringLiteral("ü%1").arg(i), QStringLiteral("x")});
  addRecent(settings, {QStringLiteral("/p/15"), QStringLiteral("again"), QStringLiteral("y")});
  const auto recent = readRecent(settings);
  QCOMPARE(recent.size(), 12);
  QCOMPARE(recent[0].name, QStringLiteral("again"));
  QCOMPARE(recent[1].path, QStringLiteral("/p/19"));
  clearRecent(settings);
  QVERIFY(readRecent(settings).isEmpty());
}

void PanelTest::recentSourcesAreDescribedWhenTheyAreShown() {
  const Language english;  // it has the plural forms
  const QTemporaryDir folder;
  const QString copy = folder.filePath(QStringLiteral("copy.ini"));
  SourceInfo info = smallSource(3)->info();
  info.count_is_final = false;
  info.has_poses = true;
  {
    QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    addRecent(settings, recentOf(info));
    addRecent(settings, {QStringLiteral("/p/old"), QStringLiteral("old"), QStringLiteral("a text of then")});
    info.count = 5;
    info.count_is_final = true;
    updateRecent(settings, recentOf(info));
    SourceInfo forgotten = info;
    forgotten.path = "/p/forgotten";
    updateRecent(settings, recentOf(forgotten));
  }
  QVERIFY(QFile::copy(folder.filePath(QStringLiteral("s.ini")), copy));  // Qt shares what it knows of a file
  QSettings settings(copy, QSettings::IniFormat);
  QAction action(QStringLiteral("&Open"));
  StartPage page({&action});
  page.setRecent(readRecent(settings));
  const auto* list = page.findChild<QListWidget*>();
  QCOMPARE(list->count(), 2);
  const auto summary = [&](int row) { return list->item(row)->data(Qt::UserRole + 1).toString(); };
  QCOMPARE(summary(0), QStringLiteral("a text of then"));
  QCOMPARE(summary(1), QStringLiteral("test · 5 frames · 32 × 16 · depth, classes, poses"));
}

void PanelTest::formFollowsTheParameterTable() {
  const std::vector<Parameter> table{{"on", "a switch", true, {}, {}, "", {}},
                                     {"block_size", "odd", int64_t{5}, 1, 31, "px", {}},
                                     {"min_depth", "near", 0.1, 0.001, 10, "m", {}},
                                     {"mode", "which", std::string("b"), {}, {}, "", {"a", "b"}},
                                     {"free", "text", std::string("x"), {}, {}, "", {}}};
  ParameterForm form(table);
  QVERIFY(form.settings().empty());
  QSignalSpy edited(&form, &ParameterForm::edited);
  auto* size = form.findChild<QSpinBox*>(QStringLiteral("block_size"));
  QCOMPARE(size->maximum(), 31);
  QCOMPARE(size->suffix(), QStringLiteral(" px"));
  size->setValue(99);
  QCOMPARE(edited.count(), 1);
  form.findChild<QCheckBox*>(QStringLiteral("on"))->setChecked(false);
  form.findChild<QDoubleSpinBox*>(QStringLiteral("min_depth"))->setValue(0.25);
  form.findChild<QComboBox*>(QStringLiteral("mode"))->setCurrentIndex(0);
  const std::vector<std::string> expected{"on=false", "block_size=31", "min_depth=0.25", "mode=a"};
  QCOMPARE(form.settings(), expected);
  Parameters parameters(table);  // the table takes what the form says
  for (const auto& setting : form.settings()) {
    const auto equals = setting.find('=');
    QVERIFY(parameters.set(setting.substr(0, equals), setting.substr(equals + 1)));
  }
  form.setSettings({"mode=a"});
  QCOMPARE(form.settings(), std::vector<std::string>{"mode=a"});
  // What a model brings along is usual from then on; what the user set and what runs stays set.
  const auto edits = edited.count();
  form.showRunning({{"block_size", "7"}, {"mode", "a"}, {"min_depth", "0.123456"}, {"of_another", "1"}});
  QCOMPARE(size->value(), 7);
  QCOMPARE(form.settings(), std::vector<std::string>{"mode=a"});
  QCOMPARE(edited.count(), edits);
  size->setValue(5);
  QCOMPARE(form.settings(), (std::vector<std::string>{"block_size=5", "mode=a"}));
}

void PanelTest::methodPanelOffersWhatTheSourceCanServe() {
  MethodSpec any;
  any.id = "any";
  any.title = "Any";
  MethodSpec stereo;
  stereo.id = "pair";
  stereo.title = "Pair";
  stereo.needs.stereo = Need::required;
  stereo.parameters = {{"window", "", int64_t{3}, 1, 9, "", {}}};
  const std::vector<MethodSpec> catalogue{any, stereo};
  MethodPanel panel(catalogue);
  std::vector<std::optional<MethodRequest>> requests;
  connect(&panel, &MethodPanel::requested, &panel,
          [&](const std::optional<MethodRequest>& request) { requests.push_back(request); });
  panel.setSource(smallSource(3)->info());
  auto* method = panel.findChildren<QComboBox*>().at(0);
  const auto* rows = qobject_cast<QStandardItemModel*>(method->model());
  QVERIFY(rows->item(0)->isEnabled());
  QVERIFY(!rows->item(1)->isEnabled());
  QVERIFY(rows->item(1)->toolTip().contains(QStringLiteral("stereo pair")));
  panel.setChoice({"pair", {}, {"window=7"}, "cpu", false}, true);
  QVERIFY(requests.empty());
  QCOMPARE(panel.choice(), (MethodRequest{"pair", {}, {"window=7"}, "cpu", false}));
  panel.findChild<QSpinBox*>(QStringLiteral("window"))->setValue(5);
  QVERIFY(eventually([&] { return requests.size() == 1; }));
  QCOMPARE(requests[0]->settings, std::vector<std::string>{"window=5"});
  panel.findChild<QCheckBox*>()->setChecked(false);
  QCOMPARE(requests.size(), 2U);
  QVERIFY(!requests[1]);
  LiveState running;
  running.kind = LiveState::Kind::ready;
  running.method = "any";
  running.parameters = {{"window", "9"}};
  panel.showState(running);
  QVERIFY2(panel.findChild<QSpinBox*>(QStringLiteral("window"))->value() == 5, "that is another method's");
  running.method = "pair";
  panel.showState(running);
  QCOMPARE(panel.findChild<QSpinBox*>(QStringLiteral("window"))->value(), 9);
  QVERIFY(panel.choice().settings.empty());
  panel.setChoice(panel.choice(), true);
  QCOMPARE(panel.findChild<QSpinBox*>(QStringLiteral("window"))->value(), 9);
  QCOMPARE(requests.size(), 2U);
}

void PanelTest::theGpuIsLookedForElsewhere() {
  const std::vector<MethodSpec> catalogue(1);
  MethodPanel panel(catalogue);
  const auto boxes = panel.findChildren<QComboBox*>();
  const auto device = std::ranges::find_if(
      boxes, [](const QComboBox* box) { return box->findData(QStringLiteral("cuda")) >= 0; });
  QVERIFY(device != boxes.end());
  const QStandardItem* gpu = qobject_cast<QStandardItemModel*>((*device)->model())->item(2);
  QVERIFY2(!gpu->isEnabled(), "building the panel does not wait for the driver");
  const bool is_there = static_cast<bool>(chooseDevice("cuda"));
  QTest::qWait(is_there ? 0 : 100);
  QVERIFY(eventually([&] { return gpu->isEnabled() == is_there; }));
}

void PanelTest::anotherMethodHasItsUsualModel() {
  MethodSpec plain;
  plain.id = "plain";
  MethodSpec trained;
  trained.id = "trained";
  trained.needs.weights = Need::required;
  const std::vector<MethodSpec> catalogue{plain, trained};
  MethodPanel panel(catalogue);
  panel.setUsualWeights(
      [](const std::string& id) { return QStringLiteral("/models/") + QString::fromStdString(id); });
  panel.setChoice({"trained", "/models/mine", {}, "cpu", false}, true);
  QCOMPARE(panel.choice().weights.string(), std::string("/models/mine"));
  auto* method = panel.findChildren<QComboBox*>().at(0);
  method->setCurrentIndex(0);
  QVERIFY2(panel.choice().weights.empty(), "a method without a model has none");
  method->setCurrentIndex(1);
  QCOMPARE(panel.choice().weights.string(), std::string("/models/trained"));
}

void PanelTest::sourcePanelTellsAGuess() {
  SourcePanel panel;
  SourceInfo info = smallSource(3)->info();
  panel.show(info);
  QString text;
  for (const QLabel* label : panel.findChildren<QLabel*>()) text += label->text() + QLatin1Char('\n');
  QVERIFY2(text.contains(QStringLiteral("a guess")), qPrintable(text));
  QVERIFY(text.contains(QStringLiteral("32 × 16")));
  const Language english;  // it has the plural forms
  QCOMPARE(sourceSummary(info), QStringLiteral("test · 3 frames · 32 × 16 · depth, classes"));
}

void PanelTest::iconsExistAndFollowTheTheme() {
  Theme theme;
  theme.choose(ThemeChoice::light);
  const QIcon play = icon(QStringLiteral("play"));
  const auto colour = [&] { return play.pixmap(16, 16).toImage().pixelColor(7, 8).lightness(); };
  QVERIFY(colour() < 100);
  theme.choose(ThemeChoice::dark);
  QVERIFY(theme.isDark());
  QVERIFY(icon(QStringLiteral("play")).pixmap(16, 16).toImage().pixelColor(7, 8).lightness() > 180);
  QVERIFY(!programIcon().isNull());
}

void PanelTest::theIconOfAMessageFollowsTheTheme() {
  Theme theme;
  theme.choose(ThemeChoice::light);
  MessageBar bar;
  bar.showText(MessageBar::Kind::warning, QStringLiteral("Lost"));
  const auto colour = [&] {  // of the line at the bottom of the triangle
    return bar.findChild<QLabel*>()->pixmap().toImage().pixelColor(9, 15).lightness();
  };
  QVERIFY2(colour() < 100, qPrintable(QString::number(colour())));
  theme.choose(ThemeChoice::dark);
  QVERIFY2(eventually([&] { return colour() > 180; }), qPrintable(QString::number(colour())));
}

void PanelTest::theThemeFollowsTheSystem() {
  Theme theme;
  const QString appearance = QStringLiteral("org.freedesktop.appearance");
  // What the portal's signal SettingChanged brings to the slot that is connected by name.
  const auto says = [&theme](const QString& group, const QString& key, const QVariant& value) {
    return QMetaObject::invokeMethod(&theme, "settingChanged", Q_ARG(QString, group), Q_ARG(QString, key),
                                     Q_ARG(QDBusVariant, QDBusVariant(value)));
  };
  const auto scheme = [&](const QVariant& value) {
    return says(appearance, QStringLiteral("color-scheme"), value);
  };
  const auto window = [] { return QApplication::palette().color(QPalette::Window).lightness(); };
  const uint dark = 1, light = 2, no_preference = 0;
  QVERIFY(scheme(light));
  QVERIFY(!theme.isDark() && window() > 200);
  QVERIFY(scheme(dark));
  QVERIFY(theme.isDark() && window() < 60);
  QVERIFY(scheme(no_preference));
  QVERIFY(!theme.isDark() && window() > 200);
  QVERIFY(scheme(QVariant::fromValue(QDBusVariant(dark))));
  QVERIFY2(theme.isDark(), "older portals wrap it twice");
  QVERIFY(says(appearance, QStringLiteral("accent-color"), light));
  QVERIFY(says(QStringLiteral("org.gnome.desktop.interface"), QStringLiteral("color-scheme"), light));
  QVERIFY2(theme.isDark(), "other settings say nothing about it");
  theme.choose(ThemeChoice::light);
  QVERIFY(scheme(dark));
  QVERIFY2(!theme.isDark() && window() > 200, "what was chosen by hand comes first");
  theme.choose(ThemeChoice::system);
  QVERIFY2(theme.isDark(), "and the system's wish was noted meanwhile");
}

void PanelTest::jobsSayHowFarTheyAreAndWhatCameOfThem() {
  JobsPanel panel;
  panel.QWidget::show();
  const auto button = [&](const QString& text) -> QAbstractButton* {
    QCoreApplication::processEvents();  // a new row is shown when the layout gets to it
    for (auto* each : panel.findChildren<QAbstractButton*>())
      if (each->isVisible() && (each->text() == text || each->toolTip() == text)) return each;
    return nullptr;
  };
  JobState state;
  state.id = 7;
  state.name = QStringLiteral("Export of a drive");
  state.place = "/out/drive";
  state.goes_on = true;
  panel.show(state);
  QCOMPARE(panel.count(), 1);
  state.kind = JobState::Kind::running;
  state.progress = {"frames", 34, 120};
  state.rate = 8.2;
  state.left_s = 3725;
  panel.show(state);
  QCOMPARE(panel.count(), 1);
  QCOMPARE(jobText(state), QStringLiteral("34 of 120 · 8.2 a second · 1:02:05 left"));
  QCOMPARE(panel.findChild<QProgressBar*>()->value(), 283);
  QSignalSpy stop(&panel, &JobsPanel::stopChosen), again(&panel, &JobsPanel::againChosen),
      open(&panel, &JobsPanel::openChosen), forgotten(&panel, &JobsPanel::forgotten);
  QTest::mouseClick(button(QStringLiteral("Stop this job")), Qt::LeftButton);
  QCOMPARE(stop.at(0).at(0).toLongLong(), 7);
  state.kind = JobState::Kind::stopped;
  panel.show(state);
  QVERIFY(!panel.findChild<QProgressBar*>()->isVisible());
  QTest::mouseClick(button(QStringLiteral("Go On")), Qt::LeftButton);
  QCOMPARE(again.count(), 1);
  state.kind = JobState::Kind::failed;
  state.error = {"no space left", "/out/drive/depth/1.png", ""};
  panel.show(state);
  QVERIFY(jobText(state).contains(QStringLiteral("no space left")));
  QVERIFY(button(QStringLiteral("Try Again")) != nullptr);
  state.kind = JobState::Kind::done;
  state.result = QStringLiteral("120 frames in /out/drive");
  panel.show(state);
  QVERIFY(button(QStringLiteral("Try Again")) == nullptr);
  QTest::mouseClick(button(QStringLiteral("Open Folder")), Qt::LeftButton);
  QCOMPARE(open.at(0).at(0).toString(), QStringLiteral("/out/drive"));
  QTest::mouseClick(button(QStringLiteral("Remove from the list; files stay")), Qt::LeftButton);
  QCOMPARE(forgotten.count(), 1);
  QCOMPARE(panel.count(), 0);
}

void PanelTest::theWheelOverAFormChangesNothing() {
  SteadyWheel steady;
  qApp->installEventFilter(&steady);
  QScrollArea area;
  auto* form = new QWidget;
  auto* number = new QSpinBox(form);
  form->setMinimumHeight(1000);
  area.setWidget(form);
  area.resize(200, 100);
  area.show();
  QVERIFY(QTest::qWaitForWindowExposed(&area));
  const auto turn = [&](QWidget* at) {
    const QPointF middle = at->rect().center();
    QWheelEvent wheel(middle, at->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(at, &wheel);
    return wheel.isAccepted();
  };
  number->setValue(5);
  area.setFocus();
  QVERIFY2(!turn(number), "it is left to the form");
  QCOMPARE(number->value(), 5);
  QApplication::setActiveWindow(&area);
  number->setFocus();
  QVERIFY(eventually([&] { return number->hasFocus(); }));
  QVERIFY(turn(number));
  QCOMPARE(number->value(), 4);
}

void PanelTest::minutesNeverHaveSixtySeconds() {
  const auto source = smallSource(3);
  source->shared()->info.fps = 30000.0 / 1001;
  Player player(source);
  QCOMPARE(player.playback.timeText(8991), QStringLiteral("5:00.00"));  // 299.9997 s
  QCOMPARE(player.playback.timeText(8990), QStringLiteral("4:59.97"));
}

void PanelTest::exportDialogOffersOnlyWhatCanWork() {
  ExportOffer offer;
  offer.source = QStringLiteral("a drive");
  offer.folder = QStringLiteral("/out/a drive");
  offer.outputs = usualOutputs();
  offer.count = 120;
  ExportDialog dialog(offer);
  auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  QVERIFY(ok->isEnabled());
  QVERIFY(!dialog.ofRange());
  QCOMPARE(dialog.outputs(), usualOutputs());
  for (auto* box : dialog.findChildren<QCheckBox*>()) box->setChecked(false);
  QVERIFY2(!ok->isEnabled(), "nothing to write");
  dialog.findChildren<QCheckBox*>().first()->setChecked(true);
  QCOMPARE(dialog.outputs(), std::set<Output>{Output::depth});
  dialog.findChild<QLineEdit*>()->setText(QStringLiteral("  "));
  QVERIFY2(!ok->isEnabled(), "no folder");
  offer.range = {3, 9};
  offer.has_range = true;
  offer.outputs = {Output::depth, Output::collected};
  QCOMPARE(ExportDialog(offer).outputs(), std::set<Output>{Output::depth});  // no poses
  offer.has_poses = true;
  QCOMPARE(ExportDialog(offer).outputs(), offer.outputs);
  QVERIFY(ExportDialog(offer).ofRange());
  offer.problem = QStringLiteral("this method needs a trained model");
  const ExportDialog other(offer);
  QVERIFY(!other.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->isEnabled());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::PanelTest)
#include "panel_test.moc"
