// The menu of the workspaces, and how one comes onto the window.
#pragma once

#include <QList>
#include <QObject>
#include <QSize>
#include <functional>

#include "app/workspaces.h"

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace kerb {

struct NameVerdict;

/// Of the window at its first start.
inline constexpr QSize kUsualSize{1280, 860};

/// The workspace that is left keeps its layout. Whether a panel that comes by itself is shown is no part of
/// any.
class WorkspaceMenu : public QObject {
  Q_OBJECT

 public:
  /// Fills the menu. `window` has all its docks.
  WorkspaceMenu(QMainWindow* window, QMenu* menu, QSettings& settings);

  /// Brings the current one onto the window.
  void show();
  /// Remembers the layout that the window has now.
  void leave();
  void setEnabled(bool is_enabled);
  /// Its usual size in the middle of the screen, as far as there is room.
  void resetWindow();
  /// Chooses it, too.
  void putBack(const RemovedWorkspace& removed);

 Q_SIGNALS:
  void removed(const kerb::RemovedWorkspace& workspace);

 private:
  QAction* action(const char* text, const char* name, Qt::Key key, const std::function<void()>& act);
  void buildKeys();
  void refresh();
  void choose(qsizetype place);
  void askForSaving();
  void askForRenaming();
  void remove();
  void reset();
  NameVerdict verdictOn(const QString& name, const QString& of_id) const;
  void arrange(const BuiltInWorkspace& workspace);
  void join(const WorkspacePanel& panel);
  void resize(const BuiltInWorkspace& workspace);
  const BuiltInWorkspace& builtIn() const;
  QDockWidget* dock(const char* name) const;
  QList<QDockWidget*> docks() const;
  QList<QDockWidget*> comingByThemselves() const;

  static constexpr int kLayoutVersion = 4;  ///< another one when docks come or go

  QMainWindow* window_;
  QMenu* menu_;
  Workspaces workspaces_;
  QList<QAction*> places_;  ///< by the order of the workspaces
  QAction *own_begin_, *save_, *rename_, *remove_, *reset_;
};

}  // namespace kerb
