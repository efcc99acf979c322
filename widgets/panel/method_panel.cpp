#include "widgets/panel/method_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "core/base/device.h"
#include "core/method/input.h"
#include "core/method/method.h"
#include "widgets/panel/control_menu.h"
#include "widgets/panel/parameter_form.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kEditedMs = 400;  // so that a number that is being typed does not load a model at each digit

/// Labels of the rows that have one.
QList<QLabel*> labelsOf(const QFormLayout& form) {
  QList<QLabel*> labels;
  for (int row = 0; row < form.rowCount(); ++row) {
    const QLayoutItem* item = form.itemAt(row, QFormLayout::LabelRole);
    if (item != nullptr && qobject_cast<QLabel*>(item->widget()))
      labels << qobject_cast<QLabel*>(item->widget());
  }
  return labels;
}

QLabel* faint(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

}  // namespace

MethodPanel::MethodPanel(const std::vector<MethodSpec>& catalogue, QWidget* parent)
    : QWidget(parent), catalogue_(catalogue) {
  live_ = new QCheckBox(this);
  method_ = new QComboBox(this);
  method_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  for (const MethodSpec& spec : catalogue) method_->addItem(QString(), QString::fromStdString(spec.id));
  summary_ = faint(this);
  weights_row_ = new QWidget(this);
  weights_ = new QLineEdit(weights_row_);
  weights_->setReadOnly(true);
  auto* choose = new QPushButton(weights_row_);
  translated(choose, [choose] { choose->setText(tr("Choose…")); });
  auto* weights_layout = new QHBoxLayout(weights_row_);
  weights_layout->setContentsMargins(0, 0, 0, 0);
  weights_layout->addWidget(weights_, 1);
  weights_layout->addWidget(choose);
  weights_label_ = translatedLabel(this, [] { return tr("Model"); });
  device_ = new QComboBox(this);
  device_->addItem(QString(), QStringLiteral("auto"));
  device_->addItem(QString(), QStringLiteral("cpu"));
  device_->addItem(QString(), QStringLiteral("cuda"));
  lookForGpu();
  precision_ = new QComboBox(this);
  precision_->addItem(QString(), false);
  precision_->addItem(QString(), true);
  state_ = faint(this);
  retry_ = new QPushButton(this);

  rows_ = new QFormLayout;
  QFormLayout* form = rows_;
  form->setHorizontalSpacing(look::kGap);
  form->setVerticalSpacing(look::kGap);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(translatedLabel(this, [] { return tr("Method"); }), method_);
  form->addRow(summary_);
  form->addRow(weights_label_, weights_row_);
  form->addRow(translatedLabel(this, [] { return tr("Device"); }), device_);
  form->addRow(translatedLabel(this, [] { return tr("Precision"); }), precision_);
  form_place_ = new QVBoxLayout;
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kMargin, look::kMargin, look::kMargin, look::kMargin);
  layout->setSpacing(look::kMargin);
  layout->addWidget(live_);
  layout->addLayout(form);
  layout->addLayout(form_place_);
  layout->addWidget(state_);
  layout->addWidget(retry_, 0, Qt::AlignLeft);
  layout->addStretch(1);

  soon_.setSingleShot(true);
  connect(&soon_, &QTimer::timeout, this, &MethodPanel::request);
  connect(live_, &QCheckBox::toggled, this, &MethodPanel::request);
  connect(method_, &QComboBox::currentIndexChanged, this, &MethodPanel::chooseMethod);
  for (QComboBox* box : {device_, precision_})
    connect(box, &QComboBox::activated, this, &MethodPanel::request);
  connect(choose, &QPushButton::clicked, this, &MethodPanel::chooseWeights);
  connect(retry_, &QPushButton::clicked, this, &MethodPanel::request);
  buildForm({});
  translated(this, [this] { setTexts(); });
}

void MethodPanel::setTexts() {
  live_->setText(tr("Live depth"));
  live_->setToolTip(tr("Computes the depth of the frame that is shown, always of the newest"));
  QStringList titles;
  for (const MethodSpec& spec : catalogue_) titles << translatedText("Methods", spec.title);
  setItemTexts(method_, titles);
  method_->setAccessibleName(tr("Method"));
  weights_->setPlaceholderText(tr("none chosen"));
  weights_->setAccessibleName(tr("Model"));
  setItemTexts(device_, {tr("Automatic"), tr("CPU"), tr("GPU (CUDA)")});
  device_->setAccessibleName(tr("Device"));
  setItemTexts(precision_, {tr("32-bit"), tr("bfloat16: faster, coarser")});
  precision_->setAccessibleName(tr("Precision"));
  retry_->setText(tr("Try Again"));
  showSummary();
  showState(shown_);
  QTimer::singleShot(0, this, &MethodPanel::alignLabels);  // when the labels have their texts, too
}

/// Greyed until it is known to be there.
void MethodPanel::lookForGpu() {
  QStandardItem* item = qobject_cast<QStandardItemModel*>(device_->model())->item(device_->count() - 1);
  item->setEnabled(false);
  gpu_ = std::make_unique<LatestWorker<std::string, bool>>(
      [](const std::string& device, const std::stop_token&) -> Result<bool> {
        return static_cast<bool>(chooseDevice(device));
      },
      [item](const Result<bool>& found) { item->setEnabled(found && *found); });
  gpu_->submit("cuda");
}

void MethodPanel::addTo(QMenu* menu) {
  constexpr auto kBoth = Qt::ALT | Qt::SHIFT;
  addChoices(menu, method_, "method", {}, [] { return tr("&Method"); });
  choose_model_ = addMenuAction(
      menu, "choose-model", keys(Qt::CTRL, Qt::Key_M), [] { return tr("Choose a M&odel…"); },
      [this] { chooseWeights(); });
  addChoices(menu, device_, "device",
             {keys(kBoth, Qt::Key_F5), keys(kBoth, Qt::Key_F6), keys(kBoth, Qt::Key_F7)},
             [] { return tr("&Device"); });
  addChoices(menu, precision_, "precision", {keys(kBoth, Qt::Key_F8), keys(kBoth, Qt::Key_F9)},
             [] { return tr("&Precision"); });
  addButton(menu, retry_, "try-again", keys(Qt::CTRL, Qt::Key_T), [] { return tr("Try &Again"); });
  showSummary();
}

const MethodSpec* MethodPanel::spec() const {
  const int row = method_->currentIndex();
  return row < 0 ? nullptr : &catalogue_[static_cast<size_t>(row)];
}

void MethodPanel::buildForm(const std::vector<std::string>& settings) {
  delete std::exchange(form_, nullptr);
  if (const MethodSpec* chosen = spec()) {
    form_ = new ParameterForm(chosen->parameters, this);
    form_->setSettings(settings);
    form_->setVisible(!form_->isEmpty());
    form_place_->addWidget(form_);
    alignLabels();
    connect(form_, &ParameterForm::edited, this, &MethodPanel::editedSoon);
  }
  showSummary();
}

/// A model belongs to one method.
void MethodPanel::chooseMethod() {
  const MethodSpec* chosen = spec();
  const bool has_usual = chosen != nullptr && chosen->needs.weights != Need::none && usual_weights_;
  setWeights(has_usual ? usual_weights_(chosen->id) : QString());
  buildForm({});
  request();
}

/// Two forms, one column of labels.
void MethodPanel::alignLabels() {
  if (form_ == nullptr) return;
  const auto* below = qobject_cast<const QFormLayout*>(form_->layout());
  const QList<QLabel*> labels = labelsOf(*rows_) + labelsOf(*below);
  int width = 0;
  for (const QLabel* each : labels)
    width = std::max(width, each->fontMetrics().horizontalAdvance(each->text()));
  for (QLabel* each : labels) each->setFixedWidth(width);  // a label's hint remembers a former minimum
}

void MethodPanel::showSummary() {
  const MethodSpec* chosen = spec();
  if (chosen == nullptr) return;
  summary_->setText(translatedText("Methods", chosen->summary));
  summary_->setToolTip(QString::fromStdString(chosen->citation));
  const bool takes_weights = chosen->needs.weights != Need::none;
  weights_label_->setVisible(takes_weights);
  weights_row_->setVisible(takes_weights);
  if (choose_model_ != nullptr) choose_model_->setEnabled(takes_weights);
}

void MethodPanel::setSource(const std::optional<SourceInfo>& info) {
  auto* rows = qobject_cast<QStandardItemModel*>(method_->model());
  for (int row = 0; row < method_->count(); ++row) {
    const Status served = info ? checkNeeds(catalogue_[static_cast<size_t>(row)], *info) : Status();
    rows->item(row)->setEnabled(static_cast<bool>(served));
    rows->item(row)->setToolTip(served ? QString() : QString::fromStdString(served.error().what));
  }
  live_->setEnabled(info.has_value());
}

void MethodPanel::setChoice(const MethodRequest& request, bool live) {
  const QSignalBlocker a(method_), b(live_), c(device_), d(precision_);
  const MethodRequest before = choice();
  const int row = method_->findData(QString::fromStdString(request.method));
  if (row >= 0) method_->setCurrentIndex(row);
  setWeights(QString::fromStdString(request.weights.string()));
  device_->setCurrentIndex(std::max(0, device_->findData(QString::fromStdString(request.device))));
  precision_->setCurrentIndex(request.bf16 ? 1 : 0);
  live_->setChecked(live);
  const bool is_same_model = before.method == request.method && before.weights == request.weights;
  if (!is_same_model || before.settings != request.settings) buildForm(request.settings);
}

MethodRequest MethodPanel::choice() const {
  MethodRequest request;
  if (const MethodSpec* chosen = spec()) request.method = chosen->id;
  request.weights = weights_file_.toStdString();
  if (form_ != nullptr) request.settings = form_->settings();
  request.device = device_->currentData().toString().toStdString();
  request.bf16 = precision_->currentData().toBool();
  return request;
}

bool MethodPanel::isLive() const { return live_->isChecked(); }

/// Its name is what tells it from others; where it lies, the tool tip says.
void MethodPanel::setWeights(const QString& file) {
  weights_file_ = file;
  weights_->setText(QFileInfo(file).fileName());
  weights_->setCursorPosition(0);
  weights_->setToolTip(file);
}

void MethodPanel::chooseWeights() {
  auto* dialog = new QFileDialog(this, tr("Choose a Model"), weights_file_, tr("Models (*.safetensors)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    if (file != weights_file_) buildForm({});  // another model brings other parameters
    setWeights(file);
    request();
  });
  dialog->open();
}

void MethodPanel::editedSoon() { soon_.start(kEditedMs); }

void MethodPanel::request() {
  soon_.stop();
  if (!isLive()) return Q_EMIT requested(std::nullopt);
  Q_EMIT requested(choice());
}

/// Not over what is just being edited: it will run in a moment.
void MethodPanel::showRunning(const LiveState& state) {
  const MethodSpec* chosen = spec();
  if (form_ != nullptr && chosen != nullptr && chosen->id == state.method && !soon_.isActive())
    form_->showRunning(state.parameters);
}

void MethodPanel::showState(const LiveState& state) {
  shown_ = state;
  retry_->setVisible(state.kind == LiveState::Kind::failed);
  retry_->setEnabled(state.kind == LiveState::Kind::failed);
  switch (state.kind) {
    case LiveState::Kind::off:
      state_->setText({});
      break;
    case LiveState::Kind::loading:
      state_->setText(tr("Loading…"));
      break;
    case LiveState::Kind::failed:
      state_->setText(QString::fromStdString(state.error.message()));
      break;
    case LiveState::Kind::ready: {
      QString text = tr("Runs on %1, %2.")
                         .arg(QString::fromStdString(state.device), QString::fromStdString(state.precision));
      if (!state.note.empty()) text += QLatin1Char(' ') + translatedText("Methods", state.note);
      state_->setText(text);
      showRunning(state);
      break;
    }
  }
  state_->setVisible(!state_->text().isEmpty());
}

}  // namespace kerb
