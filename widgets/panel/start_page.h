// What stands in place of an empty window: ways to open something.
#pragma once

#include <QWidget>

#include "widgets/panel/recent.h"

class QAction;
class QLabel;
class QListWidget;
class QPushButton;

namespace kerb {

class StartPage : public QWidget {
  Q_OBJECT

 public:
  /// A button for each action.
  explicit StartPage(const QList<QAction*>& actions, QWidget* parent = nullptr);
  void setRecent(const QList<RecentSource>& sources);
  /// While something is being opened: what, and how far. Empty: nothing is.
  void setBusy(const QString& text);

 Q_SIGNALS:
  void openRequested(const QString& path);
  void cancelRequested();

 private:
  QLabel *no_recent_, *busy_text_;
  QListWidget* recent_;
  QWidget* busy_;
};

}  // namespace kerb
