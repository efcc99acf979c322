// Sources that were opened before, the newest first.
#pragma once

#include <QList>
#include <QString>
#include <optional>

#include "core/source/source.h"

class QSettings;

namespace kerb {

struct RecentSource {
  QString path;
  QString name;
  QString summary;                      ///< a finished text: as earlier versions wrote it
  std::optional<SourceInfo> info = {};  ///< in its place what sourceSummary() tells, and no more
};

RecentSource recentOf(const SourceInfo& info);

QList<RecentSource> readRecent(QSettings& settings);
/// Puts it first; the same path leaves its old place, and the oldest beyond twelve is forgotten.
void addRecent(QSettings& settings, const RecentSource& source);
/// It stays in its place; one that is not among them any more stays away.
void updateRecent(QSettings& settings, const RecentSource& source);
void clearRecent(QSettings& settings);

}  // namespace kerb
