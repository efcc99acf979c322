// What a user has chosen for classes: colours in place of the data set's own, and which are not shown.
#pragma once

#include <QStringList>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "core/labels/taxonomy.h"
#include "core/prediction/colour_map.h"

namespace kerb {

/// By class; classes that are not in it have the data set's colour.
using ClassColours = std::map<std::pair<Taxonomy, uint8_t>, Colour>;

/// Classes that are not to be seen, by taxonomy and class id.
using HiddenClasses = std::map<Taxonomy, std::array<bool, 256>>;
std::array<bool, 256> hiddenOf(const HiddenClasses& hidden, Taxonomy taxonomy);

/// Those of one taxonomy, by class id.
std::map<uint8_t, Colour> ofTaxonomy(const ClassColours& colours, Taxonomy taxonomy);

/// The class's colour: the user's own, else the data set's. `id`: of a class of the taxonomy.
Colour colourOf(const ClassColours& colours, Taxonomy taxonomy, uint8_t id);

/// For settings: "cityscapes/car=#ff0000". What is no such line, or names no class, is left out.
QStringList textsOf(const ClassColours& colours);
ClassColours parseClassColours(const QStringList& texts);
/// The same: "cityscapes/car".
QStringList textsOf(const HiddenClasses& hidden);
HiddenClasses parseHiddenClasses(const QStringList& texts);

}  // namespace kerb
