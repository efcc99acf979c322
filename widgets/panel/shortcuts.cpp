#include "widgets/panel/shortcuts.h"

#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QSettings>
#include <algorithm>

#include "widgets/panel/translated.h"

namespace kerb {
namespace {

QString idOf(const QAction& action) {
  if (!action.objectName().isEmpty()) return action.objectName();
  return action.shortcut().toString(QKeySequence::PortableText);
}

/// A slash in a name would be a group of the settings.
QString settingsKey(QString id) {
  return QStringLiteral("shortcuts/%1").arg(id.replace(QLatin1Char('/'), QStringLiteral("Slash")));
}

}  // namespace

QString textOf(const Command& command) {
  const QString text = withoutMnemonic(command.action->text());
  if (command.submenu == nullptr) return text;
  return Shortcuts::tr("%1: %2").arg(withoutMnemonic(command.submenu->title()), text);
}

Shortcuts::Shortcuts(QSettings& settings, QObject* parent) : QObject(parent), settings_(settings) {}

void Shortcuts::collect(const QMenuBar& menus) {
  commands_.clear();
  for (const QAction* top : menus.actions()) {
    if (top->menu() != nullptr) collectMenu(top->menu(), top->menu());
  }
  restore();
}

void Shortcuts::collectMenu(QMenu* menu, QMenu* group) {
  for (QAction* each : menu->actions()) {
    if (each->menu() != nullptr)
      collectMenu(each->menu(), group);
    else if (const QString id = idOf(*each); !id.isEmpty())
      commands_.push_back({each, group, menu == group ? nullptr : menu, id, each->shortcuts()});
  }
}

/// The user's keys are given first: a usual key that is one of them belongs there, also when a newer Kerb
/// has brought it along.
void Shortcuts::restore() {
  QSet<QKeySequence> taken;
  for (const Command& each : commands_) {
    if (!settings_.contains(settingsKey(each.id))) continue;
    QList<QKeySequence> keys;
    for (const QString& text : settings_.value(settingsKey(each.id)).toStringList()) {
      const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText);
      if (key.isEmpty() || taken.contains(key)) continue;
      keys << key;
      taken << key;
    }
    each.action->setShortcuts(keys);
  }
  for (const Command& each : commands_) {
    if (settings_.contains(settingsKey(each.id))) continue;
    QList<QKeySequence> keys = each.usual;
    keys.removeIf([&](const QKeySequence& key) { return taken.contains(key); });
    each.action->setShortcuts(keys);
  }
}

const Command* Shortcuts::ownerOf(const QKeySequence& key, const QAction* except) const {
  const auto owner = std::ranges::find_if(commands_, [&](const Command& each) {
    return each.action != except && each.action->shortcuts().contains(key);
  });
  return owner == commands_.end() ? nullptr : &*owner;
}

void Shortcuts::setKeys(const Command& command, const QList<QKeySequence>& keys) {
  command.action->setShortcuts(keys);
  remember(command);
  Q_EMIT changed();
}

void Shortcuts::removeKey(const Command& command, const QKeySequence& key) {
  QList<QKeySequence> keys = command.action->shortcuts();
  keys.removeAll(key);
  setKeys(command, keys);
}

void Shortcuts::reset(const Command& command) {
  QList<QKeySequence> keys = command.usual;
  keys.removeIf([&](const QKeySequence& key) { return ownerOf(key, command.action) != nullptr; });
  setKeys(command, keys);
}

void Shortcuts::resetAll() {
  settings_.remove(QStringLiteral("shortcuts"));
  for (const Command& each : commands_) each.action->setShortcuts(each.usual);
  Q_EMIT changed();
}

void Shortcuts::remember(const Command& command) {
  if (!isChanged(command)) return settings_.remove(settingsKey(command.id));
  QStringList texts;
  for (const QKeySequence& key : command.action->shortcuts())
    texts << key.toString(QKeySequence::PortableText);
  // An INI file has no word for an empty list.
  settings_.setValue(settingsKey(command.id), texts.isEmpty() ? QVariant(QString()) : QVariant(texts));
}

}  // namespace kerb
