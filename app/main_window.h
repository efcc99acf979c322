// The main window: puts panels and views together, and carries what one says to the others.
#pragma once

#include <QMainWindow>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "app/window_settings.h"
#include "widgets/bridge/live_depth.h"
#include "widgets/bridge/source_opening.h"
#include "widgets/view/view_link.h"

class QActionGroup;
class QStackedWidget;
class QToolBar;

namespace kerb {

class ClassLegend;
class CloudPanel;
class DepthView;
class ImageCanvas;
class JobQueue;
class JobsPanel;
class MessageBar;
class MethodPanel;
class Playback;
struct PlayerActions;
class SemanticView;
class SourcePanel;
class StartPage;
class Theme;

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

  Playback& playback() { return *playback_; }
  DepthView& depthView() { return *depth_; }
  SemanticView& pictureView() { return *picture_; }
  MethodPanel& methodPanel() { return *method_; }
  CloudPanel& cloudPanel() { return *cloud_; }
  JobsPanel& jobsPanel() { return *jobs_; }
  MessageBar& messages() { return *messages_; }
  /// The newest prediction that was shown; none since the source was opened: empty.
  const std::optional<LiveResult>& lastPrediction() const { return last_prediction_; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  // main_window.cpp
  void buildStage();
  void buildDocks();
  QDockWidget* dock(const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area);
  QList<QDockWidget*> docks() const;
  void arrange();
  void sizeDocks();
  void receiveSource(Result<std::shared_ptr<const Source>> source, qint64 frame);
  void showProgress(const QString& path, const Progress& progress);
  void showSource();

  // main_window_jobs.cpp
  void connectJobs();
  void addJob(Job job);
  void showJob(const JobState& state);
  void openFolderOf(const QString& path);
  void askForExport();
  void startExport(std::shared_ptr<const Source> source, const MethodRequest& chosen, InspectRequest request);

  // main_window_memory.cpp
  void restore();
  void restoreCloud();
  void remember();
  void rememberCloud();
  void offerLostSession();

  // main_window_menus.cpp
  void buildActions();
  void buildMenus();
  void buildViewMenu();
  void buildRegionTool(QMenu* view);
  void buildDepthMenu();
  void buildCloudMenu();
  QAction* action(const QString& text, const QKeySequence& key, const QString& icon_name,
                  const std::function<void()>& act);
  void fillRecent();
  void chooseFile();
  void chooseFolder();
  ImageCanvas* canvasInUse();
  void showShortcuts();
  void showAbout();

  // main_window_live.cpp
  void connectParts();
  void connectCloud();
  MethodRequest usualModel(const SourceInfo& info);
  void chooseUsualMethod();
  void useMethod(const std::optional<MethodRequest>& request);
  void showFrame(const std::shared_ptr<const Frame>& frame);
  void showLiveState(const LiveState& state);
  void showPrediction(const LiveResult& result);
  void showHud();
  void showDepthHint();
  void updateParts();

  static constexpr int kLayoutVersion = 3;  ///< another one when docks come or go

  const std::vector<MethodSpec>& catalogue_;
  Theme& theme_;
  WindowSettings settings_;
  ViewLink link_;
  std::unique_ptr<Playback> playback_;
  std::unique_ptr<SourceOpening> opening_;
  std::unique_ptr<LiveDepth> live_;
  std::unique_ptr<JobQueue> queue_;
  std::shared_ptr<const Source> opened_;  ///< without the player's memory of frames
  LiveState live_state_;
  std::optional<LiveResult> last_prediction_;
  bool frame_failed_ = false;  ///< of this source, and said so
  QString path_;
  QTimer hud_timer_, session_timer_;

  std::unique_ptr<PlayerActions> player_actions_;
  QAction *open_file_, *open_folder_, *open_synthetic_, *close_source_, *export_, *show_hud_;
  QMenu* recent_menu_;
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
  QWidget* player_bar_;
  QDockWidget *depth_dock_, *method_dock_, *classes_dock_, *source_dock_, *cloud_dock_, *jobs_dock_;
};

}  // namespace kerb
