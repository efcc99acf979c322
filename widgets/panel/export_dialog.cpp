#include "widgets/panel/export_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kWidth = 560;

QString titleOf(Output output) {
  switch (output) {
    case Output::depth:
      return ExportDialog::tr("&Depth, 16-bit PNG");
    case Output::npy:
      return ExportDialog::tr("Depth, &NumPy");
    case Output::disparity:
      return ExportDialog::tr("D&isparity, NumPy");
    case Output::colour:
      return ExportDialog::tr("Depth in &colours");
    case Output::labels:
      return ExportDialog::tr("C&lasses, PNG");
    case Output::overlay:
      return ExportDialog::tr("Classes over the &picture");
    case Output::cloud:
      return ExportDialog::tr("P&oint clouds, PLY");
    case Output::collected:
      return ExportDialog::tr("Points of all frames, PL&Y");
    case Output::video:
      return ExportDialog::tr("&Video, MP4");
    case Output::trajectory:
      return ExportDialog::tr("&Trajectory");
  }
  return {};
}

QString hintOf(Output output) {
  switch (output) {
    case Output::depth:
      return ExportDialog::tr("Metres times 256, as KITTI's; 0 where there is none");
    case Output::npy:
      return ExportDialog::tr("32-bit numbers, without a limit of distance");
    case Output::disparity:
      return ExportDialog::tr("At the method's own size");
    case Output::colour:
      return ExportDialog::tr("In the colours of the panel Depth");
    case Output::labels:
      return ExportDialog::tr("Class numbers as grey, 255 where there is no class");
    case Output::overlay:
      return ExportDialog::tr("Where there are no classes: measured depth as points");
    case Output::cloud:
      return ExportDialog::tr(
          "One every 10 frames, with colours and classes; edges as in the panel Point Cloud, up to its "
          "distance or 80 m");
    case Output::collected:
      return ExportDialog::tr("In one cloud, where the poses of the camera are known");
    case Output::video:
      return ExportDialog::tr("The picture above its depth; brings both kinds of coloured pictures along");
    case Output::trajectory:
      return ExportDialog::tr("Poses of the source and of the method, as KITTI and TUM");
  }
  return {};
}

QLabel* wrapped(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  return label;
}

}  // namespace

std::set<Output> usualOutputs() {
  return {Output::depth, Output::colour, Output::labels,    Output::overlay,
          Output::cloud, Output::video,  Output::trajectory};
}

ExportDialog::ExportDialog(const ExportOffer& offer, QWidget* parent)
    : QDialog(parent), problem_(offer.problem) {
  setWindowTitle(tr("Export of %1").arg(offer.source));
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(look::kMargin);
  form->setVerticalSpacing(look::kMargin);
  form->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(tr("&Folder"), folderRow(offer.folder));
  qobject_cast<QLabel*>(form->itemAt(0, QFormLayout::LabelRole)->widget())->setBuddy(folder_);
  form->addRow(tr("Write"), outputBoxes(offer));
  form->addRow(tr("Frames"), frameChoice(offer));
  form->addRow(tr("Depth by"), wrapped(offer.method, this));
  hint_ = wrapped({}, this);
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  buttons_->button(QDialogButtonBox::Ok)->setText(tr("&Export"));
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kMargin, look::kMargin, look::kMargin, look::kMargin);
  layout->setSpacing(look::kMargin);
  layout->addLayout(form);
  layout->addStretch(1);
  layout->addWidget(hint_);
  layout->addWidget(buttons_);
  resize(kWidth, sizeHint().height());
  showHint();
}

QWidget* ExportDialog::folderRow(const QString& folder) {
  auto* row = new QWidget(this);
  folder_ = new QLineEdit(folder, row);
  folder_->setAccessibleName(tr("Folder"));
  auto* choose = new QPushButton(tr("C&hoose…"), row);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(folder_, 1);
  layout->addWidget(choose);
  connect(folder_, &QLineEdit::textChanged, this, &ExportDialog::showHint);
  connect(choose, &QPushButton::clicked, this, &ExportDialog::chooseFolder);
  return row;
}

QWidget* ExportDialog::outputBoxes(const ExportOffer& offer) {
  auto* place = new QWidget(this);
  auto* grid = new QGridLayout(place);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(2 * look::kMargin);
  grid->setVerticalSpacing(look::kSmallGap);
  int at = 0;
  for (const Output output : allOutputs()) {
    auto* box = new QCheckBox(titleOf(output), place);
    box->setToolTip(hintOf(output));
    box->setEnabled(output != Output::collected || offer.has_poses);
    box->setChecked(box->isEnabled() && offer.outputs.contains(output));
    grid->addWidget(box, at / 2, at % 2);
    connect(box, &QCheckBox::toggled, this, &ExportDialog::showHint);
    boxes_[output] = box;
    ++at;
  }
  return place;
}

QWidget* ExportDialog::frameChoice(const ExportOffer& offer) {
  const auto number = [](qint64 value) { return QLocale().toString(static_cast<qlonglong>(value)); };
  auto* place = new QWidget(this);
  all_ = new QRadioButton(tr("&All %1").arg(number(offer.count)), place);
  range_ = new QRadioButton(
      offer.has_range
          ? tr("Only what is played: %1 to %2").arg(number(offer.range.first), number(offer.range.last))
          : tr("Only what is played"),
      place);
  range_->setEnabled(offer.has_range);
  range_->setToolTip(tr("The range that the keys I and O set"));
  (offer.has_range ? range_ : all_)->setChecked(true);
  auto* layout = new QVBoxLayout(place);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(look::kSmallGap);
  layout->addWidget(all_);
  layout->addWidget(range_);
  return place;
}

void ExportDialog::chooseFolder() {
  auto* dialog = new QFileDialog(this, tr("Folder to Write To"), folder_->text());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, folder_, &QLineEdit::setText);
  dialog->open();
}

void ExportDialog::showHint() {
  const bool is_complete = !folder().isEmpty() && !outputs().empty();
  const QString missing = folder().isEmpty()  ? tr("Choose a folder.")
                          : outputs().empty() ? tr("Choose at least one thing to write.")
                                              : tr("An export that was stopped goes on in the same folder.");
  hint_->setText(problem_.isEmpty() ? missing : problem_);
  buttons_->button(QDialogButtonBox::Ok)->setEnabled(problem_.isEmpty() && is_complete);
}

QString ExportDialog::folder() const { return folder_->text().trimmed(); }

std::set<Output> ExportDialog::outputs() const {
  std::set<Output> chosen;
  for (const auto& [output, box] : boxes_) {
    if (box->isChecked()) chosen.insert(output);
  }
  return chosen;
}

bool ExportDialog::ofRange() const { return range_->isChecked(); }

}  // namespace kerb
