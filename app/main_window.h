// The main window: puts panels and views together, and carries what one says to the others.
#pragma once

#include <QMainWindow>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "app/other_windows.h"
#include "app/source_settings.h"
#include "app/window_settings.h"
#include "core/eval/metric_scale.h"
#include "widgets/bridge/latency_probe.h"
#include "widgets/bridge/latest_worker.h"
#include "widgets/bridge/live_depth.h"
#include "widgets/bridge/source_opening.h"
#include "widgets/panel/language.h"
#include "widgets/view/view_link.h"

class QActionGroup;
class QLabel;
class QStackedWidget;
class QToolBar;

namespace kerb {

class ClassLegend;
class CameraChange;
class CloudPanel;
class DepthView;
class ImageCanvas;
class JobQueue;
class JobsPanel;
class LineLog;
class MessageBar;
class MethodPanel;
class Playback;
class PlayerBar;
struct PlayerActions;
class SemanticView;
class Shortcuts;
class SourcePanel;
class StartPage;
class Theme;
class WorkspaceMenu;

struct InspectRequest;
struct Job;
struct JobState;
struct MethodSpec;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// `settings_file`: empty, the user's own.
  MainWindow(const std::vector<MethodSpec>& catalogue, Theme& theme, const QString& settings_file = {});
  ~MainWindow() override;

  /// Opens a video, an image, a folder, or the synthetic drive by its name; what is open stays until it is
  /// there.
  void open(const QString& path, qint64 frame = 0);
  void closeSource();
  /// Says that no window of their own could be started for these.
  void showNotStarted(const QStringList& paths);
  /// Writes how late the event loop was, a line of JSON a second, and the whole when the window closes.
  void logLatency(std::unique_ptr<LineLog> log);

  Playback& playback() { return *playback_; }
  DepthView& depthView() { return *depth_; }
  SemanticView& pictureView() { return *picture_; }
  MethodPanel& methodPanel() { return *method_; }
  CloudPanel& cloudPanel() { return *cloud_; }
  JobsPanel& jobsPanel() { return *jobs_; }
  Language& language() { return language_; }
  SourcePanel& sourcePanel() { return *source_; }
  MessageBar& messages() { return *messages_; }
  /// The newest prediction that was shown; none since the source was opened: empty.
  const std::optional<LiveResult>& lastPrediction() const { return last_prediction_; }

 Q_SIGNALS:
  /// What is to be opened, too, in a window and a process of its own each.
  void othersWanted(const QList<kerb::WantedWindow>& windows);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  // main_window.cpp
  void buildStage();
  void buildDocks();
  /// `title`: QT_TR_NOOP("...").
  QDockWidget* dock(const char* title, const QString& name, QWidget* content, Qt::DockWidgetArea area);
  QList<QDockWidget*> docks() const;
  void showOpened(std::shared_ptr<const Source> own, std::shared_ptr<const Source> source,
                  const SourceSettings& settings, qint64 frame);
  void showSource();
  void showTitle();

  // main_window_events.cpp
  bool takeDrop(QObject* watched, QEvent* event);

  // main_window_help.cpp
  void showShortcuts();
  void showAbout();

  // main_window_jobs.cpp
  void connectJobs();
  void addJob(Job job);
  void showJob(const JobState& state);
  void openFolderOf(const QString& path);
  void askForExport();
  void startExport(std::shared_ptr<const Source> source, const MethodRequest& chosen, InspectRequest request);
  void takeLooks(InspectRequest& request) const;

  // main_window_latency.cpp
  void connectLatency();
  void runLatencyProbe();
  void endLatencyLog();
  QString latencyText() const;

  // main_window_open.cpp
  void buildOpening();
  void openDropped(const QStringList& paths);
  void showProgress(const QString& path, const Progress& progress);
  void cancelOpening();
  void receiveSource(Result<std::shared_ptr<const Source>> source, qint64 frame);
  void offerLostSession();
  void openAgain(const QList<LostSession>& lost);

  // main_window_source.cpp
  void buildSourceMenu();
  void connectSource();
  void receiveOwn(std::shared_ptr<const Source> own, qint64 frame);
  void applySourceSettings(const SourceSettings& settings);
  void showSourceFacts();
  void rememberSource();
  void forgetSourceSettings();
  void chooseCamera(const SourceOptions& options);
  void useSource(std::shared_ptr<const Source> source);
  void chooseScale(const ScaleChoice& choice);
  void predictAgain();

  // main_window_reset.cpp
  void askForReset();
  void resetSettings();

  // main_window_memory.cpp
  void restore();
  void restoreCloud();
  void remember();
  void rememberCloud();
  void showUnwritable(const Error& failure);

  // main_window_menus.cpp
  void buildActions();
  void buildMenus();
  void buildViewMenu();
  void buildRegionTool(QMenu* view);
  void buildWorkspaceMenu(QMenu* view);
  void buildDepthMenu();
  void buildClassesMenu();
  void buildCloudMenu();
  void buildLanguageMenu(QMenu* view);
  /// `text`, `title`: QT_TR_NOOP("...").
  QAction* action(const char* text, const QKeySequence& key, const QString& icon_name,
                  const std::function<void()>& act);
  /// One whose text stays as it is.
  QAction* action(const QString& text, const QKeySequence& key, const QString& icon_name,
                  const std::function<void()>& act);
  QMenu* titled(QMenu* menu, const char* title);
  void fillRecent();
  void chooseFile();
  void chooseFolder();
  ImageCanvas* canvasInUse();
  void zoomViewInUse(double factor);
  void fitViewInUse();

  // main_window_shortcuts.cpp
  void collectShortcuts();
  void editShortcuts();

  // main_window_method.cpp
  void chooseFirstMethod();
  void chooseUsualMethod(const std::optional<MethodRequest>& gone = std::nullopt);
  MethodRequest usualModel(const SourceInfo& info, const std::optional<MethodRequest>& gone);
  void startChoice(const MethodChoice& choice);
  void useMethod(const std::optional<MethodRequest>& request);
  void startMethod(const std::optional<MethodRequest>& request);
  void noteMethod(const LiveState& state);
  void noteChoice(const MethodChoice& choice);

  // main_window_live.cpp
  void connectParts();
  void connectCloud();
  void showFrame(const std::shared_ptr<const Frame>& frame, const std::optional<Error>& lacking);
  void showFrameFailure(qint64 index, const Error& error);
  void showLiveState(const LiveState& state);
  void showPrediction(const LiveResult& result);
  void showFailure(const LiveResult& failed);
  void takeBack(QString& said);
  void forgetPrediction();
  void showLabelChoices();
  void showEarlyEnd();
  void showHud();
  void showDepthHint();
  void updateParts();

  const std::vector<MethodSpec>& catalogue_;
  Theme& theme_;
  Language language_;  ///< before any text
  WindowSettings settings_;
  ViewLink link_;
  std::unique_ptr<Playback> playback_;
  std::unique_ptr<SourceOpening> opening_;
  std::unique_ptr<LiveDepth> live_;
  std::unique_ptr<JobQueue> queue_;
  std::unique_ptr<CameraChange> opening_camera_;             ///< of what is being opened
  std::unique_ptr<CameraChange> camera_change_;              ///< of what is open
  std::unique_ptr<LatestWorker<QString, QString>> folders_;  ///< shows one; back comes one that could not be
  std::shared_ptr<const Source> own_;                        ///< with the camera that the source itself says
  std::shared_ptr<const Source> opened_;  ///< with the chosen one; without the player's memory of frames
  SourceOptions camera_chosen_;
  ScaleChoice scale_chosen_;
  std::optional<MethodChoice> method_chosen_;  ///< for this source; none: the usual one
  bool applying_settings_ = false;
  LiveState live_state_;
  std::optional<MethodRequest> chosen_;     ///< by the user; remembered as soon as it runs
  std::optional<MethodRequest> last_used_;  ///< chosen again for this source, and not yet seen to run
  std::optional<LiveResult> last_prediction_;
  QString frame_failure_;           ///< what was said of a frame, until one can be read
  bool prediction_failed_ = false;  ///< of this method, and said so
  QString failure_;                 ///< the message about it, while it may be shown
  QString path_;
  QLabel* opening_text_;
  QTimer hud_timer_, session_timer_;
  LatencyProbe latency_;
  std::unique_ptr<LineLog> latency_log_;

  std::unique_ptr<PlayerActions> player_actions_;
  std::unique_ptr<Shortcuts> shortcuts_;
  WorkspaceMenu* workspaces_;
  QAction *open_file_, *open_folder_, *open_synthetic_, *close_source_, *export_, *live_action_, *show_hud_,
      *show_latency_;
  QMenu *recent_menu_, *source_menu_;
  QStackedWidget* pages_;
  QWidget* stage_;
  StartPage* start_;
  MessageBar* messages_;
  SemanticView* picture_;
  DepthView* depth_;
  CloudPanel* cloud_;
  ClassLegend* legend_;
  SourcePanel* source_;
  MethodPanel* method_;
  JobsPanel* jobs_;
  QToolBar* player_;
  PlayerBar* player_bar_;
  QDockWidget *depth_dock_, *method_dock_, *classes_dock_, *source_dock_, *cloud_dock_, *jobs_dock_;
};

}  // namespace kerb
