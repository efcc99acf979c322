// What is chosen for classes: colours in place of the data set's own, and which are not shown.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/labels/taxonomy.h"
#include "core/prediction/colour_map.h"

namespace kerb {

/// By class; classes that are not in it have the data set's colour.
using ClassColours = std::map<std::pair<Taxonomy, uint8_t>, Colour>;

/// Those of one taxonomy, by class id.
std::map<uint8_t, Colour> ofTaxonomy(const ClassColours& colours, Taxonomy taxonomy);

/// The class's colour: the user's own, else the data set's. `id`: of a class of the taxonomy.
Colour colourOf(const ClassColours& colours, Taxonomy taxonomy, uint8_t id);

/// Classes that are not to be seen, by taxonomy and class id.
using HiddenClasses = std::map<Taxonomy, std::array<bool, 256>>;
std::array<bool, 256> hiddenOf(const HiddenClasses& hidden, Taxonomy taxonomy);

/// Hides "cityscapes/car", or "car" of every taxonomy that has it; case does not count. Error: no such class.
Status hideClass(HiddenClasses& hidden, const std::string& name);

/// The same with a colour: "car=#ff0000". Error: no such class, or no such colour.
Status colourClass(ClassColours& colours, const std::string& text);

/// "cityscapes/car", "cityscapes/car=#ff0000": what makes the same again, sorted.
std::vector<std::string> namesOf(const HiddenClasses& hidden);
std::vector<std::string> namesOf(const ClassColours& colours);

}  // namespace kerb
