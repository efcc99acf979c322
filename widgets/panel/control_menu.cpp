#include "widgets/panel/control_menu.h"

#include <QActionGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QMenu>

#include "widgets/panel/translated.h"

namespace kerb {
namespace {

void showChoices(const QComboBox* box, const QList<QAction*>& actions) {
  for (int i = 0; i < actions.size(); ++i) {
    actions[i]->setText(box->itemText(i));
    actions[i]->setEnabled(box->model()->flags(box->model()->index(i, 0)).testFlag(Qt::ItemIsEnabled));
    actions[i]->setChecked(i == box->currentIndex());
  }
}

/// Greys an action, and so its keys, where its button is.
class GreyedWith final : public QObject {
 public:
  GreyedWith(QAbstractButton* button, QAction* action) : QObject(action), button_(button), action_(action) {
    button->installEventFilter(this);
    action->setEnabled(button->isEnabled());
  }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::EnabledChange) action_->setEnabled(button_->isEnabled());
    return false;
  }

 private:
  QAbstractButton* button_;
  QAction* action_;
};

}  // namespace

QAction* addMenuAction(QMenu* menu, const char* name, const QKeySequence& key, std::function<QString()> text,
                       const std::function<void()>& act) {
  QAction* made = menu->addAction(QString(), menu, act);
  made->setObjectName(QLatin1String(name));
  made->setShortcut(key);
  translated(made, [made, text = std::move(text)] { made->setText(text()); });
  return made;
}

QMenu* addChoices(QMenu* menu, QComboBox* box, const char* name, const QList<QKeySequence>& keys,
                  std::function<QString()> title) {
  QMenu* choices = menu->addMenu(QString());
  translated(choices, [choices, title = std::move(title)] { choices->setTitle(title()); });
  auto* group = new QActionGroup(choices);
  for (int i = 0; i < box->count(); ++i) {
    QAction* each = choices->addAction(QString(), box, [box, i] {
      box->setCurrentIndex(i);
      Q_EMIT box->activated(i);
    });
    each->setObjectName(QStringLiteral("%1-%2").arg(QLatin1String(name)).arg(i + 1));
    each->setShortcut(keys.value(i));
    each->setCheckable(true);
    each->setActionGroup(group);
  }
  const auto refresh = [box, group] { showChoices(box, group->actions()); };
  QObject::connect(box->model(), &QAbstractItemModel::dataChanged, group, refresh);
  QObject::connect(box, &QComboBox::currentIndexChanged, group, refresh);
  QObject::connect(choices, &QMenu::aboutToShow, group, refresh);  // a box may change without a word
  refresh();
  return choices;
}

QAction* addButton(QMenu* menu, QAbstractButton* button, const char* name, const QKeySequence& key,
                   std::function<QString()> text) {
  QAction* made = addMenuAction(menu, name, key, std::move(text), [button] { button->click(); });
  new GreyedWith(button, made);
  return made;
}

QAction* addSwitch(QMenu* menu, QCheckBox* box, const char* name, const QKeySequence& key,
                   std::function<QString()> text) {
  QAction* made = addMenuAction(menu, name, key, std::move(text), [box] { box->toggle(); });
  made->setCheckable(true);
  const auto refresh = [box, made] { made->setChecked(box->isChecked()); };
  QObject::connect(box, &QCheckBox::toggled, made, refresh);
  QObject::connect(menu, &QMenu::aboutToShow, made, refresh);
  refresh();
  return made;
}

}  // namespace kerb
