// The main window: the sheet of its keys, and what Kerb is.
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "app/main_window.h"
#include "widgets/panel/icons.h"
#include "widgets/panel/shortcuts.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {

void MainWindow::showShortcuts() {
  auto* dialog = new QDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Keyboard Shortcuts"));
  auto* tree = new QTreeWidget(dialog);
  tree->setHeaderLabels({tr("Action"), tr("Keys")});
  tree->setRootIsDecorated(false);
  QTreeWidgetItem* group = nullptr;
  const QMenu* menu = nullptr;
  for (const Command& each : shortcuts_->commands()) {
    if (each.action->shortcut().isEmpty() || !each.action->isVisible()) continue;
    if (each.menu != menu) {
      menu = each.menu;
      group = new QTreeWidgetItem(tree, {withoutMnemonic(menu->title()), QString()});
      QFont bold = tree->font();
      bold.setBold(true);
      group->setFont(0, bold);
    }
    new QTreeWidgetItem(group, {textOf(each), QKeySequence::listToString(each.action->shortcuts(),
                                                                         QKeySequence::NativeText)});
  }
  tree->expandAll();
  tree->resizeColumnToContents(0);
  tree->header()->resizeSection(0, tree->columnWidth(0) + 2 * look::kMargin);
  tree->setAccessibleName(tr("Actions and their keys"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QPushButton* change = buttons->addButton(tr("C&hange…"), QDialogButtonBox::ActionRole);
  change->setAutoDefault(false);
  connect(change, &QPushButton::clicked, this, [this, dialog] {
    dialog->close();
    editShortcuts();
  });
  connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(tree);
  layout->addWidget(buttons);
  dialog->resize(460, 620);
  dialog->open();
}

void MainWindow::showAbout() {
  auto* box = new QMessageBox(this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(tr("About Kerb"));
  box->setIconPixmap(programIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
  box->setText(QStringLiteral("<b>%1</b>").arg(tr("Kerb %1").arg(QStringLiteral(KERB_VERSION))));
  box->setInformativeText(
      tr("Depth and semantics of driving video.\n\nFree software under the GNU General Public License, "
         "version 3 or later, without any warranty."));
  box->open();
}

}  // namespace kerb
