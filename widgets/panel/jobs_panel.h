// The list of long work: how far each job is, how fast, how long it still takes, and what came of it.
#pragma once

#include <QWidget>
#include <functional>
#include <map>
#include <optional>

#include "widgets/bridge/job_queue.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace kerb {

/// One job of the list.
class JobRow : public QWidget {
  Q_OBJECT

 public:
  explicit JobRow(QWidget* parent = nullptr);
  void show(const JobState& state);
  const JobState& state() const { return state_; }

 Q_SIGNALS:
  void stopChosen();
  void againChosen();
  void forgetChosen();
  void openChosen();

 private:
  void showBar(const JobState& state);
  void showButtons(const JobState& state);

  JobState state_;
  QLabel *name_, *text_;
  QProgressBar* bar_;
  QToolButton *stop_, *forget_;
  QPushButton *again_, *open_;
};

class JobsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit JobsPanel(QWidget* parent = nullptr);
  /// A job that is new, or that has changed.
  void show(const JobState& state);
  int count() const { return static_cast<int>(rows_.size()); }
  std::optional<JobState> newest(const std::function<bool(const JobState&)>& suits) const;
  void removeEnded();

 Q_SIGNALS:
  /// The list, or a job of it.
  void changed();
  void stopChosen(qint64 id);
  void againChosen(qint64 id);
  /// It has left the list.
  void forgotten(qint64 id);
  void openChosen(const QString& path);

 private:
  JobRow* add(const JobState& state);
  void remove(int64_t id);

  std::map<int64_t, JobRow*> rows_;
  QLabel* empty_;
  QVBoxLayout* list_;
};

/// "34 of 120 · 8.2 a second · 0:11 left", why it failed, or what came of it.
QString jobText(const JobState& state);

}  // namespace kerb
