#include "app/source_settings.h"

#include <QCryptographicHash>
#include <QStringList>
#include <algorithm>

namespace kerb {
namespace {

constexpr qsizetype kKept = 100;
const QString kOrder = QStringLiteral("sources/order");

QString keyOf(const SourceInfo& info) {
  const QString name = QStringLiteral("%1|%2x%3")
                           .arg(QString::fromStdString(info.path.string()))
                           .arg(info.width)
                           .arg(info.height);
  return QString::fromLatin1(
      QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha1).toHex().left(20));
}

QString groupOf(const QString& key) { return QStringLiteral("sources/") + key; }

bool isUsual(const SourceSettings& s) {
  return s.camera.camera.empty() && s.camera.camera_file.empty() && !s.camera.undistort &&
         s.scale.rule == ScaleRule::method && s.range_mode == RangeMode::follow && s.first == 0 && s.last < 0;
}

/// Newest first; those beyond the limit leave with all they have.
void setOrder(QSettings& values, QStringList order) {
  while (order.size() > kKept) values.remove(groupOf(order.takeLast()));
  values.setValue(kOrder, order);
}

}  // namespace

bool hasSourceSettings(QSettings& values, const SourceInfo& info) {
  return values.value(kOrder).toStringList().contains(keyOf(info));
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
  settings.range_mode =
      static_cast<RangeMode>(std::clamp(values.value(QStringLiteral("range_mode"), 0).toInt(), 0, 2));
  const Range range{values.value(QStringLiteral("near"), 1).toDouble(),
                    values.value(QStringLiteral("far"), 80).toDouble()};
  if (range.lo > 0 && range.hi > range.lo) settings.range = range;
  settings.first = std::max(0LL, values.value(QStringLiteral("first"), 0).toLongLong());
  settings.last = std::max(-1LL, values.value(QStringLiteral("last"), -1).toLongLong());
  values.endGroup();
  return settings;
}

void writeSourceSettings(QSettings& values, const SourceInfo& info, const SourceSettings& settings) {
  const QString key = keyOf(info);
  QStringList order = values.value(kOrder).toStringList();
  const bool was_there = order.removeAll(key) > 0;
  values.remove(groupOf(key));
  if (isUsual(settings)) {
    if (was_there) setOrder(values, order);
    return;
  }
  values.beginGroup(groupOf(key));
  values.setValue(QStringLiteral("path"), QString::fromStdString(info.path.string()));
  values.setValue(QStringLiteral("camera"), QString::fromStdString(settings.camera.camera));
  values.setValue(QStringLiteral("camera_file"),
                  QString::fromStdString(settings.camera.camera_file.string()));
  values.setValue(QStringLiteral("undistort"), settings.camera.undistort);
  values.setValue(QStringLiteral("scale"), QString::fromStdString(scaleText(settings.scale)));
  values.setValue(QStringLiteral("range_mode"), static_cast<int>(settings.range_mode));
  values.setValue(QStringLiteral("near"), settings.range.lo);
  values.setValue(QStringLiteral("far"), settings.range.hi);
  values.setValue(QStringLiteral("first"), settings.first);
  values.setValue(QStringLiteral("last"), settings.last);
  values.endGroup();
  order.prepend(key);
  setOrder(values, order);
}

}  // namespace kerb
