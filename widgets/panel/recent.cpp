#include "widgets/panel/recent.h"

#include <QSettings>

namespace kerb {
namespace {

constexpr qsizetype kKept = 12;
const QString kGroup = QStringLiteral("recent");

void write(QSettings& settings, const QList<RecentSource>& sources) {
  settings.remove(kGroup);
  settings.beginWriteArray(kGroup, static_cast<int>(sources.size()));
  for (int i = 0; i < sources.size(); ++i) {
    settings.setArrayIndex(i);
    settings.setValue(QStringLiteral("path"), sources[i].path);
    settings.setValue(QStringLiteral("name"), sources[i].name);
    settings.setValue(QStringLiteral("summary"), sources[i].summary);
  }
  settings.endArray();
}

}  // namespace

QList<RecentSource> readRecent(QSettings& settings) {
  QList<RecentSource> sources;
  const int count = settings.beginReadArray(kGroup);
  for (int i = 0; i < count; ++i) {
    settings.setArrayIndex(i);
    const RecentSource source{settings.value(QStringLiteral("path")).toString(),
                              settings.value(QStringLiteral("name")).toString(),
                              settings.value(QStringLiteral("summary")).toString()};
    if (!source.path.isEmpty()) sources << source;
  }
  settings.endArray();
  return sources;
}

void addRecent(QSettings& settings, const RecentSource& source) {
  QList<RecentSource> sources = readRecent(settings);
  sources.removeIf([&](const RecentSource& other) { return other.path == source.path; });
  sources.prepend(source);
  write(settings, sources.mid(0, kKept));
}

void clearRecent(QSettings& settings) { settings.remove(kGroup); }

}  // namespace kerb
