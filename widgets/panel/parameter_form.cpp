#include "widgets/panel/parameter_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/method/method.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr double kWide = 1e9;

QString title(const Parameter& parameter) {
  return translatedText("Methods", parameterTitle(parameter.name));
}

std::string textOf(const ParameterValue& value) {
  return std::visit([](const auto& v) { return fmt::format("{}", v); }, value);
}

/// Enough decimals for the smallest of the default and the limits.
int decimalsFor(const Parameter& parameter, double value) {
  double smallest = value == 0 ? 0.1 : std::abs(value);
  for (const auto& limit : {parameter.minimum, parameter.maximum}) {
    if (limit && *limit != 0) smallest = std::min(smallest, std::abs(*limit));
  }
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(smallest))), 1, 8);
}

QString unitSuffix(const Parameter& parameter) {
  return parameter.unit.empty() ? QString() : QLatin1Char(' ') + translatedText("Methods", parameter.unit);
}

QSpinBox* wholeNumber(const Parameter& parameter, QWidget* parent) {
  auto* box = new QSpinBox(parent);
  constexpr double kLowest = std::numeric_limits<int>::min();
  constexpr double kHighest = std::numeric_limits<int>::max();
  box->setRange(static_cast<int>(std::clamp(parameter.minimum.value_or(kLowest), kLowest, kHighest)),
                static_cast<int>(std::clamp(parameter.maximum.value_or(kHighest), kLowest, kHighest)));
  translated(box, [box, parameter] { box->setSuffix(unitSuffix(parameter)); });
  box->setKeyboardTracking(false);
  return box;
}

/// As many decimals as there are: "1 m", not "1.00000 m".
class ShortNumberBox final : public QDoubleSpinBox {
 public:
  using QDoubleSpinBox::QDoubleSpinBox;
  QString textFromValue(double value) const override {
    QString text = QDoubleSpinBox::textFromValue(value);
    const QString point = locale().decimalPoint();
    while (text.contains(point) && text.endsWith(QLatin1Char('0'))) text.chop(1);
    if (text.endsWith(point)) text.chop(point.size());
    return text;
  }
};

QDoubleSpinBox* number(const Parameter& parameter, double value, QWidget* parent) {
  auto* box = new ShortNumberBox(parent);
  box->setDecimals(decimalsFor(parameter, value));
  box->setRange(parameter.minimum.value_or(-kWide), parameter.maximum.value_or(kWide));
  box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  translated(box, [box, parameter] { box->setSuffix(unitSuffix(parameter)); });
  box->setKeyboardTracking(false);
  return box;
}

}  // namespace

std::string parameterTitle(std::string name) {
  std::ranges::replace(name, '_', ' ');
  if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

ParameterForm::ParameterForm(const std::vector<Parameter>& table, QWidget* parent) : QWidget(parent) {
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setHorizontalSpacing(look::kGap);
  form->setVerticalSpacing(look::kGap);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  for (const Parameter& parameter : table) {
    QWidget* made = control(parameter);
    made->setObjectName(QString::fromStdString(parameter.name));
    rows_.back().set(rows_.back().standard);
    auto* label = new QLabel(this);
    label->setBuddy(made);
    translated(label, [label, made, parameter] {
      const QString help = translatedText("Methods", parameter.help);
      label->setText(title(parameter));
      label->setToolTip(help);
      made->setToolTip(help);
      made->setAccessibleName(title(parameter));
      made->setAccessibleDescription(help);
    });
    form->addRow(label, made);
  }
}

QWidget* ParameterForm::control(const Parameter& parameter) {
  const std::string standard = textOf(parameter.value);
  if (std::holds_alternative<bool>(parameter.value)) {
    auto* box = new QCheckBox(this);
    connect(box, &QCheckBox::toggled, this, &ParameterForm::edited);
    rows_.push_back({parameter.name, standard,
                     [box] { return std::string(box->isChecked() ? "true" : "false"); },
                     [box](const std::string& text) { box->setChecked(text == "true"); }});
    return box;
  }
  if (std::holds_alternative<int64_t>(parameter.value)) {
    auto* box = wholeNumber(parameter, this);
    connect(box, &QSpinBox::valueChanged, this, &ParameterForm::edited);
    rows_.push_back({parameter.name, standard, [box] { return std::to_string(box->value()); },
                     [box](const std::string& text) {
                       if (const auto value = parseInteger(text)) box->setValue(static_cast<int>(*value));
                     }});
    return box;
  }
  if (const auto* value = std::get_if<double>(&parameter.value)) {
    auto* box = number(parameter, *value, this);
    connect(box, &QDoubleSpinBox::valueChanged, this, &ParameterForm::edited);
    rows_.push_back({parameter.name, standard, [box] { return fmt::format("{}", box->value()); },
                     [box](const std::string& text) {
                       if (const auto number = parseNumber(text)) box->setValue(*number);
                     }});
    return box;
  }
  if (!parameter.choices.empty()) {
    auto* box = new QComboBox(this);
    for (const std::string& choice : parameter.choices) box->addItem(QString::fromStdString(choice));
    connect(box, &QComboBox::currentIndexChanged, this, &ParameterForm::edited);
    rows_.push_back({parameter.name, standard, [box] { return box->currentText().toStdString(); },
                     [box](const std::string& text) { box->setCurrentText(QString::fromStdString(text)); }});
    return box;
  }
  auto* edit = new QLineEdit(this);
  connect(edit, &QLineEdit::editingFinished, this, &ParameterForm::edited);
  rows_.push_back({parameter.name, standard, [edit] { return edit->text().toStdString(); },
                   [edit](const std::string& text) { edit->setText(QString::fromStdString(text)); }});
  return edit;
}

std::vector<std::string> ParameterForm::settings() const {
  std::vector<std::string> changed;
  for (const Row& row : rows_) {
    if (const std::string value = row.get(); value != row.standard) changed.push_back(row.name + "=" + value);
  }
  return changed;
}

void ParameterForm::showRunning(const std::map<std::string, std::string>& parameters) {
  const QSignalBlocker quiet(this);
  for (Row& row : rows_) {
    const auto running = parameters.find(row.name);
    if (running == parameters.end() || running->second == row.get()) continue;
    row.set(running->second);
    row.standard = row.get();  // as many digits as the control has
  }
}

void ParameterForm::setSettings(const std::vector<std::string>& settings) {
  for (const Row& row : rows_) {
    std::string value = row.standard;
    for (const std::string& setting : settings) {
      if (setting.starts_with(row.name + "=")) value = setting.substr(row.name.size() + 1);
    }
    row.set(value);
  }
}

}  // namespace kerb
