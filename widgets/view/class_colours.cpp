#include "widgets/view/class_colours.h"

#include <QColor>
#include <array>

namespace kerb {
namespace {

constexpr std::array kTaxonomies{std::pair{Taxonomy::cityscapes, "cityscapes"},
                                 std::pair{Taxonomy::camvid, "camvid"}};

QString keyOf(const char* taxonomy, const ClassInfo& info) {
  return QStringLiteral("%1/%2").arg(
      QLatin1String(taxonomy), QLatin1String(info.name.data(), static_cast<qsizetype>(info.name.size())));
}

std::map<QString, std::pair<Taxonomy, uint8_t>> classesByKey() {
  std::map<QString, std::pair<Taxonomy, uint8_t>> known;
  for (const auto& [taxonomy, name] : kTaxonomies) {
    uint8_t id = 0;
    for (const ClassInfo& info : classes(taxonomy)) known[keyOf(name, info)] = {taxonomy, id++};
  }
  return known;
}

}  // namespace

std::array<bool, 256> hiddenOf(const HiddenClasses& hidden, Taxonomy taxonomy) {
  const auto found = hidden.find(taxonomy);
  return found == hidden.end() ? std::array<bool, 256>{} : found->second;
}

std::map<uint8_t, Colour> ofTaxonomy(const ClassColours& colours, Taxonomy taxonomy) {
  std::map<uint8_t, Colour> own;
  for (const auto& [key, colour] : colours) {
    if (key.first == taxonomy) own[key.second] = colour;
  }
  return own;
}

Colour colourOf(const ClassColours& colours, Taxonomy taxonomy, uint8_t id) {
  const auto own = colours.find({taxonomy, id});
  return own != colours.end() ? own->second : classes(taxonomy)[id].colour;
}

QStringList textsOf(const ClassColours& colours) {
  QStringList texts;
  for (const auto& [taxonomy, name] : kTaxonomies) {
    for (const auto& [id, colour] : ofTaxonomy(colours, taxonomy))
      texts << keyOf(name, classes(taxonomy)[id]) + QLatin1Char('=') +
                   QColor(colour[0], colour[1], colour[2]).name();
  }
  return texts;
}

ClassColours parseClassColours(const QStringList& texts) {
  const auto known = classesByKey();
  ClassColours colours;
  for (const QString& text : texts) {
    const auto found = known.find(text.section(QLatin1Char('='), 0, 0));
    const QString value = text.section(QLatin1Char('='), 1);
    if (found == known.end() || !QColor::isValidColorName(value)) continue;
    const QColor colour(value);
    colours[found->second] = {static_cast<uint8_t>(colour.red()), static_cast<uint8_t>(colour.green()),
                              static_cast<uint8_t>(colour.blue())};
  }
  return colours;
}

QStringList textsOf(const HiddenClasses& hidden) {
  QStringList texts;
  for (const auto& [key, at] : classesByKey()) {
    if (hiddenOf(hidden, at.first).at(at.second)) texts << key;
  }
  return texts;
}

HiddenClasses parseHiddenClasses(const QStringList& texts) {
  const auto known = classesByKey();
  HiddenClasses hidden;
  for (const QString& text : texts) {
    if (const auto found = known.find(text); found != known.end())
      hidden[found->second.first].at(found->second.second) = true;
  }
  return hidden;
}

}  // namespace kerb
