#include "widgets/panel/start_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "widgets/panel/icons.h"
#include "widgets/panel/source_panel.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

enum Role { kPath = Qt::UserRole, kSummary };

/// Name, what it is, and where: three lines.
class RecentDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {200, 3 * option.fontMetrics.height() + 2 * look::kGap};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    const bool chosen = (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) != 0;
    if (chosen) {
      painter->setRenderHint(QPainter::Antialiasing);
      painter->setPen(Qt::NoPen);
      painter->setBrush(option.palette.alternateBase());
      painter->drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), look::kRadius, look::kRadius);
    }
    QRect row = option.rect.adjusted(look::kMargin, look::kGap, -look::kMargin, -look::kGap);
    row.setHeight(option.fontMetrics.height());
    const auto line = [&](const QString& text, const QFont& font, QPalette::ColorRole colour) {
      painter->setFont(font);
      painter->setPen(option.palette.color(colour));
      painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                        QFontMetrics(font).elidedText(text, Qt::ElideMiddle, row.width()));
      row.translate(0, row.height());
    };
    QFont bold = option.font;
    bold.setBold(true);
    line(index.data(Qt::DisplayRole).toString(), bold, QPalette::Text);
    line(index.data(kSummary).toString(), option.font, QPalette::Text);
    line(index.data(kPath).toString(), option.font, QPalette::PlaceholderText);
    painter->restore();
  }
};

QPushButton* bigButton(QAction* action, QWidget* parent) {
  auto* button = new QPushButton(parent);
  const auto show_action = [button, action] {
    button->setIcon(action->icon());
    button->setText(withoutMnemonic(action->text()));
    button->setToolTip(action->toolTip());
  };
  QObject::connect(action, &QAction::changed, button, show_action);
  show_action();
  button->setIconSize({20, 20});
  button->setMinimumHeight(40);
  button->setMinimumWidth(240);
  button->setStyleSheet(QStringLiteral("text-align: left; padding: 6px 14px;"));
  QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
  return button;
}

/// `text`: QT_TR_NOOP("...") of StartPage.
QLabel* heading(const char* text, QWidget* parent) {
  QLabel* label = translatedLabel(parent, [text] { return StartPage::tr(text); });
  QFont font = label->font();
  font.setPointSizeF(font.pointSizeF() * 1.15);
  font.setBold(true);
  label->setFont(font);
  return label;
}

}  // namespace

StartPage::StartPage(const QList<QAction*>& actions, QWidget* parent) : QWidget(parent) {
  auto* mark = new QLabel(this);
  mark->setPixmap(programIcon().pixmap(QSize(56, 56), devicePixelRatioF()));
  auto* title = translatedLabel(this, [] { return tr("Kerb"); });
  QFont large = title->font();
  large.setPointSizeF(large.pointSizeF() * 2.2);
  large.setBold(true);
  title->setFont(large);
  auto* claim = translatedLabel(this, [] { return tr("Depth and semantics of driving video"); });
  claim->setForegroundRole(QPalette::PlaceholderText);

  auto* names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(title);
  names->addWidget(claim);
  auto* head = new QHBoxLayout;
  head->setSpacing(look::kMargin + look::kSmallGap);
  head->addWidget(mark);
  head->addLayout(names);
  head->addStretch(1);

  auto* left = new QVBoxLayout;
  left->setSpacing(look::kGap);
  left->addWidget(heading(QT_TR_NOOP("Open"), this));
  for (QAction* action : actions) left->addWidget(bigButton(action, this));
  auto* drop = translatedLabel(
      this, [] { return tr("Or drop a video, a folder of images or a data set anywhere in this window."); });
  drop->setForegroundRole(QPalette::PlaceholderText);
  drop->setWordWrap(true);
  left->addSpacing(look::kGap);
  left->addWidget(drop);
  busy_ = new QWidget(this);
  auto* busy_layout = new QVBoxLayout(busy_);
  busy_layout->setContentsMargins(0, look::kMargin, 0, 0);
  busy_text_ = new QLabel(busy_);
  busy_text_->setWordWrap(true);
  auto* bar = new QProgressBar(busy_);
  bar->setRange(0, 0);
  bar->setTextVisible(false);
  bar->setFixedHeight(6);
  auto* cancel = new QPushButton(busy_);
  translated(cancel, [cancel] { cancel->setText(tr("Cancel")); });
  connect(cancel, &QPushButton::clicked, this, &StartPage::cancelRequested);
  busy_layout->addWidget(busy_text_);
  busy_layout->addWidget(bar);
  busy_layout->addWidget(cancel, 0, Qt::AlignLeft);
  left->addWidget(busy_);
  left->addStretch(1);

  recent_ = new QListWidget(this);
  recent_->setItemDelegate(new RecentDelegate(recent_));
  translated(recent_, [this] { recent_->setAccessibleName(tr("Recent sources")); });
  recent_->setFrameShape(QFrame::NoFrame);
  recent_->setMouseTracking(true);
  recent_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  recent_->viewport()->setAutoFillBackground(false);
  no_recent_ = translatedLabel(this, [] { return tr("What you open will be listed here."); });
  no_recent_->setForegroundRole(QPalette::PlaceholderText);
  auto* right = new QVBoxLayout;
  right->setSpacing(look::kGap);
  auto* recent_heading = heading(QT_TR_NOOP("Recent"), this);
  // In line with the text of the list, whose rows are plates with a margin.
  for (QLabel* label : {recent_heading, no_recent_}) label->setIndent(look::kMargin);
  right->addWidget(recent_heading);
  right->addWidget(no_recent_);
  right->addWidget(recent_, 100);
  right->addStretch(1);

  auto* columns = new QHBoxLayout;
  columns->setSpacing(48);
  columns->addLayout(left, 0);
  columns->addLayout(right, 1);
  auto* content = new QWidget(this);
  content->setMaximumWidth(920);
  auto* rows = new QVBoxLayout(content);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(32);
  rows->addLayout(head);
  rows->addLayout(columns, 1);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(40, 48, 40, 24);
  layout->addStretch(1);
  layout->addWidget(content, 20);
  layout->addStretch(1);
  connect(recent_, &QListWidget::itemActivated, this,
          [this](const QListWidgetItem* item) { Q_EMIT openRequested(item->data(kPath).toString()); });
  connect(recent_, &QListWidget::itemClicked, this,
          [this](const QListWidgetItem* item) { Q_EMIT openRequested(item->data(kPath).toString()); });
  setRecent({});
  setBusy({});
}

void StartPage::setRecent(const QList<RecentSource>& sources) {
  recent_->clear();
  for (const RecentSource& source : sources) {
    auto* item = new QListWidgetItem(source.name, recent_);
    item->setData(kPath, source.path);
    item->setData(kSummary, source.info ? sourceSummary(*source.info) : source.summary);
    item->setToolTip(source.path);
  }
  no_recent_->setVisible(sources.isEmpty());
  recent_->setVisible(!sources.isEmpty());
}

void StartPage::setBusy(const QString& text) {
  busy_text_->setText(text);
  busy_->setVisible(!text.isEmpty());
}

}  // namespace kerb
