#include "app/workspace_menu.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QScreen>
#include <algorithm>

#include "widgets/panel/name_dialog.h"
#include "widgets/panel/translated.h"

namespace kerb {
namespace {

QStringList namesOf(const QList<QDockWidget*>& docks) {
  QStringList names;
  for (const QDockWidget* each : docks) names << each->objectName();
  return names;
}

}  // namespace

WorkspaceMenu::WorkspaceMenu(QMainWindow* window, QMenu* menu, QSettings& settings)
    : QObject(window), window_(window), menu_(menu), workspaces_(settings, namesOf(docks())) {
  buildKeys();
  menu_->addSeparator();
  save_ = action(QT_TR_NOOP("&Save Layout As…"), "workspace-save", Qt::Key_S, [this] { askForSaving(); });
  rename_ = action(QT_TR_NOOP("Re&name…"), "workspace-rename", Qt::Key_N, [this] { askForRenaming(); });
  remove_ = action(QT_TR_NOOP("&Delete"), "workspace-delete", Qt::Key_X, [this] { remove(); });
  menu_->addSeparator();
  reset_ = action(QT_TR_NOOP("&Reset Layout"), "reset-layout", Qt::Key_0, [this] { reset(); });
  translated(menu_, [this] {
    save_->setToolTip(tr("Keep the panels as they are now under a name"));
    remove_->setToolTip(tr("Delete the workspace that is shown"));
    reset_->setToolTip(tr("Back to how the workspace came, or was saved"));
    refresh();
  });
}

/// The order is the key: Ctrl+Alt+1 is the first workspace.
void WorkspaceMenu::buildKeys() {
  auto* group = new QActionGroup(menu_);
  for (int place = 0; place < Workspaces::kMost; ++place) {
    QAction* each = menu_->addAction(QString(), this, [this, place] { choose(place); });
    each->setObjectName(QStringLiteral("workspace-%1").arg(place + 1));
    each->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + place)));
    each->setCheckable(true);
    each->setActionGroup(group);
    places_ << each;
  }
  own_begin_ = menu_->insertSeparator(places_[static_cast<qsizetype>(workspaces_.builtIn().size())]);
}

QAction* WorkspaceMenu::action(const char* text, const char* name, Qt::Key key,
                               const std::function<void()>& act) {
  QAction* made = menu_->addAction(QString(), this, act);
  made->setObjectName(QLatin1String(name));
  made->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | key));
  translated(made, [made, text] { made->setText(tr(text)); });
  return made;
}

void WorkspaceMenu::refresh() {
  const QList<Workspace> all = workspaces_.all();
  const Workspace current = workspaces_.current();
  for (qsizetype i = 0; i < places_.size(); ++i) {
    QAction* each = places_[i];
    const bool is_there = i < all.size();
    QString name = is_there ? all[i].name : tr("Workspace %1").arg(i + 1);
    each->setText(name.replace(QLatin1Char('&'), QStringLiteral("&&")));
    each->setVisible(is_there);
    each->setChecked(is_there && all[i].id == current.id);
  }
  own_begin_->setVisible(all.constLast().is_own);
  rename_->setEnabled(save_->isEnabled() && current.is_own);
  remove_->setEnabled(save_->isEnabled() && current.is_own);
}

void WorkspaceMenu::setEnabled(bool is_enabled) {
  for (QAction* each : places_ + QList{save_, reset_}) each->setEnabled(is_enabled);
  refresh();
}

QList<QDockWidget*> WorkspaceMenu::docks() const {
  return window_->findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly);
}

QDockWidget* WorkspaceMenu::dock(const char* name) const {
  return window_->findChild<QDockWidget*>(QLatin1String(name), Qt::FindDirectChildrenOnly);
}

/// An own one falls back on the first.
const BuiltInWorkspace& WorkspaceMenu::builtIn() const {
  const auto& all = workspaces_.builtIn();
  const QString id = workspaces_.current().id;
  const auto found =
      std::ranges::find_if(all, [&](const BuiltInWorkspace& each) { return id == QLatin1String(each.id); });
  return found == all.end() ? all.front() : *found;
}

QList<QDockWidget*> WorkspaceMenu::comingByThemselves() const {
  QList<QDockWidget*> found;
  for (const WorkspacePanel& each : builtIn().panels) {
    if (each.comes_by_itself) found << dock(each.name);
  }
  return found;
}

void WorkspaceMenu::show() {
  QList<std::pair<QDockWidget*, bool>> shown;
  for (QDockWidget* each : comingByThemselves()) shown << std::pair(each, !each->isHidden());
  const QByteArray layout = workspaces_.layout(workspaces_.current().id);
  if (layout.isEmpty() || !window_->restoreState(layout, kLayoutVersion)) arrange(builtIn());
  for (const auto& [each, was_shown] : shown) each->setVisible(was_shown);
  refresh();
}

void WorkspaceMenu::leave() {
  workspaces_.leave(workspaces_.current().id, window_->saveState(kLayoutVersion));
}

void WorkspaceMenu::choose(qsizetype place) {
  const QList<Workspace> all = workspaces_.all();
  if (place >= all.size()) return;
  if (all[place].id != workspaces_.current().id) {
    leave();
    workspaces_.choose(all[place].id);
    show();
  }
  refresh();
}

void WorkspaceMenu::resetWindow() {
  window_->setWindowState(window_->windowState() & ~(Qt::WindowFullScreen | Qt::WindowMaximized));
  const QRect room = window_->screen()->availableGeometry();
  window_->resize(kUsualSize.boundedTo(room.size()));
  window_->move(room.center() - window_->rect().center());
}

void WorkspaceMenu::reset() {
  workspaces_.reset(workspaces_.current().id);
  resetWindow();
  show();
}

void WorkspaceMenu::arrange(const BuiltInWorkspace& workspace) {
  for (QDockWidget* each : docks()) {
    each->setFloating(false);
    each->hide();
  }
  for (const WorkspacePanel& each : workspace.panels) {
    window_->addDockWidget(each.area, dock(each.name));
    dock(each.name)->setVisible(!each.comes_by_itself);
  }
  for (const WorkspacePanel& each : workspace.panels) join(each);
  for (const WorkspacePanel& each : workspace.panels) {
    if (each.place == PanelPlace::behind) dock(each.of)->raise();
  }
  resize(workspace);
}

void WorkspaceMenu::join(const WorkspacePanel& panel) {
  switch (panel.place) {
    case PanelPlace::alone:
      return;
    case PanelPlace::beside:
      return window_->splitDockWidget(dock(panel.of), dock(panel.name), Qt::Horizontal);
    case PanelPlace::below:
      return window_->splitDockWidget(dock(panel.of), dock(panel.name), Qt::Vertical);
    case PanelPlace::behind:
      return window_->tabifyDockWidget(dock(panel.of), dock(panel.name));
  }
}

void WorkspaceMenu::resize(const BuiltInWorkspace& workspace) {
  for (const Qt::DockWidgetArea area :
       {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea, Qt::TopDockWidgetArea, Qt::BottomDockWidgetArea}) {
    for (const Qt::Orientation way : {Qt::Horizontal, Qt::Vertical}) {
      QList<QDockWidget*> sized;
      QList<int> sizes;
      for (const WorkspacePanel& each : workspace.panels) {
        const int size = way == Qt::Horizontal ? each.width : each.height;
        if (each.area != area || size == 0) continue;
        sized << dock(each.name);
        sizes << size;
      }
      if (!sized.isEmpty()) window_->resizeDocks(sized, sizes, way);
    }
  }
}

/// `of_id`: the one that is to have this name; empty: a new one.
NameVerdict WorkspaceMenu::verdictOn(const QString& name, const QString& of_id) const {
  for (const Workspace& each : workspaces_.all()) {
    if (each.id == of_id || each.name.compare(name, Qt::CaseInsensitive) != 0) continue;
    if (!each.is_own) return {false, tr("“%1” comes with Kerb. Choose another name.").arg(each.name)};
    if (!of_id.isEmpty()) return {false, tr("There is a workspace “%1” already.").arg(each.name)};
    return {true, tr("The workspace “%1” will be replaced.").arg(each.name)};
  }
  if (of_id.isEmpty() && workspaces_.isFull())
    return {false, tr("There are %1 workspaces, one for each key. Delete one, or replace it by its name.")
                       .arg(Workspaces::kMost)};
  return {};
}

void WorkspaceMenu::askForSaving() {
  const Workspace current = workspaces_.current();
  auto* dialog = new NameDialog(
      tr("Save Layout"), tr("&Name of the workspace"), current.is_own ? current.name : QString(),
      [this](const QString& name) { return verdictOn(name, {}); }, window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    leave();
    workspaces_.save(dialog->name(), window_->saveState(kLayoutVersion));
    refresh();
  });
  dialog->open();
}

void WorkspaceMenu::askForRenaming() {
  const Workspace current = workspaces_.current();
  auto* dialog = new NameDialog(
      tr("Rename Workspace"), tr("&Name of the workspace"), current.name,
      [this, current](const QString& name) { return verdictOn(name, current.id); }, window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog, current] {
    workspaces_.rename(current.id, dialog->name());
    refresh();
  });
  dialog->open();
}

void WorkspaceMenu::remove() {
  leave();
  const RemovedWorkspace gone = workspaces_.remove(workspaces_.current().id);
  show();
  Q_EMIT removed(gone);
}

void WorkspaceMenu::putBack(const RemovedWorkspace& removed) {
  leave();
  workspaces_.putBack(removed);
  show();
}

}  // namespace kerb
