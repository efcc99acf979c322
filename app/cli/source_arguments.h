// The options that say how a source is opened, the same for every command that reads one.
#pragma once

#include "core/source/source.h"

namespace CLI {
class App;
}

namespace kerb::cli {

void addOpeningOptions(CLI::App& command, SourceOptions& options);

}  // namespace kerb::cli
