// Sources that were opened before, the newest first.
#pragma once

#include <QList>
#include <QString>

class QSettings;

namespace kerb {

struct RecentSource {
  QString path;
  QString name;
  QString summary;  ///< sourceSummary() when it was opened
  bool operator==(const RecentSource&) const = default;
};

QList<RecentSource> readRecent(QSettings& settings);
/// Puts it first; the same path leaves its old place, and the oldest beyond twelve is forgotten.
void addRecent(QSettings& settings, const RecentSource& source);
void clearRecent(QSettings& settings);

}  // namespace kerb
