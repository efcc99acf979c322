// Every text that a user can read in the window, and a translator that marks what can be translated.
#pragma once

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTabBar>
#include <QTranslator>
#include <QTreeWidget>
#include <algorithm>
#include <vector>

#include "widgets/cloud/cloud_canvas.h"
#include "widgets/view/image_canvas.h"

namespace kerb {

/// "Open" -> "⟦Open⟧", whatever asks.
class Marks final : public QTranslator {
 public:
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* source, const char*, int) const override {
    return QStringLiteral("⟦") + QString::fromUtf8(source) + QStringLiteral("⟧");
  }
};

/// What is left of a text without what came from a translation, tags of rich text, and names of keys.
inline QString unmarked(QString text) {
  static const QRegularExpression marked(QStringLiteral("⟦[^⟦⟧]*⟧"));
  static const QRegularExpression tag(QStringLiteral("</?[a-z]+>"));
  text.remove(tag);
  while (text.contains(marked)) text.remove(marked);
  return text;
}

struct Found {
  const QObject* where;
  const char* what;
  QString text;
};

inline void addItems(const QTreeWidgetItem* item, std::vector<Found>& found, const QObject* tree) {
  for (int column = 0; column < item->columnCount(); ++column)
    found.push_back({tree, "item", item->text(column)});
  for (int i = 0; i < item->childCount(); ++i) addItems(item->child(i), found, tree);
}

template <class Canvas>
void addCanvas(const Canvas& canvas, std::vector<Found>& found) {
  found.push_back({&canvas, "empty text", canvas.emptyText()});
  found.push_back({&canvas, "note", canvas.note()});
  for (const QString& line : canvas.hud()) found.push_back({&canvas, "line over the picture", line});
}

inline void addTexts(const QWidget* widget, std::vector<Found>& found) {
  const auto add = [&](const char* what, const QString& text) { found.push_back({widget, what, text}); };
  add("tool tip", widget->toolTip());
  add("accessible name", widget->accessibleName());
  add("accessible description", widget->accessibleDescription());
  add("status tip", widget->statusTip());
  add("title", widget->windowTitle());
  if (const auto* label = qobject_cast<const QLabel*>(widget)) add("text", label->text());
  if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) add("text", button->text());
  if (const auto* edit = qobject_cast<const QLineEdit*>(widget)) add("placeholder", edit->placeholderText());
  if (const auto* group = qobject_cast<const QGroupBox*>(widget)) add("title", group->title());
  if (const auto* menu = qobject_cast<const QMenu*>(widget)) add("title", menu->title());
  if (const auto* canvas = qobject_cast<const CloudCanvas*>(widget)) addCanvas(*canvas, found);
  if (const auto* canvas = qobject_cast<const ImageCanvas*>(widget)) {
    addCanvas(*canvas, found);
    add("value under the cursor", canvas->readoutText());
    for (const QString& line : canvas->regionText()) add("line of a region", line);
  }
  if (const auto* tree = qobject_cast<const QTreeWidget*>(widget)) {
    addItems(tree->headerItem(), found, tree);
    addItems(tree->invisibleRootItem(), found, tree);
  }
  for (int i = 0;
       i < (qobject_cast<const QTabBar*>(widget) ? qobject_cast<const QTabBar*>(widget)->count() : 0); ++i)
    add("tab", qobject_cast<const QTabBar*>(widget)->tabText(i));
  if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
    for (int i = 0; i < box->count(); ++i) add("item", box->itemText(i));
  }
  for (const char* property : {"prefix", "suffix", "specialValueText"})
    add(property, widget->property(property).toString());
  for (const QAction* action : widget->actions()) {
    found.push_back({action, "text", action->text()});
    found.push_back({action, "tool tip", action->toolTip()});
  }
}

/// Everything that can be read now. Of a file dialog Qt's own names of places are no texts of ours.
inline std::vector<Found> textsOfEverything() {
  std::vector<Found> found;
  for (const QWidget* widget : QApplication::allWidgets()) {
    const QWidget* within = widget;
    while (within != nullptr && qobject_cast<const QFileDialog*>(within) == nullptr)
      within = within->parentWidget();
    if (within != nullptr && within != widget) continue;
    addTexts(widget, found);
  }
  return found;
}

inline bool hasLetters(const QString& text) {
  return std::ranges::any_of(text, [](QChar c) { return c.isLetter(); });
}

}  // namespace kerb
