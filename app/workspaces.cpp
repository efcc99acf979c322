#include "app/workspaces.h"

#include <QCoreApplication>
#include <QSettings>
#include <algorithm>

namespace kerb {
namespace {

const QString kCurrent = QStringLiteral("workspaces/current");
const QString kOwn = QStringLiteral("workspaces/own");

QString nameKey(const QString& id) { return QStringLiteral("workspaces/names/") + id; }
QString savedKey(const QString& id) { return QStringLiteral("workspaces/saved/") + id; }
QString leftKey(const QString& id) { return QStringLiteral("workspaces/left/") + id; }

}  // namespace

Workspaces::Workspaces(QSettings& settings, const QStringList& panels,
                       const std::vector<BuiltInWorkspace>& built_in)
    : settings_(settings) {
  std::ranges::copy_if(built_in, std::back_inserter(built_in_), [&](const BuiltInWorkspace& each) {
    return std::ranges::all_of(
        each.panels, [&](const WorkspacePanel& panel) { return panels.contains(QLatin1String(panel.name)); });
  });
}

QStringList Workspaces::own() const { return settings_.value(kOwn).toStringList(); }

QList<Workspace> Workspaces::all() const {
  QList<Workspace> all;
  for (const BuiltInWorkspace& each : built_in_)
    all << Workspace{QLatin1String(each.id), QCoreApplication::translate("Workspaces", each.title), false};
  for (const QString& id : own()) all << Workspace{id, settings_.value(nameKey(id)).toString(), true};
  return all;
}

Workspace Workspaces::current() const {
  const QString chosen = settings_.value(kCurrent).toString();
  const QList<Workspace> known = all();
  const auto found = std::ranges::find_if(known, [&](const Workspace& each) { return each.id == chosen; });
  return found == known.end() ? known.front() : *found;
}

void Workspaces::choose(const QString& id) { settings_.setValue(kCurrent, id); }

QByteArray Workspaces::layout(const QString& id) const {
  const QByteArray left = settings_.value(leftKey(id)).toByteArray();
  return left.isEmpty() ? settings_.value(savedKey(id)).toByteArray() : left;
}

void Workspaces::leave(const QString& id, const QByteArray& layout) {
  settings_.setValue(leftKey(id), layout);
}

void Workspaces::reset(const QString& id) { settings_.remove(leftKey(id)); }

QString Workspaces::idOfOwn(const QString& name) const {
  for (const QString& id : own()) {
    if (settings_.value(nameKey(id)).toString().compare(name, Qt::CaseInsensitive) == 0) return id;
  }
  return {};
}

void Workspaces::save(const QString& name, const QByteArray& layout) {
  QStringList ids = own();
  QString id = idOfOwn(name);
  for (int number = 1; id.isEmpty(); ++number) {
    const QString free = QStringLiteral("own-%1").arg(number);
    if (!ids.contains(free)) id = free;
  }
  if (!ids.contains(id)) settings_.setValue(kOwn, ids << id);
  settings_.setValue(nameKey(id), name);
  settings_.setValue(savedKey(id), layout);
  reset(id);
  choose(id);
}

void Workspaces::rename(const QString& id, const QString& name) { settings_.setValue(nameKey(id), name); }

RemovedWorkspace Workspaces::remove(const QString& id) {
  QStringList ids = own();
  const RemovedWorkspace removed{id, settings_.value(nameKey(id)).toString(),
                                 settings_.value(savedKey(id)).toByteArray(),
                                 settings_.value(leftKey(id)).toByteArray(), ids.indexOf(id)};
  ids.removeAll(id);
  settings_.setValue(kOwn, ids);
  for (const QString& key : {nameKey(id), savedKey(id), leftKey(id)}) settings_.remove(key);
  return removed;
}

void Workspaces::putBack(const RemovedWorkspace& removed) {
  QStringList ids = own();
  if (ids.contains(removed.id) || isFull()) return save(removed.name, removed.saved);
  ids.insert(std::clamp<qsizetype>(removed.place, 0, ids.size()), removed.id);
  settings_.setValue(kOwn, ids);
  settings_.setValue(nameKey(removed.id), removed.name);
  settings_.setValue(savedKey(removed.id), removed.saved);
  if (!removed.left.isEmpty()) leave(removed.id, removed.left);
  choose(removed.id);
}

}  // namespace kerb
