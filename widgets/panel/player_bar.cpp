#include "widgets/panel/player_bar.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>
#include <cmath>
#include <limits>

#include "widgets/panel/control_menu.h"
#include "widgets/panel/icons.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/timeline.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr std::array kSpeeds{0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0};

int boxed(qint64 value) {
  return static_cast<int>(std::clamp<qint64>(value, 0, std::numeric_limits<int>::max()));
}

/// Makes actions of one player; `text`: QT_TR_NOOP("...").
struct Maker {
  QObject* parent;
  template <class Function>
  QAction* operator()(const char* text, const QList<QKeySequence>& keys, const char* icon_name,
                      Function triggered) const {
    auto* action = new QAction(parent);
    translated(action, [action, text] { action->setText(PlayerActions::tr(text)); });
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (icon_name != nullptr) action->setIcon(icon(QString::fromLatin1(icon_name)));
    QObject::connect(action, &QAction::triggered, parent, triggered);
    return action;
  }
};

}  // namespace

PlayerActions::PlayerActions(Playback* p, QObject* parent) {
  const Maker make{parent};
  play =
      make(QT_TR_NOOP("Play or Pause"), {QKeySequence(Qt::Key_Space)}, "play", [p] { p->togglePlaying(); });
  stop = make(QT_TR_NOOP("Stop"), {QKeySequence(Qt::Key_K)}, nullptr, [p] { p->stop(); });
  faster_forwards =
      make(QT_TR_NOOP("Play Forwards, Faster"), {QKeySequence(Qt::Key_L)}, nullptr, [p] { p->shuttle(1); });
  faster_backwards = make(QT_TR_NOOP("Play Backwards, Faster"), {QKeySequence(Qt::Key_J)}, "play-backwards",
                          [p] { p->shuttle(-1); });
  step_forward =
      make(QT_TR_NOOP("Next Frame"), {Qt::Key_Right, Qt::Key_Period}, "step-forward", [p] { p->step(1); });
  step_back =
      make(QT_TR_NOOP("Previous Frame"), {Qt::Key_Left, Qt::Key_Comma}, "step-back", [p] { p->step(-1); });
  forward_10 = make(QT_TR_NOOP("10 Frames Forward"), {QKeySequence(Qt::SHIFT | Qt::Key_Right)}, nullptr,
                    [p] { p->step(10); });
  back_10 = make(QT_TR_NOOP("10 Frames Back"), {QKeySequence(Qt::SHIFT | Qt::Key_Left)}, nullptr,
                 [p] { p->step(-10); });
  forward_100 = make(QT_TR_NOOP("100 Frames Forward"), {QKeySequence(Qt::CTRL | Qt::Key_Right)}, nullptr,
                     [p] { p->step(100); });
  back_100 = make(QT_TR_NOOP("100 Frames Back"), {QKeySequence(Qt::CTRL | Qt::Key_Left)}, nullptr,
                  [p] { p->step(-100); });
  to_start = make(QT_TR_NOOP("First Frame"), {QKeySequence(Qt::Key_Home)}, "to-start", [p] { p->toStart(); });
  to_end = make(QT_TR_NOOP("Last Frame"), {QKeySequence(Qt::Key_End)}, "to-end", [p] { p->toEnd(); });
  set_in = make(QT_TR_NOOP("Play from Here On"), {QKeySequence(Qt::Key_I)}, "range-in", [p] { p->setIn(); });
  set_out = make(QT_TR_NOOP("Play up to Here"), {QKeySequence(Qt::Key_O)}, "range-out", [p] { p->setOut(); });
  clear_range = make(QT_TR_NOOP("Play Everything"), {QKeySequence(Qt::SHIFT | Qt::Key_I)}, "range-clear",
                     [p] { p->clearRange(); });
}

QList<QAction*> PlayerActions::all() const {
  return {play,      stop,       faster_forwards, faster_backwards, step_forward,
          step_back, forward_10, back_10,         forward_100,      back_100,
          to_start,  to_end,     set_in,          set_out,          clear_range};
}

PlayerBar::PlayerBar(Playback* playback, const PlayerActions& actions, QWidget* parent)
    : QWidget(parent), playback_(playback), play_(actions.play) {
  timeline_ = new Timeline(playback, this);
  auto* row = new QHBoxLayout;
  row->setSpacing(2);
  const auto gap = [row] { row->addSpacing(look::kMargin); };
  for (QAction* action : {actions.to_start, actions.step_back, actions.faster_backwards, actions.play,
                          actions.step_forward, actions.to_end})
    row->addWidget(button(action));
  gap();
  for (QAction* action : {actions.set_in, actions.set_out, actions.clear_range})
    row->addWidget(button(action));
  gap();
  loop_ = new QComboBox(this);
  row->addWidget(loop_);
  row->addStretch(1);
  time_ = timeButton();
  frame_ = new QSpinBox(this);
  frame_->setKeyboardTracking(false);
  frame_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  frame_->setAlignment(Qt::AlignRight);
  typed_ = frame_->findChild<QLineEdit*>();
  count_ = new QLabel(this);
  speed_ = new QComboBox(this);
  for (QComboBox* box : {loop_, speed_})
    box->setFocusPolicy(Qt::TabFocus);  // a click must not take the keys from the picture
  row->addWidget(time_);
  gap();
  row->addWidget(frame_);
  row->addSpacing(look::kSmallGap);
  row->addWidget(count_);
  gap();
  row->addWidget(speed_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kGap, 0, look::kGap, look::kSmallGap);
  layout->setSpacing(0);
  layout->addWidget(timeline_);
  layout->addLayout(row);

  connect(loop_, &QComboBox::activated, this,
          [this](int index) { playback_->setLoopMode(static_cast<LoopMode>(index)); });
  connect(speed_, &QComboBox::activated, this,
          [this](int index) { playback_->setSpeed(kSpeeds.at(static_cast<size_t>(index))); });
  connect(frame_, &QSpinBox::valueChanged, this, [this](int frame) { playback_->seek(frame); });
  connect(frame_, &QSpinBox::editingFinished, this, [this] {
    typed_->setModified(false);
    showPosition(playback_->index());
  });
  connect(playback, &Playback::positionChanged, this, &PlayerBar::showPosition);
  connect(playback, &Playback::stateChanged, this, &PlayerBar::showState);
  connect(playback, &Playback::closed, this, &PlayerBar::showState);
  translated(this, [this] { setTexts(); });
}

void PlayerBar::setTexts() {
  setItemTexts(loop_, {tr("Once"), tr("Loop"), tr("Back and Forth")});
  loop_->setAccessibleName(tr("At the end"));
  loop_->setToolTip(tr("What happens at the end of the range"));
  frame_->setAccessibleName(tr("Frame"));
  frame_->setToolTip(tr("Frame number, counted from 0"));
  QStringList speeds;
  for (const double speed : kSpeeds) speeds << QStringLiteral("%1×").arg(QLocale().toString(speed));
  setItemTexts(speed_, speeds);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("Speed"));
  showState();
}

QToolButton* PlayerBar::button(QAction* action) {
  auto* made = new QToolButton(this);
  made->setDefaultAction(action);
  made->setAutoRaise(true);
  made->setIconSize({18, 18});
  made->setFocusPolicy(Qt::TabFocus);  // a click must not take the keys from the picture
  // After the button has taken over what the action says of itself.
  const auto show_hint = [made, action] {
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    made->setToolTip(key.isEmpty() ? action->text() : tr("%1 (%2)").arg(action->text(), key));
    made->setAccessibleName(action->text());
  };
  connect(action, &QAction::changed, made, show_hint);  // the user's own keys
  translated(made, show_hint);
  return made;
}

QToolButton* PlayerBar::timeButton() {
  auto* made = new QToolButton(this);
  made->setAutoRaise(true);
  made->setFocusPolicy(Qt::TabFocus);
  made->setPopupMode(QToolButton::InstantPopup);
  made->setObjectName(QStringLiteral("time"));
  translated(made, [made] {
    made->setAccessibleName(tr("Time"));
    made->setToolTip(tr("Position and length; click to choose the unit"));
  });
  units_ = new QMenu(made);
  translated(units_, [this] { units_->setTitle(tr("&Unit of Time")); });
  auto* group = new QActionGroup(units_);
  const auto add = [&](const char* name, Qt::Key key, const char* text, TimeUnit unit) {
    QAction* each = addMenuAction(
        units_, name, keys(Qt::CTRL | Qt::SHIFT, key), [text] { return tr(text); },
        [this, unit] { playback_->setTimeUnit(unit); });
    each->setCheckable(true);
    each->setActionGroup(group);
    connect(units_, &QMenu::aboutToShow, each,
            [this, each, unit] { each->setChecked(playback_->timeUnit() == unit); });
  };
  add("time-clock", Qt::Key_F2, QT_TR_NOOP("Minutes and Seconds"), TimeUnit::clock);
  add("time-seconds", Qt::Key_F3, QT_TR_NOOP("Seconds"), TimeUnit::seconds);
  add("time-code", Qt::Key_F4, QT_TR_NOOP("Time Code"), TimeUnit::timeCode);
  made->setMenu(units_);
  return made;
}

void PlayerBar::addTo(QMenu* menu) {
  constexpr auto kAltShift = Qt::ALT | Qt::SHIFT;
  addChoices(menu, loop_, "loop",
             {keys(kAltShift, Qt::Key_F2), keys(kAltShift, Qt::Key_F3), keys(kAltShift, Qt::Key_F4)},
             [] { return tr("At the &End"); });
  QList<QKeySequence> speeds;
  for (size_t i = 0; i < kSpeeds.size(); ++i)
    speeds << keys(Qt::CTRL | Qt::SHIFT, static_cast<Qt::Key>(Qt::Key_1 + i));
  addChoices(menu, speed_, "speed", speeds, [] { return tr("&Speed"); });
  menu->addMenu(units_);
}

/// What the field was given it leaves to others, too.
void PlayerBar::keyPressEvent(QKeyEvent* event) {
  const bool ends = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (!ends || !frame_->hasFocus()) return QWidget::keyPressEvent(event);
  Q_EMIT frameEntered();
}

void PlayerBar::showState() {
  play_->setIcon(icon(playback_->isPlaying() ? QStringLiteral("pause") : QStringLiteral("play")));
  loop_->setCurrentIndex(static_cast<int>(playback_->loopMode()));
  const auto speed = std::ranges::find(kSpeeds, std::abs(playback_->speed()));
  speed_->setCurrentIndex(speed == kSpeeds.end() ? -1 : static_cast<int>(speed - kSpeeds.begin()));
  const QSignalBlocker quiet(frame_);
  frame_->setMaximum(boxed(playback_->count() - 1));
  count_->setText(tr("of %1").arg(locale().toString(std::max<qint64>(0, playback_->count() - 1))));
  setEnabled(playback_->isOpen());
  showPosition(playback_->index());
}

void PlayerBar::showPosition(qint64 index) {
  const QSignalBlocker quiet(frame_);
  const bool is_being_typed = typed_->hasFocus() && typed_->isModified();
  if (!is_being_typed) frame_->setValue(boxed(index));
  const QString end = playback_->timeText(std::max<qint64>(0, playback_->count() - 1));
  // A space keeps the arrow in the corner off the digits.
  time_->setText(QStringLiteral("%1 / %2\u2002").arg(playback_->timeText(index), end));
}

}  // namespace kerb
