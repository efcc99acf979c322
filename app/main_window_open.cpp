// The main window: opening something, which takes as long as it takes, and what was open when Kerb crashed.
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStatusBar>
#include <algorithm>

#include "app/main_window.h"
#include "core/source/image_file.h"
#include "core/synth/options.h"
#include "widgets/bridge/camera_change.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/start_page.h"
#include "widgets/panel/translated.h"

namespace kerb {
namespace {

/// Somebody who drops more means a folder, and would not want as many windows.
constexpr qsizetype kMostOthers = 3;

/// In which all of these are images; empty: there is none. By their names: nobody waits for a disk.
QString folderOfImages(const QStringList& paths) {
  const QString folder = QFileInfo(paths.first()).path();
  const bool fits = std::ranges::all_of(paths, [&](const QString& each) {
    return QFileInfo(each).path() == folder && isImageFile(each.toStdString());
  });
  return fits ? folder : QString();
}

}  // namespace

void MainWindow::buildOpening() {
  opening_text_ = new QLabel(this);
  auto* cancel = new QPushButton(this);
  cancel->setObjectName(QStringLiteral("cancelOpening"));
  translated(cancel, [cancel] { cancel->setText(tr("Cancel")); });
  connect(cancel, &QPushButton::clicked, this, &MainWindow::cancelOpening);
  connect(start_, &StartPage::cancelRequested, this, &MainWindow::cancelOpening);
  statusBar()->addWidget(opening_text_);
  statusBar()->addWidget(cancel);
}

/// It is remembered for later, when another folder may be the current one.
void MainWindow::open(const QString& name, qint64 frame) {
  if (name.isEmpty()) return;
  const bool is_drive = synth::isSyntheticName(name.toStdString());
  const QString path = is_drive ? name : QDir::cleanPath(QDir::current().absoluteFilePath(name));
  const std::filesystem::path wanted(path.toStdString());
  opening_camera_.reset();
  opening_ = std::make_unique<SourceOpening>(
      wanted, SourceOptions{}, [this, path](const Progress& progress) { showProgress(path, progress); },
      [this, frame](Result<std::shared_ptr<const Source>> source) {
        receiveSource(std::move(source), frame);
      });
  messages_->dismiss();
  showProgress(path, {});
}

void MainWindow::openDropped(const QStringList& paths) {
  const QString folder = paths.size() > 1 ? folderOfImages(paths) : QString();
  if (!folder.isEmpty()) return open(folder);
  open(paths.first());
  const QStringList others = paths.mid(1, kMostOthers);
  if (!others.isEmpty()) Q_EMIT othersWanted(windowsFor(others));
  const qsizetype left_out = paths.size() - 1 - others.size();
  if (left_out > 0)
    messages_->keep(MessageBar::Kind::warning,
                    tr("%Ln more file(s) were dropped than are opened at once. A folder of images can be "
                       "dropped as a whole.",
                       nullptr, forPlural(left_out)));
}

void MainWindow::showNotStarted(const QStringList& paths) {
  messages_->keep(MessageBar::Kind::warning,
                  tr("Kerb could not be started once more. Not opened: %1. It may lack memory: close "
                     "something, then open it again.")
                      .arg(paths.join(QStringLiteral(", "))));
}

void MainWindow::showProgress(const QString& path, const Progress& progress) {
  const QString name = QDir(path).dirName();
  const QString text = progress.done > 0
                           ? tr("Opening %1: %Ln file(s)", nullptr, forPlural(progress.done)).arg(name)
                           : tr("Opening %1").arg(name);
  start_->setBusy(text);
  opening_text_->setText(text);
  statusBar()->setVisible(playback_->isOpen());
}

void MainWindow::cancelOpening() {
  opening_.reset();
  opening_camera_.reset();
  start_->setBusy({});
  statusBar()->hide();
}

void MainWindow::receiveSource(Result<std::shared_ptr<const Source>> source, qint64 frame) {
  if (source) return receiveOwn(*std::move(source), frame);
  cancelOpening();
  if (!source.error().cancelled) messages_->showError(tr("Could not open"), source.error());
}

void MainWindow::offerLostSession() {
  const QList<LostSession> lost = settings_.takeLostSessions();
  const QString report = settings_.takeCrashReport();
  if (lost.isEmpty() && report.isEmpty()) return;
  QString text = tr("Kerb was not closed properly last time.");
  std::vector<MessageAction> actions;
  if (!lost.isEmpty()) {
    text += QLatin1Char(' ') +
            tr("%1 was open at frame %2.").arg(lost.first().name, locale().toString(lost.first().frame));
    if (lost.size() > 1)
      text += QLatin1Char(' ') +
              tr("%Ln more source(s) were open in other windows.", nullptr, forPlural(lost.size() - 1));
    actions.push_back({tr("Open Again"), [this, lost] { openAgain(lost); }});
  }
  if (!report.isEmpty()) {
    text += QLatin1Char(' ') + tr("What is known of the crash is in %1.").arg(report);
    actions.push_back({tr("Open Folder"), [this, report] { openFolderOf(report); }});
  }
  messages_->keep(MessageBar::Kind::info, text, actions);
}

void MainWindow::openAgain(const QList<LostSession>& lost) {
  open(lost.first().path, lost.first().frame);
  QList<WantedWindow> others;
  for (const LostSession& each : lost.mid(1)) others << WantedWindow{each.path, each.frame};
  if (!others.isEmpty()) Q_EMIT othersWanted(others);
}

}  // namespace kerb
