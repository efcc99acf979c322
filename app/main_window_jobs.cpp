// The main window: exports and other long work, and the panel that shows them.
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include "app/main_window.h"
#include "core/geometry/unproject.h"
#include "core/method/method.h"
#include "widgets/bridge/export_job.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/export_dialog.h"
#include "widgets/panel/jobs_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/translated.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

const QString kFolderKey = QStringLiteral("export/folder");
const QString kOutputsKey = QStringLiteral("export/outputs");

/// As a folder's name.
QString plainName(QString name) {
  for (const QChar each : {QLatin1Char('/'), QLatin1Char('\\'), QLatin1Char(':')})
    name.replace(each, QLatin1Char('_'));
  return name;
}

/// Takes a while where disks sleep or much memory has to be shared with the new process. As
/// QDesktopServices, which may only be called on the UI thread. Empty: it is shown; else the folder.
QString showFolderOf(const QString& path) {
  const QFileInfo info(path);
  const QString folder = info.isDir() ? path : info.absolutePath();
  const QString program = QStandardPaths::findExecutable(QStringLiteral("xdg-open"));
  return !program.isEmpty() && QProcess::startDetached(program, {folder}) ? QString() : folder;
}

std::set<Output> outputsIn(const QStringList& names) {
  std::set<Output> outputs;
  for (const QString& name : names) {
    if (const auto output = parseOutput(name.toStdString())) outputs.insert(*output);
  }
  return outputs.empty() ? usualOutputs() : outputs;
}

}  // namespace

void MainWindow::connectJobs() {
  connect(jobs_, &JobsPanel::stopChosen, this, [this](qint64 id) { queue_->stop(id); });
  connect(jobs_, &JobsPanel::againChosen, this, [this](qint64 id) { queue_->again(id); });
  connect(jobs_, &JobsPanel::forgotten, this, [this](qint64 id) { queue_->forget(id); });
  connect(jobs_, &JobsPanel::openChosen, this, &MainWindow::openFolderOf);
  connect(cloud_, &CloudPanel::exportWanted, this,
          [this](const CloudExport& order) { addJob(cloudExportJob(order)); });
}

void MainWindow::addJob(Job job) {
  jobs_dock_->show();
  jobs_dock_->raise();
  queue_->add(std::move(job));
}

/// What came of a job is told where the panel cannot be seen.
void MainWindow::showJob(const JobState& state) {
  jobs_->show(state);
  if (!jobs_->visibleRegion().isEmpty()) return;
  if (state.kind == JobState::Kind::done)
    messages_->showText(
        MessageBar::Kind::info, state.result, tr("Open Folder"),
        [this, place = QString::fromStdString(state.place.string())] { openFolderOf(place); });
  if (state.kind == JobState::Kind::failed)
    messages_->showError(state.name, state.error, tr("Try Again"),
                         [this, id = state.id] { queue_->again(id); });
}

void MainWindow::openFolderOf(const QString& path) {
  if (!folders_)
    folders_ = std::make_unique<LatestWorker<QString, QString>>(
        [](const QString& wanted, const std::stop_token&) -> Result<QString> { return showFolderOf(wanted); },
        [this](const Result<QString>& hidden) {
          if (!hidden || hidden->isEmpty()) return;
          messages_->showText(MessageBar::Kind::info,
                              tr("No program shows folders here. The files are in %1.").arg(*hidden));
        });
  folders_->submit(path);
}

void MainWindow::askForExport() {
  const SourceInfo& info = playback_->info();
  const MethodRequest chosen = method_->choice();
  ExportOffer offer;
  offer.source = QString::fromStdString(info.name);
  if (const auto spec = findMethod(catalogue_, chosen.method))
    offer.method = translatedText("Methods", (*spec)->title);
  if (!chosen.weights.empty())
    offer.method += QStringLiteral(" · ") + QString::fromStdString(chosen.weights.filename().string());
  if (const Status can = checkChoice(catalogue_, chosen, info); !can)
    offer.problem = QString::fromStdString(can.error().message());
  const QString home = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
  offer.folder =
      QDir(settings_.values().value(kFolderKey, home).toString()).filePath(plainName(offer.source));
  offer.outputs = outputsIn(settings_.values().value(kOutputsKey).toStringList());
  offer.count = info.count;
  offer.range = playback_->range();
  offer.has_range = playback_->hasRange();
  offer.has_poses = info.has_poses;
  auto* dialog = new ExportDialog(offer, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this,
          [this, dialog, source = opened_, chosen, range = offer.range, camera = camera_chosen_,
           scale = scale_chosen_] {
            InspectRequest request;
            request.out = QFileInfo(dialog->folder()).absoluteFilePath().toStdString();
            request.outputs = dialog->outputs();
            request.opening = camera;
            request.scale = scale;
            if (dialog->ofRange()) {
              request.begin = range.first;
              request.end = range.last + 1;
            }
            startExport(source, chosen, std::move(request));
          });
  dialog->open();
}

void MainWindow::startExport(std::shared_ptr<const Source> source, const MethodRequest& chosen,
                             InspectRequest request) {
  QStringList names;
  for (const Output output : request.outputs) names << QString::fromStdString(outputName(output));
  settings_.values().setValue(kOutputsKey, names);
  settings_.values().setValue(kFolderKey, QString::fromStdString(request.out.parent_path().string()));
  takeLooks(request);
  addJob(exportJob(catalogue_, std::move(source), chosen, std::move(request)));
}

/// Files look as the panels do.
void MainWindow::takeLooks(InspectRequest& request) const {
  const DepthSettings& depth = depth_->settings();
  request.colour_map = depth.colours;
  if (depth.mode != RangeMode::follow) request.range = depth.range;
  request.scaling = depth.scaling;
  const OverlaySettings& classes = legend_->settings();
  request.overlay_opacity = classes.opacity;
  request.overlay_contours = classes.contours;
  request.class_colours = classes.colours;
  request.hidden_classes = classes.hidden;
  const CloudSettings& points = cloud_->settings();
  request.cloud_colours = points.colours;
  if (points.leaves_out_moving) request.moving = MovingThings::hidden_together;
  request.cloud_edge_jump = points.removes_edges ? kEdgeJump : 0;
  if (points.max_depth > 0) request.cloud_max_depth = points.max_depth;
}

}  // namespace kerb
