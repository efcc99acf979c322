// Controls of a panel as actions of a menu: the control stays the one place that knows its state.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>
#include <functional>

class QAbstractButton;
class QAction;
class QCheckBox;
class QComboBox;
class QMenu;

namespace kerb {

/// In place of Qt's operator |, which those of this namespace hide.
inline QKeySequence keys(Qt::Modifiers with, Qt::Key key) { return QKeySequence(QKeyCombination(with, key)); }

/// `text`: gives it in the present language. `name`: its object name, by which its keys are remembered.
QAction* addMenuAction(QMenu* menu, const char* name, const QKeySequence& key, std::function<QString()> text,
                       const std::function<void()>& act);

/// A submenu with an action for each item of the box: same text, greyed where the item is. `keys`: of the
/// items, in their order.
QMenu* addChoices(QMenu* menu, QComboBox* box, const char* name, const QList<QKeySequence>& keys,
                  std::function<QString()> title);

/// Clicks the button; greyed where it is.
QAction* addButton(QMenu* menu, QAbstractButton* button, const char* name, const QKeySequence& key,
                   std::function<QString()> text);

/// Checks and unchecks the box.
QAction* addSwitch(QMenu* menu, QCheckBox* box, const char* name, const QKeySequence& key,
                   std::function<QString()> text);

}  // namespace kerb
