// Which keys belong to which action: those it came with, or the user's own, which are remembered.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <vector>

class QMenu;
class QMenuBar;
class QSettings;

namespace kerb {

struct Command {
  QAction* action = nullptr;
  QMenu* menu = nullptr;      ///< of the menu bar, in which it is found
  QMenu* submenu = nullptr;   ///< of that, directly in which it is; none: there itself
  QString id;                 ///< in the settings
  QList<QKeySequence> usual;  ///< that it came with
};

/// As plain text, with its submenu: "Speed: 2×".
QString textOf(const Command& command);

/// An action is known by its object name, or else by the first key that it came with; one that has neither
/// keeps its keys. Where an action works (Qt::ShortcutContext) is its own affair.
class Shortcuts : public QObject {
  Q_OBJECT

 public:
  explicit Shortcuts(QSettings& settings, QObject* parent = nullptr);

  /// Takes the actions of the menus as they are now, and gives them the user's keys.
  void collect(const QMenuBar& menus);
  const std::vector<Command>& commands() const { return commands_; }

  /// The one that has this key; null: none but, perhaps, `except`.
  const Command* ownerOf(const QKeySequence& key, const QAction* except) const;
  bool isChanged(const Command& command) const { return command.action->shortcuts() != command.usual; }
  void setKeys(const Command& command, const QList<QKeySequence>& keys);
  void removeKey(const Command& command, const QKeySequence& key);
  /// A usual key that another action has by now stays there.
  void reset(const Command& command);
  void resetAll();

 Q_SIGNALS:
  void changed();

 private:
  void collectMenu(QMenu* menu, QMenu* group);
  void restore();
  void remember(const Command& command);

  QSettings& settings_;
  std::vector<Command> commands_;
};

}  // namespace kerb
