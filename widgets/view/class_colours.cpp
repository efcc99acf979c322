#include "widgets/view/class_colours.h"

namespace kerb {
namespace {

QStringList textsOf(const std::vector<std::string>& names) {
  QStringList texts;
  for (const std::string& name : names) texts << QString::fromStdString(name);
  return texts;
}

}  // namespace

QStringList textsOf(const ClassColours& colours) { return textsOf(namesOf(colours)); }
QStringList textsOf(const HiddenClasses& hidden) { return textsOf(namesOf(hidden)); }

ClassColours parseClassColours(const QStringList& texts) {
  ClassColours colours;
  for (const QString& text : texts) (void)colourClass(colours, text.toStdString());
  return colours;
}

HiddenClasses parseHiddenClasses(const QStringList& texts) {
  HiddenClasses hidden;
  for (const QString& text : texts) (void)hideClass(hidden, text.toStdString());
  return hidden;
}

}  // namespace kerb
