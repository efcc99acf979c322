#include "widgets/view/swatch_menu.h"

#include <QColorDialog>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QStyle>
#include <QStyleOptionViewItem>
#include <QToolTip>
#include <QTreeWidget>

namespace kerb {
namespace {

int numberOf(const QTreeWidgetItem& item) { return item.data(0, Qt::UserRole).toInt(); }

/// Where the style puts the icon of an item with check box.
QRect swatchRect(const QTreeWidget& list, const QTreeWidgetItem& item) {
  QStyleOptionViewItem option;
  option.initFrom(&list);
  option.widget = &list;
  option.rect = list.visualItemRect(&item);
  option.features = QStyleOptionViewItem::HasDecoration | QStyleOptionViewItem::HasDisplay |
                    QStyleOptionViewItem::HasCheckIndicator;
  option.icon = item.icon(0);
  option.text = item.text(0);
  option.decorationSize = list.iconSize().isValid()
                              ? list.iconSize()
                              : QSize(1, 1) * list.style()->pixelMetric(QStyle::PM_SmallIconSize);
  return list.style()->subElementRect(QStyle::SE_ItemViewItemDecoration, &option, &list);
}

}  // namespace

SwatchMenu::SwatchMenu(QTreeWidget* list, std::function<QColor(int)> colour)
    : QObject(list), list_(list), colour_(std::move(colour)) {
  list->viewport()->setMouseTracking(true);
  list->viewport()->installEventFilter(this);
  list->installEventFilter(this);
  list->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(list, &QWidget::customContextMenuRequested, this, &SwatchMenu::openMenu);
}

QTreeWidgetItem* SwatchMenu::swatchAt(QPoint point) const {
  QTreeWidgetItem* item = list_->itemAt(point);
  const bool is_there =
      item != nullptr && colour_(numberOf(*item)).isValid() && swatchRect(*list_, *item).contains(point);
  return is_there ? item : nullptr;
}

bool SwatchMenu::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress && watched == list_) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const QTreeWidgetItem* item = list_->currentItem();
    if ((key != Qt::Key_Return && key != Qt::Key_Enter) || item == nullptr) return false;
    askForColour(*item);
    return true;
  }
  if (watched != list_->viewport()) return false;
  if (event->type() == QEvent::MouseMove) {
    const bool is_over = swatchAt(static_cast<QMouseEvent*>(event)->position().toPoint()) != nullptr;
    list_->viewport()->setCursor(is_over ? Qt::PointingHandCursor : Qt::ArrowCursor);
  } else if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (swatchAt(help->pos()) == nullptr) return false;
    QToolTip::showText(help->globalPos(),
                       tr("Click to change the colour. Exports keep the data set's colours."), list_);
    return true;
  } else if (event->type() == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const QTreeWidgetItem* item = swatchAt(mouse->position().toPoint());
    if (item != nullptr && mouse->button() == Qt::LeftButton) askForColour(*item);
  }
  return false;
}

void SwatchMenu::askForColour(const QTreeWidgetItem& item) {
  const int number = numberOf(item);
  const QColor now = colour_(number);
  if (!now.isValid()) return;
  auto* dialog = new QColorDialog(now, list_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Colour of %1").arg(item.text(0)));
  connect(dialog, &QColorDialog::colorSelected, this,
          [this, number](const QColor& colour) { Q_EMIT chosen(number, colour); });
  dialog->open();
}

void SwatchMenu::openMenu(QPoint point) {
  auto* menu = new QMenu(list_);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QTreeWidgetItem* item = list_->itemAt(point);
  if (item != nullptr && colour_(numberOf(*item)).isValid()) {
    const int number = numberOf(*item);
    // By its number: the list may be filled anew while the menu is open.
    menu->addAction(tr("Change Colour…"), this, [this, number] {
      for (int row = 0; row < list_->topLevelItemCount(); ++row) {
        if (numberOf(*list_->topLevelItem(row)) == number) return askForColour(*list_->topLevelItem(row));
      }
    });
    menu->addAction(tr("Reset Colour"), this, [this, number] { Q_EMIT resetWanted(number); });
    menu->addSeparator();
  }
  menu->addAction(tr("Reset All Colours"), this, &SwatchMenu::resetAllWanted);
  menu->popup(list_->viewport()->mapToGlobal(point));
}

}  // namespace kerb
