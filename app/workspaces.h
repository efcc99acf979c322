// Workspaces: named layouts of the panels, those that Kerb comes with and the user's own, as they are
// remembered.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

#include "app/workspace_table.h"

class QSettings;

namespace kerb {

struct Workspace {
  QString id, name;
  bool is_own = false;
};

/// All that is needed to have one back that was removed.
struct RemovedWorkspace {
  QString id, name;
  QByteArray saved, left;
  qsizetype place = 0;
};

/// Each has the layout that it came with, or was saved with, and the one in which it was left.
class Workspaces {
 public:
  static constexpr int kMost = 9;  ///< as many as there are keys for

  /// `panels`: that there are. A built-in workspace that shows another one is left out.
  Workspaces(QSettings& settings, const QStringList& panels,
             const std::vector<BuiltInWorkspace>& built_in = builtInWorkspaces());

  const std::vector<BuiltInWorkspace>& builtIn() const { return built_in_; }
  /// The built-in ones, then the user's own in the order in which they were saved.
  QList<Workspace> all() const;
  /// Always one of all().
  Workspace current() const;
  void choose(const QString& id);
  bool isFull() const { return all().size() >= kMost; }

  /// In which it was left, else saved; empty: as it is built in.
  QByteArray layout(const QString& id) const;
  void leave(const QString& id, const QByteArray& layout);
  /// Back to how it was saved, or is built in.
  void reset(const QString& id);

  /// Saves an own one and chooses it; one of the same name is replaced.
  void save(const QString& name, const QByteArray& layout);
  void rename(const QString& id, const QString& name);
  RemovedWorkspace remove(const QString& id);
  /// Chooses it, too.
  void putBack(const RemovedWorkspace& removed);

 private:
  QStringList own() const;
  QString idOfOwn(const QString& name) const;

  QSettings& settings_;
  std::vector<BuiltInWorkspace> built_in_;
};

}  // namespace kerb
