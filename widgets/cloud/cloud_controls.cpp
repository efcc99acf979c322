#include "widgets/cloud/cloud_controls.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeySequence>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolBar>
#include <QVBoxLayout>

#include "widgets/panel/icons.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr double kFarthestLimit = 1000;
constexpr int kIcon = 16;

/// `name`: QT_TR_NOOP("...") of CloudControls.
QToolBar* plainBar(QWidget* parent, const char* name) {
  auto* bar = new QToolBar(parent);
  translated(bar, [bar, name] { bar->setWindowTitle(CloudControls::tr(name)); });
  bar->setIconSize({kIcon, kIcon});
  bar->setMovable(false);
  return bar;
}

void enableItem(QComboBox* box, CloudColours item, bool enabled) {
  auto* model = qobject_cast<QStandardItemModel*>(box->model());
  model->item(static_cast<int>(item))->setEnabled(enabled);
}

}  // namespace

CloudControls::CloudControls(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kSmallGap, 0, look::kSmallGap, 0);
  layout->setSpacing(0);
  layout->addWidget(pointsBar());
  layout->addWidget(viewBar());
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

QAction* CloudControls::button(QToolBar* bar, const QString& icon_name, const char* text, const char* hint) {
  QAction* action = bar->addAction(icon(icon_name), QString());
  action->setObjectName(QStringLiteral("cloud-%1").arg(icon_name));
  translated(action, [action, text, hint] {
    action->setText(tr(text));
    if (hint != nullptr) action->setToolTip(tr(hint));
  });
  menu_ << action;
  return action;
}

QComboBox* CloudControls::combo(QToolBar* bar, int items) {
  auto* box = new QComboBox(bar);
  for (int i = 0; i < items; ++i) box->addItem(QString());  // setTexts() names them
  connect(box, &QComboBox::activated, this, &CloudControls::apply);
  return box;
}

QToolBar* CloudControls::viewBar() {
  QToolBar* bar = plainBar(this, QT_TR_NOOP("View of the point cloud"));
  const auto preset = [&](CloudPreset which, const QString& icon_name, const char* text, const char* hint,
                          const QKeySequence& key) {
    QAction* action = button(bar, icon_name, text, hint);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, [this, which] { Q_EMIT presetChosen(which); });
    views_ << action;
  };
  preset(CloudPreset::camera, QStringLiteral("view-camera"), QT_TR_NOOP("From the &Camera"),
         QT_TR_NOOP("Look from where the picture was taken"), QKeySequence(Qt::SHIFT | Qt::Key_F1));
  preset(CloudPreset::behind, QStringLiteral("view-behind"), QT_TR_NOOP("From &Behind"),
         QT_TR_NOOP("Look over the camera's shoulder"), QKeySequence(Qt::SHIFT | Qt::Key_F2));
  preset(CloudPreset::side, QStringLiteral("view-side"), QT_TR_NOOP("From the &Side"),
         QT_TR_NOOP("Look from the right"), QKeySequence(Qt::SHIFT | Qt::Key_F3));
  preset(CloudPreset::top, QStringLiteral("view-top"), QT_TR_NOOP("From &Above"),
         QT_TR_NOOP("Look straight down"), QKeySequence(Qt::SHIFT | Qt::Key_F4));
  bar->addSeparator();
  save_view_ = button(bar, QStringLiteral("view-save"), QT_TR_NOOP("Sa&ve This View"),
                      QT_TR_NOOP("Remember from where the points are looked at"));
  saved_view_ = button(bar, QStringLiteral("view-saved"), QT_TR_NOOP("Save&d View"),
                       QT_TR_NOOP("Go to the saved view"));
  QAction* reset = button(bar, QStringLiteral("fit"), QT_TR_NOOP("&Reset View"),
                          QT_TR_NOOP("Go back to the view of the start"));
  reset->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F5));
  views_ << save_view_ << reset;
  bar->addSeparator();
  frustum_ = button(bar, QStringLiteral("frustum"), QT_TR_NOOP("Show the Ca&mera"),
                    QT_TR_NOOP("Show where the camera is, with its picture"));
  frustum_->setCheckable(true);
  bar->addSeparator();
  export_ = button(bar, QStringLiteral("export"), QT_TR_NOOP("E&xport Points…"),
                   QT_TR_NOOP("Write the points that are shown as PLY or PCD"));
  export_->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
  connect(save_view_, &QAction::triggered, this, &CloudControls::saveViewChosen);
  connect(saved_view_, &QAction::triggered, this, &CloudControls::savedViewChosen);
  connect(reset, &QAction::triggered, this, &CloudControls::resetChosen);
  connect(frustum_, &QAction::triggered, this, &CloudControls::applyLook);
  connect(export_, &QAction::triggered, this, &CloudControls::exportChosen);
  return bar;
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
  far_ = new QDoubleSpinBox(bar);
  far_->setRange(0, kFarthestLimit);
  far_->setDecimals(0);
  far_->setSingleStep(10);
  far_->setKeyboardTracking(false);
  bar->addWidget(far_);
  connect(far_, &QDoubleSpinBox::valueChanged, this, &CloudControls::apply);
  edges_ = button(bar, QStringLiteral("edges"), QT_TR_NOOP("Remove &Edges"),
                  QT_TR_NOOP("Leave out the points that hang between an object and what is behind it"));
  collect_ = button(bar, QStringLiteral("collect"), QT_TR_NOOP("Collect &Frames"), nullptr);
  moving_ = button(bar, QStringLiteral("no-moving"), QT_TR_NOOP("&Without Moving Things"),
                   QT_TR_NOOP("Of earlier frames people and vehicles are left out"));
  for (QAction* each : {edges_, collect_, moving_}) {
    each->setCheckable(true);
    connect(each, &QAction::triggered, this, &CloudControls::apply);
  }
  return bar;
}

void CloudControls::show(const CloudSettings& settings, const CloudLook& look) {
  settings_ = settings;
  look_ = look;
  const QSignalBlocker a(point_size_), b(far_);
  content_->setCurrentIndex(settings.of_truth ? 1 : 0);
  colours_->setCurrentIndex(static_cast<int>(settings.colours));
  point_size_->setValue(look.point_size);
  far_->setValue(settings.max_depth);
  edges_->setChecked(settings.removes_edges);
  frustum_->setChecked(look.shows_frustum);
  collect_->setChecked(settings.collects);
  moving_->setChecked(settings.leaves_out_moving);
}

void CloudControls::setChoices(const CloudChoices& choices) {
  choices_ = choices;
  const bool has_both = choices.has_truth && choices.has_prediction;
  content_action_->setVisible(has_both);
  enableItem(colours_, CloudColours::classes, choices.has_classes);
  enableItem(colours_, CloudColours::error, has_both);
  far_->setSuffix(choices.is_metric ? tr(" m") : QString());
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

void CloudControls::apply() {
  settings_.of_truth = content_->currentIndex() == 1;
  settings_.colours = static_cast<CloudColours>(colours_->currentIndex());
  settings_.max_depth = far_->value();
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
