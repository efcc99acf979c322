// The dialog in which keys are changed: every action of the menus, a search, and a warning where a key is
// taken.
#pragma once

#include <QDialog>
#include <QKeySequenceEdit>
#include <array>
#include <optional>

#include "widgets/panel/shortcuts.h"

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace kerb {

/// Takes one key with its modifiers, at once. Tab leaves it.
class KeyEdit : public QKeySequenceEdit {
  Q_OBJECT

 public:
  using QKeySequenceEdit::QKeySequenceEdit;

 Q_SIGNALS:
  void recorded(const QKeySequence& key);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
};

/// What is changed holds at once.
class ShortcutEditor : public QDialog {
  Q_OBJECT

 public:
  explicit ShortcutEditor(Shortcuts& shortcuts, QWidget* parent = nullptr);

  /// Shows this action, as if it were clicked.
  void choose(const QAction* action);
  const Shortcuts& shortcuts() const { return shortcuts_; }

 private:
  /// An action has up to two keys.
  struct Slot {
    QLabel* label;
    KeyEdit* edit;
    QToolButton* clear;
  };
  /// A key that was recorded, and belongs to another action.
  struct Wish {
    size_t slot;
    QKeySequence key;
  };

  QLayout* buildChosen();
  QWidget* buildConflict();
  QLayout* buildButtons();
  void retranslate();
  void fill();
  void filter();
  void showKeys();
  void showChosen();
  void record(size_t slot, const QKeySequence& key);
  void assign(size_t slot, const QKeySequence& key);
  void reassign();
  void dropWish();
  const Command* chosen() const;

  Shortcuts& shortcuts_;
  std::optional<Wish> wish_;
  QLineEdit* search_;
  QTreeWidget* tree_;
  QLabel *name_, *nothing_;
  std::array<Slot, 2> slots_;
  QWidget* conflict_;
  QLabel* conflict_text_;
  QPushButton *reassign_, *keep_, *reset_, *reset_all_;
  QDialogButtonBox* buttons_;
};

}  // namespace kerb
