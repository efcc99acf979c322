#include "widgets/panel/scale_editor.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <algorithm>
#include <array>

#include "widgets/panel/control_menu.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr std::array kRules{ScaleRule::method, ScaleRule::factor, ScaleRule::camera_height,
                            ScaleRule::ground_truth};

int rowOf(ScaleRule rule) { return static_cast<int>(std::ranges::find(kRules, rule) - kRules.begin()); }

}  // namespace

ScaleEditor::ScaleEditor(QWidget* parent) : QWidget(parent) {
  rule_ = new QComboBox(this);
  rule_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  for (size_t row = 0; row < kRules.size(); ++row) rule_->addItem(QString());
  value_ = new QDoubleSpinBox(this);
  value_->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  value_->setKeyboardTracking(false);
  rule_label_ = new QLabel(this);
  rule_label_->setBuddy(rule_);
  value_label_ = new QLabel(this);
  value_label_->setBuddy(value_);
  for (QLabel* each : {rule_label_, value_label_}) each->setForegroundRole(QPalette::PlaceholderText);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(look::kGap);
  grid->setVerticalSpacing(look::kSmallGap);
  grid->setColumnStretch(1, 1);
  grid->addWidget(rule_label_, 0, 0);
  grid->addWidget(rule_, 0, 1);
  grid->addWidget(value_label_, 1, 0);
  grid->addWidget(value_, 1, 1);
  connect(rule_, &QComboBox::activated, this, &ScaleEditor::chooseRule);
  connect(value_, &QDoubleSpinBox::valueChanged, this, [this] { Q_EMIT chosen(choice()); });
  translated(this, [this] { retranslate(); });
  showValue();
}

void ScaleEditor::retranslate() {
  rule_label_->setText(tr("Scale"));
  const std::array texts{tr("As the method gives it"), tr("Times a factor"), tr("By the camera's height"),
                         tr("By the ground truth")};
  const std::array hints{
      tr("Metres where the method knows them, else right up to one factor"),
      tr("The same factor for every frame"),
      tr("The road is found in every frame, and depth scaled so that the camera is that high above it"),
      tr("In every frame the medians of depth and ground truth agree; needs a source that has depth")};
  for (int row = 0; row < rule_->count(); ++row) {
    rule_->setItemText(row, texts.at(static_cast<size_t>(row)));
    rule_->setItemData(row, hints.at(static_cast<size_t>(row)), Qt::ToolTipRole);
  }
  rule_->setToolTip(tr("How depth becomes metres; what is measured by the source itself is left as it is"));
  rule_->setAccessibleName(tr("Scale of depth"));
  showValue();
}

void ScaleEditor::showValue() {
  const ScaleRule rule = kRules.at(static_cast<size_t>(rule_->currentIndex()));
  const bool is_height = rule == ScaleRule::camera_height;
  const bool has_value = is_height || rule == ScaleRule::factor;
  value_->setVisible(has_value);
  value_label_->setVisible(has_value);
  if (!has_value) return;
  const QSignalBlocker quiet(value_);
  value_->setDecimals(is_height ? 2 : 4);
  value_->setRange(is_height ? 0.05 : 0.0001, is_height ? 100 : 1e6);
  value_->setSuffix(is_height ? tr(" m") : QString());
  value_->setValue(is_height ? height_m_ : factor_);
  value_label_->setText(is_height ? tr("Height") : tr("Factor"));
  const QString hint =
      is_height ? tr("Of the camera above the road, in metres") : tr("Depth is multiplied by it");
  value_->setToolTip(hint);
  value_->setAccessibleName(hint);
}

void ScaleEditor::chooseRule() {
  showValue();
  Q_EMIT chosen(choice());
}

void ScaleEditor::addTo(QMenu* menu) {
  constexpr auto kBoth = Qt::ALT | Qt::SHIFT;
  addChoices(menu, rule_, "scale",
             {keys(kBoth, Qt::Key_1), keys(kBoth, Qt::Key_2), keys(kBoth, Qt::Key_3), keys(kBoth, Qt::Key_4)},
             [] { return tr("&Scale"); });
}

ScaleChoice ScaleEditor::choice() const {
  const ScaleRule rule = kRules.at(static_cast<size_t>(rule_->currentIndex()));
  const bool has_value = rule == ScaleRule::camera_height || rule == ScaleRule::factor;
  return {rule, has_value ? value_->value() : 1};
}

void ScaleEditor::show(const ScaleChoice& choice, bool has_truth) {
  if (choice.rule == ScaleRule::factor) factor_ = choice.value;
  if (choice.rule == ScaleRule::camera_height) height_m_ = choice.value;
  auto* rows = qobject_cast<QStandardItemModel*>(rule_->model());
  rows->item(rowOf(ScaleRule::ground_truth))->setEnabled(has_truth);
  rule_->setCurrentIndex(rowOf(choice.rule));
  showValue();
}

}  // namespace kerb
