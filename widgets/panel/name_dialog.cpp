#include "widgets/panel/name_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kWidth = 380;
constexpr int kLongestName = 40;

}  // namespace

NameDialog::NameDialog(const QString& title, const QString& question, const QString& name, Judge judge,
                       QWidget* parent)
    : QDialog(parent), judge_(std::move(judge)) {
  setWindowTitle(title);
  name_ = new QLineEdit(name, this);
  name_->setMaxLength(kLongestName);
  name_->selectAll();
  auto* label = new QLabel(question, this);
  label->setBuddy(name_);
  note_ = new QLabel(this);
  note_->setTextFormat(Qt::PlainText);
  note_->setWordWrap(true);
  note_->setForegroundRole(QPalette::PlaceholderText);
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(name_, &QLineEdit::textChanged, this, &NameDialog::showVerdict);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kMargin, look::kMargin, look::kMargin, look::kMargin);
  layout->setSpacing(look::kGap);
  layout->addWidget(label);
  layout->addWidget(name_);
  layout->addWidget(note_);
  layout->addStretch(1);
  layout->addWidget(buttons_);
  note_->setMinimumHeight(2 * fontMetrics().lineSpacing());  // what is said later moves nothing
  resize(kWidth, sizeHint().height());
  showVerdict();
}

QString NameDialog::name() const { return name_->text().simplified(); }

void NameDialog::showVerdict() {
  const NameVerdict verdict = name().isEmpty() ? NameVerdict{false, {}} : judge_(name());
  note_->setText(verdict.note);
  buttons_->button(QDialogButtonBox::Save)->setEnabled(verdict.is_allowed);
}

}  // namespace kerb
