// The main window: all that was set back to how it came.
#include <QAction>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <array>

#include "app/main_window.h"
#include "app/workspace_menu.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/shortcuts.h"

namespace kerb {
namespace {

/// What was opened or made is no setting.
bool outlivesReset(const QString& key) {
  constexpr std::array kKept{"recent/",        "session/",          "crashes/",         "models/",
                             "workspaces/own", "workspaces/names/", "workspaces/saved/"};
  return key == kLanguageKey ||
         std::ranges::any_of(kKept, [&](const char* each) { return key.startsWith(QLatin1String(each)); });
}

}  // namespace

void MainWindow::askForReset() {
  auto* box = new QMessageBox(this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setIcon(QMessageBox::Question);
  box->setWindowTitle(tr("Reset All Settings"));
  box->setText(tr("Reset all that was set?"));
  box->setInformativeText(
      tr("Window, panels, theme, colours, points, keys, and what was set for each source go back to how they "
         "came. What was opened before, saved workspaces, models and the language stay."));
  const QPushButton* reset = box->addButton(tr("&Reset"), QMessageBox::DestructiveRole);
  box->addButton(QMessageBox::Cancel);
  box->setDefaultButton(QMessageBox::Cancel);
  connect(reset, &QPushButton::clicked, this, &MainWindow::resetSettings);
  box->open();
}

void MainWindow::resetSettings() {
  QSettings& values = settings_.values();
  for (const QString& key : values.allKeys()) {
    if (!outlivesReset(key)) values.remove(key);
  }
  shortcuts_->resetAll();
  restore();
  showHud();
  forgetSourceSettings();
  workspaces_->resetWindow();
  workspaces_->setEnabled(playback_->isOpen());
  if (playback_->isOpen()) workspaces_->show();
}

}  // namespace kerb
