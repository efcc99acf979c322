#include "widgets/panel/jobs_panel.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <vector>

#include "widgets/panel/icons.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr int kBarSteps = 1000;

/// "1:02:03" or "2:03".
QString clock(double seconds) {
  const auto whole = static_cast<qint64>(std::llround(seconds));
  const QString minutes = QString::number(whole / 60 % 60);
  const QString rest = QStringLiteral(":%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
  if (whole < 3600) return minutes + rest;
  return QStringLiteral("%1:%2").arg(whole / 3600).arg(minutes, 2, QLatin1Char('0')) + rest;
}

QString runningText(const JobState& state) {
  const Progress& progress = state.progress;
  if (state.is_stopping) return JobsPanel::tr("Stopping…");
  if (progress.total <= 0) return JobsPanel::tr("Working…");
  const QLocale locale;
  QStringList parts;
  if (progress.stage == "video") parts << JobsPanel::tr("video");
  parts << JobsPanel::tr("%1 of %2")
               .arg(locale.toString(static_cast<qlonglong>(progress.done)),
                    locale.toString(static_cast<qlonglong>(progress.total)));
  if (state.rate > 0)
    parts << JobsPanel::tr("%1 a second").arg(locale.toString(state.rate, 'f', state.rate < 10 ? 1 : 0));
  if (state.left_s >= 0) parts << JobsPanel::tr("%1 left").arg(clock(state.left_s));
  return parts.join(QStringLiteral(" · "));
}

/// `hint`: QT_TR_NOOP("...") of JobRow.
QToolButton* closeButton(const char* hint, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(QStringLiteral("close")));
  button->setIconSize({12, 12});
  button->setAutoRaise(true);
  translated(button, [button, hint] {
    button->setToolTip(JobRow::tr(hint));
    button->setAccessibleName(JobRow::tr(hint));
  });
  return button;
}

/// Paths and names may be broken after slashes and underscores.
QString breakablePlain(QString text) {
  return text.replace(QLatin1Char('/'), QStringLiteral("/\u200b"))
      .replace(QLatin1Char('_'), QStringLiteral("_\u200b"));
}

}  // namespace

QString jobText(const JobState& state) {
  switch (state.kind) {
    case JobState::Kind::waiting:
      return JobsPanel::tr("Waits for the jobs before it.");
    case JobState::Kind::running:
      return runningText(state);
    case JobState::Kind::done:
      return state.result;
    case JobState::Kind::failed:
      return JobsPanel::tr("Failed: %1").arg(QString::fromStdString(state.error.message()));
    case JobState::Kind::stopped:
      return state.goes_on ? JobsPanel::tr("Stopped. What is written stays, and it can go on from there.")
                           : JobsPanel::tr("Stopped.");
  }
  return {};
}

JobRow::JobRow(QWidget* parent) : QWidget(parent) {
  name_ = new QLabel(this);
  QFont bold = name_->font();
  bold.setBold(true);
  name_->setFont(bold);
  name_->setTextFormat(Qt::PlainText);
  name_->setWordWrap(true);
  stop_ = closeButton(QT_TR_NOOP("Stop this job"), this);
  forget_ = closeButton(QT_TR_NOOP("Remove from the list; files stay"), this);
  bar_ = new QProgressBar(this);
  bar_->setTextVisible(false);
  bar_->setFixedHeight(8);
  text_ = new QLabel(this);
  text_->setTextFormat(Qt::PlainText);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  open_ = new QPushButton(this);
  translated(open_, [this] { open_->setText(tr("Open Folder")); });
  again_ = new QPushButton(this);

  auto* head = new QHBoxLayout;
  head->setSpacing(look::kSmallGap);
  head->addWidget(name_, 1);
  head->addWidget(stop_, 0, Qt::AlignTop);
  head->addWidget(forget_, 0, Qt::AlignTop);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(look::kGap);
  buttons->addWidget(open_);
  buttons->addWidget(again_);
  buttons->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, look::kMargin);
  layout->setSpacing(look::kSmallGap);
  layout->addLayout(head);
  layout->addWidget(bar_);
  layout->addWidget(text_);
  layout->addLayout(buttons);
  connect(stop_, &QToolButton::clicked, this, &JobRow::stopChosen);
  connect(forget_, &QToolButton::clicked, this, &JobRow::forgetChosen);
  connect(again_, &QPushButton::clicked, this, &JobRow::againChosen);
  connect(open_, &QPushButton::clicked, this, &JobRow::openChosen);
  translated(this, [this] { show(state_); });
}

void JobRow::show(const JobState& state) {
  state_ = state;
  name_->setText(breakablePlain(state.name));
  const QString place = QString::fromStdString(state.place.string());
  name_->setToolTip(place);
  open_->setToolTip(place);
  text_->setText(breakablePlain(jobText(state)));
  setAccessibleName(state.name + QStringLiteral(": ") + jobText(state));
  showBar(state);
  showButtons(state);
}

void JobRow::showBar(const JobState& state) {
  bar_->setVisible(!state.hasEnded());
  bar_->setAccessibleName(tr("Progress of %1").arg(state.name));
  const bool is_endless = state.kind == JobState::Kind::running && state.progress.total <= 0;
  bar_->setRange(0, is_endless ? 0 : kBarSteps);  // 0 to 0: busy, for as long as it takes
  if (is_endless) return;
  const int64_t total = std::max<int64_t>(1, state.progress.total);
  bar_->setValue(static_cast<int>(kBarSteps * state.progress.done / total));
}

void JobRow::showButtons(const JobState& state) {
  stop_->setVisible(!state.hasEnded());
  stop_->setEnabled(!state.is_stopping);
  forget_->setVisible(state.hasEnded());
  const bool can_again = state.kind == JobState::Kind::failed || state.kind == JobState::Kind::stopped;
  again_->setVisible(can_again);
  const bool goes_on = state.goes_on && state.kind == JobState::Kind::stopped;
  again_->setText(goes_on ? tr("Go On") : tr("Try Again"));
  again_->setToolTip(state.goes_on ? tr("Writes only what is not there yet") : QString());
  open_->setVisible(state.kind == JobState::Kind::done);
}

JobsPanel::JobsPanel(QWidget* parent) : QWidget(parent) {
  empty_ = translatedLabel(this, [] {
    return tr(
        "No jobs. File > Export… writes depth, classes, point clouds and a video of what is open; how far "
        "that is, is shown here.");
  });
  empty_->setWordWrap(true);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  list_ = new QVBoxLayout(this);
  list_->setContentsMargins(look::kMargin, look::kMargin, look::kMargin, look::kMargin);
  list_->setSpacing(look::kSmallGap);
  list_->addWidget(empty_);
  list_->addStretch(1);
}

JobRow* JobsPanel::add(const JobState& state) {
  auto* row = new JobRow(this);
  list_->insertWidget(0, row);  // the newest is on top
  rows_[state.id] = row;
  const int64_t id = state.id;
  connect(row, &JobRow::stopChosen, this, [this, id] { Q_EMIT stopChosen(id); });
  connect(row, &JobRow::againChosen, this, [this, id] { Q_EMIT againChosen(id); });
  connect(row, &JobRow::forgetChosen, this, [this, id] { remove(id); });
  connect(row, &JobRow::openChosen, this,
          [this, path = QString::fromStdString(state.place.string())] { Q_EMIT openChosen(path); });
  empty_->hide();
  return row;
}

void JobsPanel::show(const JobState& state) {
  const auto found = rows_.find(state.id);
  (found != rows_.end() ? found->second : add(state))->show(state);
  Q_EMIT changed();
}

std::optional<JobState> JobsPanel::newest(const std::function<bool(const JobState&)>& suits) const {
  const auto row = std::find_if(rows_.rbegin(), rows_.rend(),
                                [&](const auto& each) { return suits(each.second->state()); });
  return row == rows_.rend() ? std::nullopt : std::optional(row->second->state());
}

void JobsPanel::removeEnded() {
  std::vector<int64_t> ended;
  for (const auto& [id, row] : rows_) {
    if (row->state().hasEnded()) ended.push_back(id);
  }
  for (const int64_t id : ended) remove(id);
}

void JobsPanel::remove(int64_t id) {
  rows_.at(id)->deleteLater();
  rows_.erase(id);
  empty_->setVisible(rows_.empty());
  Q_EMIT forgotten(id);
  Q_EMIT changed();
}

}  // namespace kerb
