// The main window: files that are dropped on it, and keys that belong to a control.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QDropEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>

#include "app/main_window.h"
#include "widgets/panel/dropped_file.h"

namespace kerb {

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedFile(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QStringList paths = droppedFiles(*event->mimeData());
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  openDropped(paths);
}

/// Also on a panel that floats, which is a window of its own, and on a field, which would take the file's
/// name as text. True: dealt with.
bool MainWindow::takeDrop(QObject* watched, QEvent* event) {
  const auto* panel = qobject_cast<const QDockWidget*>(watched);
  const bool is_panel = panel != nullptr && panel->parent() == this;
  if (event->type() == QEvent::Drop && is_panel) {
    dropEvent(static_cast<QDropEvent*>(event));
    return true;
  }
  if (event->type() != QEvent::DragEnter) return false;
  auto* enter = static_cast<QDragEnterEvent*>(event);
  const auto* field = qobject_cast<const QLineEdit*>(watched);
  const bool is_field = field != nullptr && (field->window() == this || field->window()->parent() == this) &&
                        qobject_cast<const QDialog*>(field->window()) == nullptr;
  if (is_panel) dragEnterEvent(enter);
  if (is_field && !droppedFile(*enter->mimeData()).isEmpty())
    enter->ignore();  // the panel around it is asked
  return is_panel || (is_field && !enter->isAccepted());
}

/// Plain keys belong to the control that has the focus before they belong to the player.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  if (takeDrop(watched, event)) return true;
  if (event->type() != QEvent::ShortcutOverride) return QMainWindow::eventFilter(watched, event);
  auto* key = static_cast<QKeyEvent*>(event);
  const bool is_control = qobject_cast<QAbstractButton*>(watched) || qobject_cast<QComboBox*>(watched) ||
                          qobject_cast<QAbstractSlider*>(watched) ||
                          qobject_cast<QAbstractItemView*>(watched);
  const bool is_used = key->key() == Qt::Key_Space || key->key() == Qt::Key_Left ||
                       key->key() == Qt::Key_Right || key->key() == Qt::Key_Home || key->key() == Qt::Key_End;
  if (is_control && is_used && key->modifiers() == Qt::NoModifier) event->accept();
  return QMainWindow::eventFilter(watched, event);
}

}  // namespace kerb
