#include "app/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "app/workspace_menu.h"
#include "widgets/bridge/camera_change.h"
#include "widgets/bridge/job_queue.h"
#include "widgets/bridge/line_log.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/icons.h"
#include "widgets/panel/jobs_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/player_bar.h"
#include "widgets/panel/recent.h"
#include "widgets/panel/shortcuts.h"
#include "widgets/panel/source_panel.h"
#include "widgets/panel/start_page.h"
#include "widgets/panel/steady_wheel.h"
#include "widgets/panel/theme.h"
#include "widgets/panel/translated.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

constexpr int kSessionMs = 3000;

/// A panel that is taller than its dock can be scrolled.
QScrollArea* scrolled(QWidget* content) {
  auto* area = new QScrollArea;
  area->setWidget(content);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFocusPolicy(Qt::NoFocus);  // it follows the control that has the focus
  return area;
}

}  // namespace

MainWindow::MainWindow(const std::vector<MethodSpec>& catalogue, Theme& theme, const QString& settings_file)
    : catalogue_(catalogue),
      theme_(theme),
      settings_(settings_file, [this](const Error& failure) { showUnwritable(failure); }),
      playback_(std::make_unique<Playback>()) {
  language_.choose(settings_.values().value(kLanguageKey).toString());
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
  live_ = std::make_unique<LiveDepth>(
      catalogue, [this](const LiveState& state) { showLiveState(state); },
      [this](const LiveResult& result) { showPrediction(result); });
  queue_ = std::make_unique<JobQueue>([this](const JobState& state) { showJob(state); });
  player_actions_ = std::make_unique<PlayerActions>(playback_.get(), this);
  buildActions();
  buildStage();
  buildDocks();
  buildMenus();
  collectShortcuts();
  connectParts();
  resize(kUsualSize);
  restore();
  showSource();
  translated(this, [this] {
    showTitle();
    showDepthHint();
    showHud();
    fillRecent();
  });
  qApp->installEventFilter(this);
  qApp->installEventFilter(new SteadyWheel(this));
  if (!settings_.problem().isEmpty())
    messages_->keep(MessageBar::Kind::warning, settings_.problem());
  else
    offerLostSession();
  session_timer_.start(kSessionMs);
}

/// Panels that are hidden say so: all that hears it must still be there.
MainWindow::~MainWindow() { hide(); }

void MainWindow::buildStage() {
  auto* centre = new QWidget(this);
  messages_ = new MessageBar(centre);
  start_ = new StartPage({open_file_, open_folder_, open_synthetic_}, centre);
  picture_ = new SemanticView(&link_, centre);
  pages_ = new QStackedWidget(centre);
  pages_->addWidget(start_);
  pages_->addWidget(picture_);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(messages_);
  layout->addWidget(pages_, 1);
  setCentralWidget(centre);
  player_ = new QToolBar(this);
  translated(player_, [this] { player_->setWindowTitle(tr("Player")); });
  player_->setObjectName(QStringLiteral("player"));
  player_->setMovable(false);
  player_->toggleViewAction()->setVisible(false);
  player_bar_ = new PlayerBar(playback_.get(), *player_actions_, player_);
  player_->addWidget(player_bar_);
  connect(player_bar_, &PlayerBar::frameEntered, picture_->canvas(), qOverload<>(&QWidget::setFocus));
  addToolBar(Qt::BottomToolBarArea, player_);
  buildOpening();
  setContextMenuPolicy(Qt::PreventContextMenu);
}

QDockWidget* MainWindow::dock(const char* title, const QString& name, QWidget* content,
                              Qt::DockWidgetArea area) {
  auto* made = new QDockWidget(this);
  translated(made, [made, title] { made->setWindowTitle(tr(title)); });
  made->setObjectName(name);
  made->setWidget(content);
  made->setAcceptDrops(true);  // floating, it is a window of its own
  addDockWidget(area, made);
  return made;
}

void MainWindow::buildDocks() {
  // The side panels have the whole height; depth lies under the picture that it belongs to.
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  depth_ = new DepthView(&link_);
  cloud_ = new CloudPanel;
  method_ = new MethodPanel(catalogue_);
  legend_ = new ClassLegend;
  source_ = new SourcePanel;
  depth_dock_ = dock(QT_TR_NOOP("Depth"), QStringLiteral("depth"), depth_, Qt::BottomDockWidgetArea);
  method_dock_ =
      dock(QT_TR_NOOP("Method"), QStringLiteral("method"), scrolled(method_), Qt::RightDockWidgetArea);
  classes_dock_ = dock(QT_TR_NOOP("Classes"), QStringLiteral("classes"), legend_, Qt::RightDockWidgetArea);
  source_dock_ =
      dock(QT_TR_NOOP("Source"), QStringLiteral("source"), scrolled(source_), Qt::RightDockWidgetArea);
  cloud_dock_ = dock(QT_TR_NOOP("Point Cloud"), QStringLiteral("cloud"), cloud_, Qt::BottomDockWidgetArea);
  jobs_ = new JobsPanel;
  jobs_dock_ = dock(QT_TR_NOOP("Jobs"), QStringLiteral("jobs"), scrolled(jobs_), Qt::RightDockWidgetArea);
  jobs_dock_->hide();
}

/// Those that belong to a source, in the order of their keys.
QList<QDockWidget*> MainWindow::docks() const {
  return {depth_dock_, method_dock_, classes_dock_, source_dock_, cloud_dock_};
}

void MainWindow::showOpened(std::shared_ptr<const Source> own, std::shared_ptr<const Source> source,
                            const SourceSettings& settings, qint64 frame) {
  closeSource();
  applying_settings_ = true;  // until they are: what opening changes is no wish
  own_ = std::move(own);
  opened_ = source;
  playback_->setParts({.image = true, .semantics = source->info().has.semantics});
  playback_->open(std::move(source));
  const SourceInfo& info = playback_->info();
  path_ = QString::fromStdString(info.path.string());
  addRecent(settings_.values(), recentOf(info));
  fillRecent();
  showSource();
  live_->setSource(playback_->frames());
  cloud_->setSource(playback_->frames(), info);
  applySourceSettings(settings);
  updateParts();
  chooseFirstMethod();
  if (frame > 0) playback_->seek(frame);
  settings_.noteSession(path_, QString::fromStdString(info.name), playback_->index());
  picture_->canvas()->setFocus();
  showEarlyEnd();
}

void MainWindow::closeSource() {
  settings_.endSession();
  cancelOpening();
  camera_change_.reset();
  own_.reset();
  camera_chosen_ = {};
  scale_chosen_ = {};
  method_chosen_.reset();
  live_->setSource(nullptr);
  live_->use(std::nullopt);
  playback_->close();
  opened_.reset();
  forgetPrediction();
  frame_failure_.clear();
  picture_->clear();
  cloud_->clear();
  legend_->clear();
  link_.setPlace({});
  link_.setRegion(std::nullopt);
  path_.clear();
  messages_->dismiss();
  showSource();
}

/// The panels belong to a source: without one there is the start page alone.
void MainWindow::showSource() {
  const bool is_open = playback_->isOpen();
  const auto& info = playback_->info();
  const bool was_open = pages_->currentWidget() == picture_;
  pages_->setCurrentWidget(is_open ? static_cast<QWidget*>(picture_) : start_);
  if (!is_open && was_open && isVisible()) workspaces_->leave();
  if (!is_open || !was_open) {
    for (QDockWidget* each : docks()) each->setVisible(is_open);
    if (is_open) workspaces_->show();
    player_->setVisible(is_open);
  }
  workspaces_->setEnabled(is_open);
  for (QDockWidget* each : docks()) each->toggleViewAction()->setEnabled(is_open);
  for (QAction* each : player_actions_->all()) each->setEnabled(is_open);
  close_source_->setEnabled(is_open);
  export_->setEnabled(is_open);
  live_action_->setEnabled(is_open);
  source_menu_->setEnabled(is_open);
  method_->setSource(is_open ? std::optional(info) : std::nullopt);
  if (is_open)
    source_->show(info);
  else
    source_->clear();
  showTitle();
  statusBar()->hide();
}

void MainWindow::showTitle() {
  const QString name = QString::fromStdString(playback_->info().name);
  setWindowTitle(playback_->isOpen() ? tr("%1 – Kerb").arg(name) : tr("Kerb"));
}

void MainWindow::closeEvent(QCloseEvent* event) {
  session_timer_.stop();
  endLatencyLog();
  remember();
  closeSource();
  queue_.reset();
  event->accept();
}

}  // namespace kerb
