// The main window: the keys of its actions, as the user wants them.
#include <QDockWidget>
#include <QMenuBar>

#include "app/main_window.h"
#include "widgets/panel/shortcut_editor.h"
#include "widgets/panel/shortcuts.h"

namespace kerb {

void MainWindow::collectShortcuts() {
  for (QDockWidget* each : findChildren<QDockWidget*>())
    each->toggleViewAction()->setObjectName(QStringLiteral("panel-%1").arg(each->objectName()));
  shortcuts_ = std::make_unique<Shortcuts>(settings_.values());
  shortcuts_->collect(*menuBar());
}

void MainWindow::editShortcuts() {
  auto* dialog = new ShortcutEditor(*shortcuts_, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

}  // namespace kerb
