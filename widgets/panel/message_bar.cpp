#include "widgets/panel/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "widgets/panel/icons.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

/// Sentences of core begin small, because a file name precedes them there.
QString sentence(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  if (!text.isEmpty() && !text.endsWith(QLatin1Char('.'))) text += QLatin1Char('.');
  return text;
}

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("messageBar"));
  setAutoFillBackground(true);
  icon_ = new QLabel(this);
  text_ = new QLabel(this);
  text_->setTextFormat(Qt::RichText);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  action_ = new QPushButton(this);
  close_ = new QToolButton(this);
  close_->setIcon(icon(QStringLiteral("close")));
  close_->setAutoRaise(true);
  translated(close_, [this] {
    close_->setToolTip(tr("Dismiss"));
    close_->setAccessibleName(tr("Dismiss the message"));
  });
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(look::kMargin, look::kGap, look::kGap, look::kGap);
  row->setSpacing(look::kMargin);
  row->addWidget(icon_, 0, Qt::AlignTop);
  row->addWidget(text_, 1);
  row->addWidget(action_, 0, Qt::AlignVCenter);
  row->addWidget(close_, 0, Qt::AlignTop);
  connect(close_, &QToolButton::clicked, this, &MessageBar::dismiss);
  connect(action_, &QPushButton::clicked, this, [this] {
    const auto act = std::exchange(act_, nullptr);
    dismiss();
    if (act) act();
  });
  hide();
}

void MessageBar::showError(const QString& context, const Error& error, const QString& action,
                           std::function<void()> act) {
  QString title = sentence(escaped(error.what));
  if (!context.isEmpty()) title = QStringLiteral("%1: %2").arg(context.toHtmlEscaped(), title);
  QString detail = escaped(error.where);
  // A path may be longer than the window: it may be broken at its slashes.
  detail.replace(QLatin1Char('/'), QStringLiteral("/<wbr>"));
  if (!error.fix.empty())
    detail += (detail.isEmpty() ? QString() : QStringLiteral("<br>")) + sentence(escaped(error.fix));
  display(Kind::error, title, detail, action, std::move(act));
}

void MessageBar::showText(Kind kind, const QString& text, const QString& action, std::function<void()> act) {
  display(kind, text.toHtmlEscaped(), {}, action, std::move(act));
}

void MessageBar::display(Kind kind, const QString& title, const QString& detail, const QString& action,
                         std::function<void()> act) {
  const QString name = kind == Kind::error     ? QStringLiteral("error")
                       : kind == Kind::warning ? QStringLiteral("warning")
                                               : QStringLiteral("info");
  const QColor tint = kind == Kind::error     ? QColor(0xd23f3f)
                      : kind == Kind::warning ? QColor(0xc98a1b)
                                              : QColor(0x3b82d0);
  icon_->setPixmap(icon(name).pixmap(18, 18));
  setStyleSheet(QStringLiteral(
                    "#messageBar { background: rgba(%1,%2,%3,45); border: none; border-left: 4px solid %4; }")
                    .arg(tint.red())
                    .arg(tint.green())
                    .arg(tint.blue())
                    .arg(tint.name()));
  text_->setText(detail.isEmpty() ? title : QStringLiteral("<b>%1</b><br>%2").arg(title, detail));
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
  act_ = std::move(act);
  show();
}

void MessageBar::dismiss() {
  act_ = nullptr;
  hide();
}

QString MessageBar::text() const { return isHidden() ? QString() : text_->text(); }

}  // namespace kerb
