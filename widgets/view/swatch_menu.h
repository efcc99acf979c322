// Lets a hand change the colours of a list's swatches: a click on one, or the list's context menu.
#pragma once

#include <QColor>
#include <QObject>
#include <functional>

class QTreeWidget;
class QTreeWidgetItem;

namespace kerb {

/// The swatches are the icons of the items' first column; Qt::UserRole there is the number of the item.
class SwatchMenu : public QObject {
  Q_OBJECT

 public:
  /// `colour`: what an item's colour is now; invalid: it has none that could be changed.
  SwatchMenu(QTreeWidget* list, std::function<QColor(int number)> colour);

 Q_SIGNALS:
  void chosen(int number, const QColor& colour);
  void resetWanted(int number);
  void resetAllWanted();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QTreeWidgetItem* swatchAt(QPoint point) const;
  void askForColour(const QTreeWidgetItem& item);
  void openMenu(QPoint point);

  QTreeWidget* list_;
  std::function<QColor(int)> colour_;
};

}  // namespace kerb
