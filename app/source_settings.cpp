#include "app/source_settings.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <algorithm>
#include <cmath>
#include <functional>

#include "app/used_models.h"

namespace kerb {
namespace {

constexpr qsizetype kKept = 100;
const QString kSources = QStringLiteral("sources");

QString keyOf(const SourceInfo& info) {
  const QString name = QStringLiteral("%1|%2x%3")
                           .arg(QString::fromStdString(info.path.string()))
                           .arg(info.width)
                           .arg(info.height);
  return QString::fromLatin1(
      QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha1).toHex().left(20));
}

QString groupOf(const QString& key) { return QStringLiteral("%1/%2").arg(kSources, key); }

bool isUsual(const SourceSettings& s) {
  return s.camera.camera.empty() && s.camera.camera_file.empty() && !s.camera.undistort &&
         s.scale.rule == ScaleRule::method && !s.method && s.range_mode == RangeMode::follow &&
         s.first == 0 && s.last < 0;
}

/// Each source says itself when it was used: windows that write at a time leave each other's alone.
void forgetOldest(QSettings& values) {
  values.beginGroup(kSources);
  QList<std::pair<qint64, QString>> used;
  for (const QString& key : values.childGroups())
    used << std::pair(values.value(key + QStringLiteral("/used")).toLongLong(), key);
  std::ranges::sort(used, std::greater());
  for (const auto& [when, key] : used.mid(kKept)) values.remove(key);
  values.endGroup();
}

}  // namespace

bool hasSourceSettings(QSettings& values, const SourceInfo& info) {
  return values.contains(groupOf(keyOf(info)) + QStringLiteral("/path"));
}

SourceSettings readSourceSettings(QSettings& values, const SourceInfo& info) {
  SourceSettings settings;
  if (!hasSourceSettings(values, info)) return settings;
  values.beginGroup(groupOf(keyOf(info)));
  settings.camera.camera = values.value(QStringLiteral("camera")).toString().toStdString();
  settings.camera.camera_file = values.value(QStringLiteral("camera_file")).toString().toStdString();
  settings.camera.undistort = values.value(QStringLiteral("undistort"), false).toBool();
  const std::string scale =
      values.value(QStringLiteral("scale"), QStringLiteral("method")).toString().toStdString();
  if (const auto choice = parseScale(scale)) settings.scale = *choice;
  if (const auto request = parseRequest(values.value(QStringLiteral("method")).toStringList()))
    settings.method = MethodChoice{*request, values.value(QStringLiteral("live"), true).toBool()};
  settings.range_mode =
      static_cast<RangeMode>(std::clamp(values.value(QStringLiteral("range_mode"), 0).toInt(), 0, 2));
  const Range range{values.value(QStringLiteral("near"), 1).toDouble(),
                    values.value(QStringLiteral("far"), 80).toDouble()};
  if (range.lo > 0 && range.hi > range.lo && std::isfinite(range.hi)) settings.range = range;
  settings.first = std::max(0LL, values.value(QStringLiteral("first"), 0).toLongLong());
  settings.last = std::max(-1LL, values.value(QStringLiteral("last"), -1).toLongLong());
  values.endGroup();
  return settings;
}

void writeSourceSettings(QSettings& values, const SourceInfo& info, const SourceSettings& settings) {
  const QString key = keyOf(info);
  const bool was_there = hasSourceSettings(values, info);
  values.remove(groupOf(key));
  if (isUsual(settings)) return;
  values.beginGroup(groupOf(key));
  values.setValue(QStringLiteral("path"), QString::fromStdString(info.path.string()));
  values.setValue(QStringLiteral("camera"), QString::fromStdString(settings.camera.camera));
  values.setValue(QStringLiteral("camera_file"),
                  QString::fromStdString(settings.camera.camera_file.string()));
  values.setValue(QStringLiteral("undistort"), settings.camera.undistort);
  values.setValue(QStringLiteral("scale"), QString::fromStdString(scaleText(settings.scale)));
  if (settings.method) {
    values.setValue(QStringLiteral("method"), textsOf(settings.method->request));
    values.setValue(QStringLiteral("live"), settings.method->is_live);
  }
  values.setValue(QStringLiteral("range_mode"), static_cast<int>(settings.range_mode));
  values.setValue(QStringLiteral("near"), settings.range.lo);
  values.setValue(QStringLiteral("far"), settings.range.hi);
  values.setValue(QStringLiteral("first"), settings.first);
  values.setValue(QStringLiteral("last"), settings.last);
  values.setValue(QStringLiteral("used"), QDateTime::currentMSecsSinceEpoch());
  values.endGroup();
  if (!was_there) forgetOldest(values);
}

}  // namespace kerb
