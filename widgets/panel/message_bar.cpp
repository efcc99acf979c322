#include "widgets/panel/message_bar.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextDocumentFragment>
#include <QToolButton>

#include "widgets/panel/icons.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

/// A path may be longer than the window: it may be broken at its slashes.
QString breakable(QString text) { return text.replace(QLatin1Char('/'), QStringLiteral("/<wbr>")); }

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
  action_ = actionButton(0);
  other_action_ = actionButton(1);
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
  row->addWidget(other_action_, 0, Qt::AlignVCenter);
  row->addWidget(close_, 0, Qt::AlignTop);
  connect(close_, &QToolButton::clicked, this, &MessageBar::closeByHand);
  hide();
}

QPushButton* MessageBar::actionButton(size_t place) {
  auto* made = new QPushButton(this);
  connect(made, &QPushButton::clicked, this, [this, place] {
    const auto act = place < actions_.size() ? actions_[place].act : nullptr;
    closeByHand();
    if (act) act();
  });
  return made;
}

void MessageBar::showError(const QString& context, const Error& error, const QString& action,
                           std::function<void()> act) {
  QString title = sentence(escaped(error.what));
  if (!context.isEmpty()) title = QStringLiteral("%1: %2").arg(context.toHtmlEscaped(), title);
  QString detail = breakable(escaped(error.where));
  if (!error.fix.empty())
    detail += (detail.isEmpty() ? QString() : QStringLiteral("<br>")) + sentence(escaped(error.fix));
  display({Kind::error, title, detail, {{action, std::move(act)}}});
}

void MessageBar::showText(Kind kind, const QString& text, const QString& action, std::function<void()> act) {
  display({kind, text.toHtmlEscaped(), {}, {{action, std::move(act)}}});
}

void MessageBar::keep(Kind kind, const QString& text, const std::vector<MessageAction>& actions) {
  const Message message{kind, breakable(text.toHtmlEscaped()), {}, actions};
  std::erase_if(kept_, [&](const Message& each) { return each.title == message.title; });
  kept_.push_back(message);
  shows_kept_ = false;
  dismiss();
}

void MessageBar::display(const Message& message) {
  icon_name_ = message.kind == Kind::error     ? QStringLiteral("error")
               : message.kind == Kind::warning ? QStringLiteral("warning")
                                               : QStringLiteral("info");
  const QColor tint = message.kind == Kind::error     ? QColor(0xd23f3f)
                      : message.kind == Kind::warning ? QColor(0xc98a1b)
                                                      : QColor(0x3b82d0);
  showIcon();
  setStyleSheet(QStringLiteral(
                    "#messageBar { background: rgba(%1,%2,%3,45); border: none; border-left: 4px solid %4; }")
                    .arg(tint.red())
                    .arg(tint.green())
                    .arg(tint.blue())
                    .arg(tint.name()));
  text_->setText(message.detail.isEmpty()
                     ? message.title
                     : QStringLiteral("<b>%1</b><br>%2").arg(message.title, message.detail));
  actions_ = message.actions;
  actions_.resize(2);
  action_->setText(actions_[0].text);
  other_action_->setText(actions_[1].text);
  for (QPushButton* each : {action_, other_action_}) each->setVisible(!each->text().isEmpty());
  shows_kept_ = false;
  show();
  setAccessibleName(QTextDocumentFragment::fromHtml(text_->text()).toPlainText());
  QAccessibleEvent alert(this, QAccessible::Alert);  // a screen reader says it at once
  QAccessible::updateAccessibility(&alert);
}

/// In the colours of the theme, which may be another one by now.
void MessageBar::showIcon() {
  if (!icon_name_.isEmpty()) icon_->setPixmap(icon(icon_name_).pixmap(18, 18));
}

void MessageBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) showIcon();
}

void MessageBar::closeByHand() {
  if (shows_kept_) kept_.pop_back();
  shows_kept_ = false;
  dismiss();
}

void MessageBar::dismiss() {
  if (shows_kept_) return;
  if (!kept_.empty()) {
    display(kept_.back());
    shows_kept_ = true;
    return;
  }
  actions_.clear();
  setAccessibleName({});
  hide();
}

QString MessageBar::text() const { return isHidden() ? QString() : text_->text(); }

}  // namespace kerb
