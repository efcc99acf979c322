#include "widgets/panel/shortcut_editor.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kCommand = Qt::UserRole;  // its place in Shortcuts::commands()

QString keysText(const QAction& action) {
  return QKeySequence::listToString(action.shortcuts(), QKeySequence::NativeText);
}

QString groupText(const Command& command) { return withoutMnemonic(command.menu->title()); }

}  // namespace

void KeyEdit::keyPressEvent(QKeyEvent* event) {
  QKeySequenceEdit::keyPressEvent(event);
  if (keySequence().isEmpty()) return;  // a modifier alone
  const QKeySequence one(keySequence()[0]);
  setKeySequence(one);
  Q_EMIT recorded(one);
}

ShortcutEditor::ShortcutEditor(Shortcuts& shortcuts, QWidget* parent)
    : QDialog(parent), shortcuts_(shortcuts) {
  search_ = new QLineEdit(this);
  search_->setClearButtonEnabled(true);
  tree_ = new QTreeWidget(this);
  tree_->setRootIsDecorated(false);
  tree_->setUniformRowHeights(true);
  tree_->setColumnCount(2);
  nothing_ = new QLabel(this);
  nothing_->setAlignment(Qt::AlignCenter);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(search_);
  layout->addWidget(tree_, 1);
  layout->addWidget(nothing_, 1);
  layout->addLayout(buildChosen());
  layout->addWidget(buildConflict());
  layout->addLayout(buildButtons());
  connect(search_, &QLineEdit::textChanged, this, &ShortcutEditor::filter);
  connect(tree_, &QTreeWidget::currentItemChanged, this, &ShortcutEditor::showChosen);
  connect(tree_, &QTreeWidget::itemActivated, this, [this] { slots_[0].edit->setFocus(); });
  connect(&shortcuts_, &Shortcuts::changed, this, &ShortcutEditor::showKeys);
  resize(560, 680);
  fill();
  translated(this, [this] { retranslate(); });
}

QLayout* ShortcutEditor::buildChosen() {
  name_ = new QLabel(this);
  QFont bold = font();
  bold.setBold(true);
  name_->setFont(bold);
  auto* form = new QFormLayout;
  form->addRow(name_);
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_.at(i);
    slot = {new QLabel(this), new KeyEdit(this), new QToolButton(this)};
    slot.label->setBuddy(slot.edit);
    auto* row = new QHBoxLayout;
    row->addWidget(slot.edit, 1);
    row->addWidget(slot.clear);
    form->addRow(slot.label, row);
    connect(slot.edit, &KeyEdit::recorded, this, [this, i](const QKeySequence& key) { record(i, key); });
    connect(slot.edit, &KeyEdit::editingFinished, this, [this] {
      if (!wish_) showChosen();  // a modifier alone has emptied it
    });
    connect(slot.clear, &QToolButton::clicked, this, [this, i] { assign(i, {}); });
  }
  return form;
}

QWidget* ShortcutEditor::buildConflict() {
  conflict_ = new QFrame(this);
  conflict_->setObjectName(QStringLiteral("conflict"));
  conflict_text_ = new QLabel(conflict_);
  conflict_text_->setWordWrap(true);
  reassign_ = new QPushButton(conflict_);
  keep_ = new QPushButton(conflict_);
  auto* row = new QHBoxLayout(conflict_);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(conflict_text_, 1);
  row->addWidget(reassign_);
  row->addWidget(keep_);
  conflict_->hide();
  connect(reassign_, &QPushButton::clicked, this, &ShortcutEditor::reassign);
  connect(keep_, &QPushButton::clicked, this, &ShortcutEditor::showChosen);
  return conflict_;
}

QLayout* ShortcutEditor::buildButtons() {
  reset_ = new QPushButton(this);
  reset_all_ = new QPushButton(this);
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Close, this);
  for (QPushButton* each : {reassign_, keep_, reset_, reset_all_, buttons_->button(QDialogButtonBox::Close)})
    each->setAutoDefault(false);  // Enter in the search must not close
  auto* row = new QHBoxLayout;
  row->addWidget(reset_);
  row->addWidget(reset_all_);
  row->addStretch(1);
  row->addWidget(buttons_);
  connect(reset_, &QPushButton::clicked, this, [this] {
    if (const Command* command = chosen()) shortcuts_.reset(*command);
  });
  connect(reset_all_, &QPushButton::clicked, &shortcuts_, &Shortcuts::resetAll);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  return row;
}

void ShortcutEditor::retranslate() {
  setWindowTitle(tr("Change Keyboard Shortcuts"));
  search_->setPlaceholderText(tr("Search actions or keys"));
  search_->setAccessibleName(tr("Search actions or keys"));
  tree_->setHeaderLabels({tr("Action"), tr("Keys")});
  tree_->setAccessibleName(tr("Actions and their keys"));
  nothing_->setText(tr("No action or key is called like this."));
  slots_[0].label->setText(tr("&Keys:"));
  slots_[1].label->setText(tr("&Or:"));
  for (Slot& slot : slots_) {
    slot.edit->setToolTip(tr("Press the new keys"));
    slot.clear->setText(tr("Clear"));
    slot.clear->setToolTip(tr("Take these keys away from the action"));
  }
  slots_[0].edit->setAccessibleName(tr("Keys"));
  slots_[1].edit->setAccessibleName(tr("Second keys"));
  slots_[0].clear->setAccessibleName(tr("Clear the keys"));
  slots_[1].clear->setAccessibleName(tr("Clear the second keys"));
  reassign_->setText(tr("&Reassign"));
  reassign_->setToolTip(tr("Take the keys from the other action"));
  keep_->setText(tr("&Leave It There"));
  keep_->setToolTip(tr("Leave the keys with the other action"));
  reset_->setText(tr("Reset &This"));
  reset_->setToolTip(tr("Give this action the keys that it came with"));
  reset_all_->setText(tr("Reset &All"));
  reset_all_->setToolTip(tr("Give all actions the keys that they came with"));
  showKeys();
}

void ShortcutEditor::fill() {
  QTreeWidgetItem* group = nullptr;
  const QMenu* menu = nullptr;
  const auto& commands = shortcuts_.commands();
  for (size_t i = 0; i < commands.size(); ++i) {
    if (commands[i].menu != menu) {
      menu = commands[i].menu;
      group = new QTreeWidgetItem(tree_);
      group->setFlags(Qt::ItemIsEnabled);
      group->setFirstColumnSpanned(true);
      QFont bold = tree_->font();
      bold.setBold(true);
      group->setFont(0, bold);
    }
    auto* item = new QTreeWidgetItem(group);
    item->setData(0, kCommand, static_cast<int>(i));
  }
  tree_->expandAll();
  if (tree_->topLevelItemCount() > 0) tree_->setCurrentItem(tree_->topLevelItem(0)->child(0));
}

/// Texts and keys as they are now; those that the user changed are bold.
void ShortcutEditor::showKeys() {
  for (QTreeWidgetItemIterator at(tree_); *at != nullptr; ++at) {
    QTreeWidgetItem* item = *at;
    const QTreeWidgetItem* first = item->childCount() > 0 ? item->child(0) : item;
    const Command& command = shortcuts_.commands()[first->data(0, kCommand).toUInt()];
    if (first != item) {
      item->setText(0, groupText(command));
      continue;
    }
    item->setText(0, textOf(command));
    item->setText(1, keysText(*command.action));
    QFont font = tree_->font();
    font.setBold(shortcuts_.isChanged(command));
    item->setFont(1, font);
  }
  tree_->resizeColumnToContents(0);
  tree_->header()->resizeSection(0, tree_->columnWidth(0) + 2 * look::kMargin);
  reset_all_->setEnabled(std::ranges::any_of(
      shortcuts_.commands(), [this](const Command& each) { return shortcuts_.isChanged(each); }));
  filter();
  showChosen();
}

void ShortcutEditor::filter() {
  const QString wanted = search_->text().trimmed();
  bool any = false;
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = tree_->topLevelItem(g);
    const bool group_fits = group->text(0).contains(wanted, Qt::CaseInsensitive);
    bool any_here = false;
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      const QAction* action = shortcuts_.commands()[item->data(0, kCommand).toUInt()].action;
      const bool fits =
          action->isVisible() && (group_fits || item->text(0).contains(wanted, Qt::CaseInsensitive) ||
                                  item->text(1).contains(wanted, Qt::CaseInsensitive));
      item->setHidden(!fits);
      any_here = any_here || fits;
    }
    group->setHidden(!any_here);
    any = any || any_here;
  }
  tree_->setVisible(any);
  nothing_->setVisible(!any);
}

const Command* ShortcutEditor::chosen() const {
  const QTreeWidgetItem* item = tree_->currentItem();
  if (item == nullptr || !item->data(0, kCommand).isValid()) return nullptr;
  return &shortcuts_.commands()[item->data(0, kCommand).toUInt()];
}

void ShortcutEditor::choose(const QAction* action) {
  for (QTreeWidgetItemIterator at(tree_); *at != nullptr; ++at) {
    const QVariant place = (*at)->data(0, kCommand);
    if (place.isValid() && shortcuts_.commands()[place.toUInt()].action == action) tree_->setCurrentItem(*at);
  }
}

void ShortcutEditor::showChosen() {
  dropWish();
  const Command* command = chosen();
  const QList<QKeySequence> keys = command != nullptr ? command->action->shortcuts() : QList<QKeySequence>();
  name_->setText(command != nullptr ? textOf(*command) : QString());
  for (size_t i = 0; i < slots_.size(); ++i) {
    const auto place = static_cast<qsizetype>(i);
    const Slot& slot = slots_.at(i);
    slot.edit->setKeySequence(place < keys.size() ? keys[place] : QKeySequence());
    slot.clear->setEnabled(place < keys.size());
    slot.edit->setEnabled(command != nullptr && place <= keys.size());
    slot.label->setEnabled(slot.edit->isEnabled());
  }
  reset_->setEnabled(command != nullptr && shortcuts_.isChanged(*command));
}

void ShortcutEditor::dropWish() {
  wish_.reset();
  conflict_->hide();
}

void ShortcutEditor::record(size_t slot, const QKeySequence& key) {
  dropWish();
  const Command* command = chosen();
  if (command == nullptr) return;
  const Command* owner = shortcuts_.ownerOf(key, command->action);
  if (owner == nullptr) return assign(slot, key);
  wish_ = Wish{slot, key};
  conflict_text_->setText(
      tr("%1 belongs to “%2” in the menu %3.")
          .arg(key.toString(QKeySequence::NativeText), textOf(*owner), groupText(*owner)));
  conflict_->show();
}

void ShortcutEditor::assign(size_t slot, const QKeySequence& key) {
  const Command* command = chosen();
  if (command == nullptr) return;
  QList<QKeySequence> keys = command->action->shortcuts();
  const auto place = static_cast<qsizetype>(slot);
  while (keys.size() <= place) keys << QKeySequence();
  for (QKeySequence& each : keys) {
    if (each == key) each = {};  // it had it in its other place
  }
  keys[place] = key;
  keys.removeAll(QKeySequence());
  shortcuts_.setKeys(*command, keys);
}

void ShortcutEditor::reassign() {
  if (!wish_) return;
  const Wish wish = *wish_;
  const Command* command = chosen();
  const Command* owner = command != nullptr ? shortcuts_.ownerOf(wish.key, command->action) : nullptr;
  if (owner != nullptr) shortcuts_.removeKey(*owner, wish.key);
  assign(wish.slot, wish.key);
}

}  // namespace kerb
