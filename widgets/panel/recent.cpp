#include "widgets/panel/recent.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QSettings>
#include <algorithm>
#include <functional>

namespace kerb {
namespace {

constexpr qsizetype kKept = 12;
constexpr qsizetype kFields = 4;  // when it was opened, path, name, summary
const QString kGroup = QStringLiteral("recent");

struct Entry {
  qint64 opened_ms = 0;
  QString key;
  RecentSource source;
};

/// Each source has a key of its own: windows that write at a time leave each other's alone.
QString keyOf(const QString& path) {
  const QByteArray hash = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha1).toHex().left(20);
  return QStringLiteral("%1/%2").arg(kGroup, QString::fromLatin1(hash));
}

/// Newest first.
QList<Entry> readAll(QSettings& settings) {
  QList<Entry> entries;
  settings.beginGroup(kGroup);
  for (const QString& key : settings.childKeys()) {
    const QStringList fields = settings.value(key).toStringList();
    if (fields.size() == kFields && !fields[1].isEmpty())
      entries << Entry{fields[0].toLongLong(),
                       QStringLiteral("%1/%2").arg(kGroup, key),
                       {fields[1], fields[2], fields[3]}};
  }
  settings.endGroup();
  std::ranges::stable_sort(entries, std::greater(), &Entry::opened_ms);
  return entries;
}

}  // namespace

QList<RecentSource> readRecent(QSettings& settings) {
  QList<RecentSource> sources;
  for (const Entry& each : readAll(settings).mid(0, kKept)) sources << each.source;
  return sources;
}

void addRecent(QSettings& settings, const RecentSource& source) {
  const QList<Entry> before = readAll(settings);
  const qint64 newest = before.isEmpty() ? 0 : before.first().opened_ms;
  const qint64 now = std::max(QDateTime::currentMSecsSinceEpoch(), newest + 1);
  settings.setValue(keyOf(source.path),
                    QStringList{QString::number(now), source.path, source.name, source.summary});
  for (const Entry& each : readAll(settings).mid(kKept)) settings.remove(each.key);
}

void clearRecent(QSettings& settings) { settings.remove(kGroup); }

}  // namespace kerb
