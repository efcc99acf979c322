#include "widgets/panel/recent.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QSettings>
#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace kerb {
namespace {

constexpr qsizetype kKept = 12;
/// Of an entry: when it was opened, path and name; then a text, or layout, number of frames, whether that is
/// final, width, height, and what there is besides images.
constexpr qsizetype kFieldsWithText = 4, kFieldsWithInfo = 8;
constexpr auto kFinal = "final", kEstimate = "estimate", kPoses = "poses";
constexpr std::array<std::pair<const char*, bool FrameParts::*>, 4> kRecentParts{{
    {"stereo", &FrameParts::stereo},
    {"depth", &FrameParts::depth},
    {"semantics", &FrameParts::semantics},
    {"flow", &FrameParts::flow},
}};
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

QStringList fieldsOf(const Entry& entry) {
  QStringList fields{QString::number(entry.opened_ms), entry.source.path, entry.source.name};
  if (!entry.source.info) return fields << entry.source.summary;
  const SourceInfo& info = *entry.source.info;
  fields << QString::fromStdString(info.layout) << QString::number(info.count)
         << QLatin1String(info.count_is_final ? kFinal : kEstimate) << QString::number(info.width)
         << QString::number(info.height);
  for (const auto& [name, part] : kRecentParts) {
    if (info.has.*part) fields << QLatin1String(name);
  }
  if (info.has_poses) fields << QLatin1String(kPoses);
  return fields;
}

SourceInfo infoFrom(const QStringList& fields) {
  SourceInfo info;
  info.layout = fields[3].toStdString();
  info.count = fields[4].toLongLong();
  info.count_is_final = fields[5] == QLatin1String(kFinal);
  info.width = fields[6].toLongLong();
  info.height = fields[7].toLongLong();
  const QStringList parts = fields.mid(kFieldsWithInfo);
  for (const auto& [name, part] : kRecentParts) info.has.*part = parts.contains(QLatin1String(name));
  info.has_poses = parts.contains(QLatin1String(kPoses));
  return info;
}

std::optional<RecentSource> sourceFrom(const QStringList& fields) {
  if (fields.size() < kFieldsWithText || fields[1].isEmpty()) return std::nullopt;
  if (fields.size() == kFieldsWithText) return RecentSource{fields[1], fields[2], fields[3]};
  if (fields.size() < kFieldsWithInfo) return std::nullopt;
  return RecentSource{fields[1], fields[2], {}, infoFrom(fields)};
}

/// Newest first.
QList<Entry> readAll(QSettings& settings) {
  QList<Entry> entries;
  settings.beginGroup(kGroup);
  for (const QString& key : settings.childKeys()) {
    const QStringList fields = settings.value(key).toStringList();
    if (auto source = sourceFrom(fields))
      entries << Entry{fields[0].toLongLong(), QStringLiteral("%1/%2").arg(kGroup, key), *std::move(source)};
  }
  settings.endGroup();
  std::ranges::stable_sort(entries, std::greater(), &Entry::opened_ms);
  return entries;
}

}  // namespace

RecentSource recentOf(const SourceInfo& info) {
  return {QString::fromStdString(info.path.string()), QString::fromStdString(info.name), {}, info};
}

QList<RecentSource> readRecent(QSettings& settings) {
  QList<RecentSource> sources;
  for (const Entry& each : readAll(settings).mid(0, kKept)) sources << each.source;
  return sources;
}

void addRecent(QSettings& settings, const RecentSource& source) {
  const QList<Entry> before = readAll(settings);
  const qint64 newest = before.isEmpty() ? 0 : before.first().opened_ms;
  const qint64 now = std::max(QDateTime::currentMSecsSinceEpoch(), newest + 1);
  const QString key = keyOf(source.path);
  settings.setValue(key, fieldsOf({now, key, source}));
  for (const Entry& each : readAll(settings).mid(kKept)) settings.remove(each.key);
}

void updateRecent(QSettings& settings, const RecentSource& source) {
  for (const Entry& each : readAll(settings)) {
    if (each.source.path == source.path)
      settings.setValue(each.key, fieldsOf({each.opened_ms, each.key, source}));
  }
}

void clearRecent(QSettings& settings) { settings.remove(kGroup); }

}  // namespace kerb
