// The options that say how a source is opened, the same for every command that reads one.
#pragma once

#include <string>

#include "core/source/footage.h"
#include "core/source/source.h"

namespace CLI {
class App;
}

namespace kerb::cli {

void addOpeningOptions(CLI::App& command, SourceOptions& options);
/// The first of them that was given ("--camera"), or nothing.
std::string openingOptionGiven(const CLI::App& command);

/// Own footage: what of a source is used.
struct FootageArguments {
  FootageOptions options;
  std::string crop;

  bool given() const { return options != FootageOptions{} || !crop.empty(); }
};
void addFootageOptions(CLI::App& command, FootageArguments& arguments);
/// --static-threshold, of commands that may leave frames out.
void addStaticThreshold(CLI::App& command, FootageArguments& arguments);
/// The options with the crop that was written.
Result<FootageOptions> footageOf(const FootageArguments& arguments);

}  // namespace kerb::cli
