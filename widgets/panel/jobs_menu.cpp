#include "widgets/panel/jobs_menu.h"

#include <QMenu>
#include <functional>

#include "widgets/panel/control_menu.h"
#include "widgets/panel/jobs_panel.h"

namespace kerb {
namespace {

using Kind = JobState::Kind;

bool canStop(const JobState& job) { return job.kind == Kind::running && !job.is_stopping; }
bool canAgain(const JobState& job) { return job.kind == Kind::failed || job.kind == Kind::stopped; }
bool hasFiles(const JobState& job) { return job.kind == Kind::done; }

/// `text`: QT_TR_NOOP("...") of JobsPanel.
void addFor(QMenu* menu, JobsPanel* jobs, const char* name, const QKeySequence& key, const char* text,
            bool (*suits)(const JobState&), const std::function<void(const JobState&)>& act) {
  QAction* action = addMenuAction(
      menu, name, key, [text] { return JobsPanel::tr(text); },
      [jobs, suits, act] {
        if (const auto job = jobs->newest(suits)) act(*job);
      });
  const auto update = [jobs, suits, action] { action->setEnabled(jobs->newest(suits).has_value()); };
  QObject::connect(jobs, &JobsPanel::changed, action, update);
  update();
}

}  // namespace

void addJobActions(QMenu* menu, JobsPanel* jobs) {
  addFor(menu, jobs, "job-stop", keys(Qt::CTRL, Qt::Key_Period),
         QT_TRANSLATE_NOOP("kerb::JobsPanel", "&Stop the Job"), canStop,
         [jobs](const JobState& job) { Q_EMIT jobs->stopChosen(job.id); });
  addFor(menu, jobs, "job-again", keys(Qt::CTRL | Qt::SHIFT, Qt::Key_J),
         QT_TRANSLATE_NOOP("kerb::JobsPanel", "&Go On or Try Again"), canAgain,
         [jobs](const JobState& job) { Q_EMIT jobs->againChosen(job.id); });
  addFor(
      menu, jobs, "job-folder", keys(Qt::CTRL | Qt::SHIFT, Qt::Key_B),
      QT_TRANSLATE_NOOP("kerb::JobsPanel", "&Open the Folder of the Last Job"), hasFiles,
      [jobs](const JobState& job) { Q_EMIT jobs->openChosen(QString::fromStdString(job.place.string())); });
  addFor(
      menu, jobs, "jobs-remove", keys(Qt::CTRL | Qt::SHIFT, Qt::Key_X),
      QT_TRANSLATE_NOOP("kerb::JobsPanel", "&Remove What Has Ended; Files Stay"),
      [](const JobState& job) { return job.hasEnded(); }, [jobs](const JobState&) { jobs->removeEnded(); });
}

}  // namespace kerb
