#include "widgets/cloud/cloud_controls.h"

#include <QAction>
#include <QComboBox>
#include <QKeySequence>
#include <QMenu>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolBar>
#include <QVBoxLayout>
#include <QWidgetAction>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "widgets/panel/control_menu.h"
#include "widgets/panel/icons.h"
#include "widgets/panel/number_box.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr double kFarthestLimit = 1000;
constexpr int kIcon = 16;
constexpr double kZoom = 1.25;
constexpr double kTurn = std::numbers::pi / 36;  // 5 degrees
constexpr double kShift = 0.05;                  // of the height

/// `name`: QT_TR_NOOP("...") of CloudControls.
QToolBar* plainBar(QWidget* parent, const char* name) {
  auto* bar = new QToolBar(parent);
  translated(bar, [bar, name] { bar->setWindowTitle(CloudControls::tr(name)); });
  bar->setIconSize({kIcon, kIcon});
  bar->setMovable(false);
  return bar;
}

void enableItem(QComboBox* box, int item, bool enabled) {
  qobject_cast<QStandardItemModel*>(box->model())->item(item)->setEnabled(enabled);
}

}  // namespace

CloudControls::CloudControls(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kSmallGap, 0, look::kSmallGap, 0);
  layout->setSpacing(0);
  layout->addWidget(pointsBar());
  layout->addWidget(viewBar());
  buildMoves();
  show({}, {});
  setChoices({});
  translated(this, [this] { setTexts(); });
}

void CloudControls::setTexts() {
  const auto name = [](QWidget* field, const QString& text) {
    field->setToolTip(text);
    field->setAccessibleName(text);
  };
  setItemTexts(content_, {tr("Prediction"), tr("Ground Truth")});
  name(content_, tr("Whose depth the points have"));
  setItemTexts(colours_, {tr("Picture"), tr("Classes"), tr("Depth"), tr("Error")});
  name(colours_, tr("Colours of the points"));
  point_size_->setSuffix(tr(" px"));
  name(point_size_, tr("Size of the points"));
  far_->setSpecialValueText(tr("All distances"));
  far_->setPrefix(tr("up to "));
  far_->setToolTip(tr("Points farther away are left out"));
  far_->setAccessibleName(tr("Largest distance of the points"));
  setChoices(choices_);
}

QAction* CloudControls::button(QToolBar* bar, const QString& icon_name, const char* text, const char* hint,
                               const QKeySequence& key) {
  QAction* action = bar->addAction(icon(icon_name), QString());
  action->setShortcut(key);
  action->setObjectName(QStringLiteral("cloud-%1").arg(icon_name));
  translated(action, [action, text, hint] {
    action->setText(tr(text));
    if (hint != nullptr) action->setToolTip(tr(hint));
  });
  return action;
}

QComboBox* CloudControls::combo(QToolBar* bar, int items) {
  auto* box = new QComboBox(bar);
  box->setFocusPolicy(Qt::TabFocus);                        // a click must not take the keys from the views
  for (int i = 0; i < items; ++i) box->addItem(QString());  // setTexts() names them
  connect(box, &QComboBox::activated, this, &CloudControls::apply);
  return box;
}

QToolBar* CloudControls::viewBar() {
  QToolBar* bar = plainBar(this, QT_TR_NOOP("View of the point cloud"));
  const auto preset = [&](CloudPreset which, const QString& icon_name, const char* text, const char* hint,
                          Qt::Key key) {
    QAction* action = button(bar, icon_name, text, hint, keys(Qt::SHIFT, key));
    connect(action, &QAction::triggered, this, [this, which] { Q_EMIT presetChosen(which); });
    views_ << action;
  };
  preset(CloudPreset::camera, QStringLiteral("view-camera"), QT_TR_NOOP("From the &Camera"),
         QT_TR_NOOP("Look from where the picture was taken"), Qt::Key_F1);
  preset(CloudPreset::behind, QStringLiteral("view-behind"), QT_TR_NOOP("From &Behind"),
         QT_TR_NOOP("Look over the camera's shoulder"), Qt::Key_F2);
  preset(CloudPreset::side, QStringLiteral("view-side"), QT_TR_NOOP("From the &Side"),
         QT_TR_NOOP("Look from the right"), Qt::Key_F3);
  preset(CloudPreset::top, QStringLiteral("view-top"), QT_TR_NOOP("From &Above"),
         QT_TR_NOOP("Look straight down"), Qt::Key_F4);
  bar->addSeparator();
  save_view_ =
      button(bar, QStringLiteral("view-save"), QT_TR_NOOP("Sa&ve This View"),
             QT_TR_NOOP("Remember from where the points are looked at"), keys(Qt::SHIFT, Qt::Key_F7));
  saved_view_ = button(bar, QStringLiteral("view-saved"), QT_TR_NOOP("Save&d View"),
                       QT_TR_NOOP("Go to the saved view"), keys(Qt::SHIFT, Qt::Key_F8));
  QAction* fit =
      button(bar, QStringLiteral("fit"), QT_TR_NOOP("Fit All Poi&nts"),
             QT_TR_NOOP("Go back or nearer until the points are seen, but for the few far outside"),
             keys(Qt::SHIFT, Qt::Key_F6));
  QAction* reset = button(bar, QStringLiteral("view-reset"), QT_TR_NOOP("&Reset View"),
                          QT_TR_NOOP("Go back to the view of the start"), keys(Qt::SHIFT, Qt::Key_F5));
  views_ << save_view_ << fit << reset;
  bar->addSeparator();
  addZooms(bar);
  bar->addSeparator();
  frustum_ = button(bar, QStringLiteral("frustum"), QT_TR_NOOP("Show the Ca&mera"),
                    QT_TR_NOOP("Show where the camera is, with its picture"), keys(Qt::SHIFT, Qt::Key_F9));
  frustum_->setCheckable(true);
  bar->addSeparator();
  export_ = button(bar, QStringLiteral("export"), QT_TR_NOOP("E&xport Points…"),
                   QT_TR_NOOP("Write the points that are shown as PLY or PCD"),
                   keys(Qt::CTRL | Qt::SHIFT, Qt::Key_E));
  connect(save_view_, &QAction::triggered, this, &CloudControls::saveViewChosen);
  connect(saved_view_, &QAction::triggered, this, &CloudControls::savedViewChosen);
  connect(fit, &QAction::triggered, this, &CloudControls::fitChosen);
  connect(reset, &QAction::triggered, this, &CloudControls::resetChosen);
  connect(frustum_, &QAction::triggered, this, &CloudControls::applyLook);
  connect(export_, &QAction::triggered, this, &CloudControls::exportChosen);
  return bar;
}

void CloudControls::addZooms(QToolBar* bar) {
  QAction* in = button(bar, QStringLiteral("zoom-in"), QT_TR_NOOP("&Zoom In on the Points"),
                       QT_TR_NOOP("Go nearer, as the wheel does"), keys(Qt::ALT, Qt::Key_Plus));
  QAction* out = button(bar, QStringLiteral("zoom-out"), QT_TR_NOOP("Zoom &Out from the Points"),
                        QT_TR_NOOP("Go farther away, as the wheel does"), keys(Qt::ALT, Qt::Key_Minus));
  connect(in, &QAction::triggered, this, [this] { Q_EMIT zoomChosen(kZoom); });
  connect(out, &QAction::triggered, this, [this] { Q_EMIT zoomChosen(1 / kZoom); });
  views_ << in << out;
}

QAction* CloudControls::moveAction(const char* name, Qt::Key key, const char* text,
                                   const std::function<void()>& act) {
  auto* made = new QAction(this);
  made->setObjectName(QLatin1String(name));
  made->setShortcut(keys(Qt::ALT, key));
  made->setShortcutContext(Qt::WidgetWithChildrenShortcut);  // Alt+Down opens a field elsewhere
  translated(made, [made, text] { made->setText(tr(text)); });
  connect(made, &QAction::triggered, this, act);
  views_ << made;
  return made;
}

void CloudControls::buildMoves() {
  struct Way {
    const char *turn, *shift, *text;
    Qt::Key turn_key, shift_key;
    double right, down;
  };
  const std::array ways{
      Way{"cloud-turn-left", "cloud-shift-left", QT_TR_NOOP("&Left"), Qt::Key_Left, Qt::Key_Home, -1, 0},
      Way{"cloud-turn-right", "cloud-shift-right", QT_TR_NOOP("&Right"), Qt::Key_Right, Qt::Key_End, 1, 0},
      Way{"cloud-turn-up", "cloud-shift-up", QT_TR_NOOP("&Up"), Qt::Key_Up, Qt::Key_PageUp, 0, -1},
      Way{"cloud-turn-down", "cloud-shift-down", QT_TR_NOOP("&Down"), Qt::Key_Down, Qt::Key_PageDown, 0, 1}};
  for (const Way& way : ways) {
    turns_ << moveAction(way.turn, way.turn_key, way.text,
                         [this, way] { Q_EMIT turnChosen(way.right * kTurn, way.down * kTurn); });
    shifts_ << moveAction(way.shift, way.shift_key, way.text,
                          [this, way] { Q_EMIT shiftChosen(way.right * kShift, way.down * kShift); });
  }
}

QToolBar* CloudControls::pointsBar() {
  QToolBar* bar = plainBar(this, QT_TR_NOOP("Points"));
  content_ = combo(bar, 2);
  content_action_ = bar->addWidget(content_);
  colours_ = combo(bar, 4);
  bar->addWidget(colours_);
  point_size_ = new QSpinBox(bar);
  point_size_->setRange(1, kLargestPoint);
  bar->addWidget(point_size_);
  connect(point_size_, &QSpinBox::valueChanged, this, &CloudControls::applyLook);
  far_ = new NumberBox(bar);
  far_->setRange(0, kFarthestLimit);
  bar->addWidget(far_);
  // Only what the user enters: the field may show it rounded.
  connect(far_, &QDoubleSpinBox::valueChanged, this, [this](double limit) {
    settings_.max_depth = limit;
    Q_EMIT settingsChanged(settings_);
    showLimit();
  });
  edges_ = button(bar, QStringLiteral("edges"), QT_TR_NOOP("Remove &Edges"),
                  QT_TR_NOOP("Leave out the points that hang between an object and what is behind it"),
                  Qt::Key_F9);
  collect_ = button(bar, QStringLiteral("collect"), QT_TR_NOOP("Collect &Frames"), nullptr, Qt::Key_F12);
  moving_ =
      button(bar, QStringLiteral("no-moving"), QT_TR_NOOP("&Without Moving Things"),
             QT_TR_NOOP("Of earlier frames people and vehicles are left out"), keys(Qt::SHIFT, Qt::Key_F12));
  for (QAction* each : {edges_, collect_, moving_}) {
    each->setCheckable(true);
    connect(each, &QAction::triggered, this, &CloudControls::apply);
  }
  return bar;
}

void CloudControls::addTo(QMenu* menu) {
  constexpr auto kBoth = Qt::CTRL | Qt::SHIFT;
  constexpr auto kAltShift = Qt::ALT | Qt::SHIFT;
  addChoices(menu, content_, "cloud-content", {keys(kBoth, Qt::Key_F9), keys(kBoth, Qt::Key_F10)},
             [] { return tr("De&pth of the Points"); });
  addChoices(menu, colours_, "cloud-colours",
             {keys(Qt::CTRL, Qt::Key_F9), keys(Qt::CTRL, Qt::Key_F10), keys(Qt::CTRL, Qt::Key_F11),
              keys(Qt::CTRL, Qt::Key_F12)},
             [] { return tr("Colo&urs of the Points"); });
  const auto add = [&](const char* name, const QKeySequence& key, const char* text, auto* box, int steps) {
    addMenuAction(menu, name, key, [text] { return tr(text); }, [box, steps] { box->stepBy(steps); });
  };
  add("cloud-larger", keys(kBoth, Qt::Key_Up), QT_TR_NOOP("&Larger Points"), point_size_, 1);
  add("cloud-smaller", keys(kBoth, Qt::Key_Down), QT_TR_NOOP("Smaller Poin&ts"), point_size_, -1);
  add("cloud-farther", keys(kAltShift, Qt::Key_Up), QT_TR_NOOP("&Greater Distance"), far_, 1);
  add("cloud-nearer", keys(kAltShift, Qt::Key_Down), QT_TR_NOOP("Smaller D&istance"), far_, -1);
  for (const QToolBar* bar : findChildren<QToolBar*>()) {
    menu->addSeparator();
    for (QAction* action : bar->actions())
      if (!qobject_cast<QWidgetAction*>(action)) menu->addAction(action);
  }
  menu->addSeparator();
  const auto addMoves = [menu](const char* title, const QList<QAction*>& moves) {
    QMenu* submenu = menu->addMenu(QString());
    translated(submenu, [submenu, title] { submenu->setTitle(tr(title)); });
    submenu->addActions(moves);
  };
  addMoves(QT_TR_NOOP("Turn the Points"), turns_);
  addMoves(QT_TR_NOOP("S&hift the Points"), shifts_);
}

void CloudControls::show(const CloudSettings& settings, const CloudLook& look) {
  settings_ = settings;
  look_ = look;
  const QSignalBlocker quiet(point_size_);
  content_->setCurrentIndex(settings.of_truth ? 1 : 0);
  colours_->setCurrentIndex(static_cast<int>(settings.colours));
  point_size_->setValue(look.point_size);
  showLimit();
  edges_->setChecked(settings.removes_edges);
  frustum_->setChecked(look.shows_frustum);
  collect_->setChecked(settings.collects);
  moving_->setChecked(settings.leaves_out_moving);
}

void CloudControls::setChoices(const CloudChoices& choices) {
  choices_ = choices;
  const bool has_both = choices.has_truth && choices.has_prediction;
  content_action_->setVisible(has_both);
  for (const int item : {0, 1}) enableItem(content_, item, has_both);
  enableItem(colours_, static_cast<int>(CloudColours::classes), choices.has_classes);
  enableItem(colours_, static_cast<int>(CloudColours::error), has_both);
  const QString unit = choices.is_metric ? tr(" m") : QString();
  if (far_->suffix() != unit) {  // else a number that is being typed would be lost with each frame
    far_->setSuffix(unit);
    showLimit();
  }
  const bool can_collect = choices.has_poses && choices.is_metric;
  collect_->setEnabled(can_collect);
  moving_->setEnabled(can_collect && choices.has_classes);
  collect_->setToolTip(can_collect
                           ? tr("Keep the points of earlier frames: up to 10 million, the oldest leave")
                           : tr("Collecting frames needs a source with known poses, and depth in metres"));
  for (QAction* each : views_) each->setEnabled(choices.has_view);
  export_->setEnabled(choices.has_view);
  saved_view_->setEnabled(choices.has_view && choices.has_saved_view);
}

/// Metres of a road are whole; relative depth may be of any size, of which it gets three digits.
void CloudControls::showLimit() {
  const double limit = settings_.max_depth;
  const bool is_whole = choices_.is_metric && limit == std::round(limit);
  const int size = limit > 0 ? std::clamp(static_cast<int>(std::floor(std::log10(limit))), -4, 2) : -2;
  const QSignalBlocker quiet(far_);
  far_->setSingleStep(is_whole ? 10 : limit > 0 ? std::pow(10, size - 1) : 1);
  far_->showValue(limit, is_whole ? 0 : 2 - size);
}

void CloudControls::apply() {
  settings_.of_truth = content_->currentIndex() == 1;
  settings_.colours = static_cast<CloudColours>(colours_->currentIndex());
  settings_.removes_edges = edges_->isChecked();
  settings_.collects = collect_->isChecked();
  settings_.leaves_out_moving = moving_->isChecked();
  Q_EMIT settingsChanged(settings_);
}

void CloudControls::applyLook() {
  look_ = {point_size_->value(), frustum_->isChecked()};
  Q_EMIT lookChanged(look_);
}

}  // namespace kerb
