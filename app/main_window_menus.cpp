// The main window: every action, its shortcut and its menu.
#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenuBar>

#include "app/main_window.h"
#include "app/workspace_menu.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/icons.h"
#include "widgets/panel/jobs_menu.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/player_bar.h"
#include "widgets/panel/recent.h"
#include "widgets/panel/start_page.h"
#include "widgets/panel/theme.h"
#include "widgets/panel/translated.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"

namespace kerb {

QAction* MainWindow::action(const char* text, const QKeySequence& key, const QString& icon_name,
                            const std::function<void()>& act) {
  QAction* made = action(QString(), key, icon_name, act);
  translated(made, [made, text] { made->setText(tr(text)); });
  return made;
}

QAction* MainWindow::action(const QString& text, const QKeySequence& key, const QString& icon_name,
                            const std::function<void()>& act) {
  auto* made = new QAction(text, this);
  made->setShortcut(key);
  if (!icon_name.isEmpty()) made->setIcon(icon(icon_name));
  connect(made, &QAction::triggered, this, act);
  return made;
}

QMenu* MainWindow::titled(QMenu* menu, const char* title) {
  translated(menu, [menu, title] { menu->setTitle(tr(title)); });
  return menu;
}

void MainWindow::buildActions() {
  open_file_ = action(QT_TR_NOOP("Open &File…"), QKeySequence::Open, QStringLiteral("open-file"),
                      [this] { chooseFile(); });
  open_folder_ =
      action(QT_TR_NOOP("Open F&older or Data Set…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
             QStringLiteral("open-folder"), [this] { chooseFolder(); });
  open_synthetic_ = action(QT_TR_NOOP("&Synthetic Drive"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D),
                           QStringLiteral("street"), [this] { open(QStringLiteral("synthetic")); });
  translated(open_synthetic_, [this] {
    open_synthetic_->setToolTip(tr("A street that Kerb renders itself, with exact depth and classes"));
  });
  close_source_ = action(QT_TR_NOOP("&Close"), QKeySequence::Close, {}, [this] { closeSource(); });
  export_ = action(QT_TR_NOOP("&Export…"), QKeySequence(Qt::CTRL | Qt::Key_E), QStringLiteral("export"),
                   [this] { askForExport(); });
  translated(export_, [this] {
    export_->setToolTip(tr("Depth, classes, point clouds and a video of what is open, as files"));
  });
  show_hud_ = action(QT_TR_NOOP("&Measurements over the Pictures"), QKeySequence(Qt::Key_H), {},
                     [this] { showHud(); });
  show_hud_->setCheckable(true);
  show_hud_->setChecked(true);
  show_latency_ = action(QT_TR_NOOP("&Latency of the Window"), QKeySequence(Qt::SHIFT | Qt::Key_H), {},
                         [this] { runLatencyProbe(); });
  show_latency_->setCheckable(true);
}

void MainWindow::buildMenus() {
  QMenu* file = titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&File"));
  file->addActions({open_file_, open_folder_, open_synthetic_});
  recent_menu_ = titled(file->addMenu(QString()), QT_TR_NOOP("Open &Recent"));
  file->addSeparator();
  file->addAction(export_);
  file->addSeparator();
  file->addAction(close_source_);
  file->addAction(action(QT_TR_NOOP("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), {}, [this] { close(); }));

  QMenu* play = titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&Play"));
  const PlayerActions& a = *player_actions_;
  play->addActions({a.play, a.stop, a.faster_forwards, a.faster_backwards});
  play->addSeparator();
  play->addActions({a.step_forward, a.step_back, a.forward_10, a.back_10, a.forward_100, a.back_100,
                    a.to_start, a.to_end});
  play->addSeparator();
  play->addActions({a.set_in, a.set_out, a.clear_range});
  play->addSeparator();
  player_bar_->addTo(play);
  // The player's plain keys work where pictures and player are, and leave forms alone.
  for (QAction* each : a.all()) {
    for (QWidget* where : std::initializer_list<QWidget*>{picture_, depth_, cloud_, player_bar_})
      where->addAction(each);
  }
  buildViewMenu();
  buildSourceMenu();
  buildDepthMenu();
  buildClassesMenu();
  buildCloudMenu();
  addJobActions(titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&Jobs")), jobs_);
  QMenu* help = titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&Help"));
  help->addAction(
      action(QT_TR_NOOP("&Keyboard Shortcuts"), QKeySequence(Qt::Key_F1), {}, [this] { showShortcuts(); }));
  help->addAction(action(QT_TR_NOOP("&Change Shortcuts…"), QKeySequence(Qt::CTRL | Qt::Key_F1), {},
                         [this] { editShortcuts(); }));
  help->addAction(action(QT_TR_NOOP("&About Kerb"), {}, {}, [this] { showAbout(); }));
  help->addAction(action(QT_TR_NOOP("About &Qt"), {}, {}, [] { QApplication::aboutQt(); }));
  help->actions().at(2)->setObjectName(QStringLiteral("about-kerb"));
  help->actions().at(3)->setObjectName(QStringLiteral("about-qt"));
  connect(start_, &StartPage::openRequested, this, [this](const QString& path) { open(path); });
}

ImageCanvas* MainWindow::canvasInUse() {
  return depth_->isAncestorOf(QApplication::focusWidget()) ? depth_->canvas() : picture_->canvas();
}

/// The points where they have the focus, else a picture.
void MainWindow::zoomViewInUse(double factor) {
  if (cloud_->isAncestorOf(QApplication::focusWidget())) return cloud_->canvas()->zoomBy(factor);
  canvasInUse()->zoomBy(factor);
}

void MainWindow::fitViewInUse() {
  if (cloud_->isAncestorOf(QApplication::focusWidget())) return cloud_->fit();
  canvasInUse()->fit();
}

void MainWindow::buildViewMenu() {
  QMenu* view = titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&View"));
  view->addAction(action(QT_TR_NOOP("&Fit"), QKeySequence(Qt::CTRL | Qt::Key_0), QStringLiteral("fit"),
                         [this] { fitViewInUse(); }));
  view->addAction(action(QT_TR_NOOP("&Actual Pixels"), QKeySequence(Qt::CTRL | Qt::Key_1), {},
                         [this] { canvasInUse()->actualSize(); }));
  view->addAction(action(QT_TR_NOOP("Zoom &In"), QKeySequence::ZoomIn, {}, [this] { zoomViewInUse(1.25); }));
  view->addAction(action(QT_TR_NOOP("Zoom &Out"), QKeySequence::ZoomOut, {}, [this] { zoomViewInUse(0.8); }));
  view->addSeparator();
  buildRegionTool(view);
  view->addAction(show_hud_);
  view->addAction(show_latency_);
  view->addSeparator();
  int key = Qt::Key_1;
  for (QDockWidget* each : docks()) {
    each->toggleViewAction()->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(key++)));
    view->addAction(each->toggleViewAction());
  }
  jobs_dock_->toggleViewAction()->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(key)));
  view->addAction(jobs_dock_->toggleViewAction());
  buildWorkspaceMenu(view);
  QAction* full = action(QT_TR_NOOP("F&ull Screen"), QKeySequence(Qt::Key_F11), {},
                         [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
  view->addAction(full);
  view->addSeparator();
  QMenu* theme = titled(view->addMenu(QString()), QT_TR_NOOP("&Theme"));
  auto* group = new QActionGroup(this);
  for (const auto& [text, choice] : {std::pair{QT_TR_NOOP("As the &System"), ThemeChoice::system},
                                     {QT_TR_NOOP("&Light"), ThemeChoice::light},
                                     {QT_TR_NOOP("&Dark"), ThemeChoice::dark}}) {
    QAction* each = action(text, {}, {}, [this, chosen = choice] { theme_.choose(chosen); });
    theme->addAction(each);
    each->setCheckable(true);
    each->setActionGroup(group);
    each->setObjectName(QStringLiteral("theme-%1").arg(static_cast<int>(choice)));
    connect(theme, &QMenu::aboutToShow, each,
            [this, each, chosen = choice] { each->setChecked(theme_.choice() == chosen); });
  }
  buildLanguageMenu(view);
}

void MainWindow::buildWorkspaceMenu(QMenu* view) {
  QMenu* menu = titled(view->addMenu(QString()), QT_TR_NOOP("&Workspace"));
  menu->setToolTipsVisible(true);
  workspaces_ = new WorkspaceMenu(this, menu, settings_.values());
  QAction* reset =
      action(QT_TR_NOOP("Reset &All Settings…"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::SHIFT | Qt::Key_0), {},
             [this] { askForReset(); });
  reset->setObjectName(QStringLiteral("reset-settings"));
  menu->addAction(reset);
  connect(workspaces_, &WorkspaceMenu::removed, this, [this](const RemovedWorkspace& gone) {
    messages_->showText(MessageBar::Kind::info, tr("The workspace “%1” was deleted.").arg(gone.name),
                        tr("Undo"), [this, gone] { workspaces_->putBack(gone); });
  });
}

/// Each language by its own name, so that whoever cannot read the present one finds theirs.
void MainWindow::buildLanguageMenu(QMenu* view) {
  QMenu* languages = titled(view->addMenu(QString()), QT_TR_NOOP("Lan&guage"));
  auto* group = new QActionGroup(this);
  const auto add = [&](QAction* each, const QString& code) {
    each->setObjectName(QStringLiteral("language-%1").arg(code));
    each->setCheckable(true);
    each->setActionGroup(group);
    connect(languages, &QMenu::aboutToShow, each,
            [this, each, code] { each->setChecked(language_.choice() == code); });
    languages->addAction(each);
  };
  add(action(QT_TR_NOOP("As the &System"), {}, {}, [this] { language_.choose({}); }), {});
  for (const auto& [code, name] : Language::known()) {
    add(action(name, {}, {}, [this, chosen = code] { language_.choose(chosen); }), code);
  }
}

void MainWindow::buildRegionTool(QMenu* view) {
  QAction* region = action(QT_TR_NOOP("A&verage over a Region"),
                           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), QStringLiteral("region"), [] {});
  translated(region, [region] {
    region->setToolTip(
        tr("Draw a rectangle over a picture: depth and classes in it. Shift and drag does the same; a click "
           "or Esc removes it."));
  });
  region->setCheckable(true);
  connect(region, &QAction::toggled, &link_, &ViewLink::setDrawsRegion);
  connect(&link_, &ViewLink::drawsRegionChanged, region, &QAction::setChecked);
  view->addAction(region);
  depth_->addTool(region);
}

void MainWindow::buildDepthMenu() {
  QMenu* depth = titled(menuBar()->addMenu(QString()), QT_TR_NOOP("&Depth"));
  QAction* live = live_action_ =
      action(QT_TR_NOOP("&Live Depth"), QKeySequence(Qt::CTRL | Qt::Key_L), {}, [this] {
        const bool on = !method_->isLive();
        method_->setChoice(method_->choice(), on);
        useMethod(on ? std::optional(method_->choice()) : std::nullopt);
      });
  QAction* lock =
      action(QT_TR_NOOP("Lock the &Range of the Colours"), QKeySequence(Qt::CTRL | Qt::Key_R), {}, [this] {
        DepthSettings settings = depth_->settings();
        settings.mode = settings.mode == RangeMode::follow ? RangeMode::locked : RangeMode::follow;
        settings.range = depth_->range();
        depth_->setSettings(settings);
      });
  live->setCheckable(true);
  lock->setCheckable(true);
  depth->addActions({live, lock});
  depth->addSeparator();
  depth_->addTo(depth);
  depth->addSeparator();
  method_->addTo(depth);
  connect(depth, &QMenu::aboutToShow, this, [this, live, lock] {
    live->setChecked(method_->isLive());
    lock->setChecked(depth_->settings().mode != RangeMode::follow);
  });
}

void MainWindow::buildClassesMenu() {
  legend_->addTo(titled(menuBar()->addMenu(QString()), QT_TR_NOOP("Cl&asses")));
}

void MainWindow::buildCloudMenu() {
  cloud_->controls()->addTo(titled(menuBar()->addMenu(QString()), QT_TR_NOOP("Point &Cloud")));
}

void MainWindow::fillRecent() {
  const QList<RecentSource> sources = readRecent(settings_.values());
  start_->setRecent(sources);
  recent_menu_->clear();
  for (const RecentSource& source : sources) {
    QString text = source.name;
    QAction* each = recent_menu_->addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")), this,
                                            [this, path = source.path] { open(path); });
    each->setToolTip(source.path);
  }
  recent_menu_->setToolTipsVisible(true);
  recent_menu_->setEnabled(!sources.isEmpty());
  if (sources.isEmpty()) return;
  recent_menu_->addSeparator();
  recent_menu_->addAction(tr("&Forget These"), this, [this] {
    clearRecent(settings_.values());
    fillRecent();
  });
}

void MainWindow::chooseFile() {
  auto* dialog = new QFileDialog(this, tr("Open a Video or an Image"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) { open(path); });
  dialog->open();
}

void MainWindow::chooseFolder() {
  auto* dialog = new QFileDialog(this, tr("Open a Folder of Images or a Data Set"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) { open(path); });
  dialog->open();
}

}  // namespace kerb
