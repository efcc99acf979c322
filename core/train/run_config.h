// run.toml: everything that is needed to start a run of training again. Recipes are the same file without
// data.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/method/method.h"
#include "core/source/footage.h"
#include "core/source/source.h"

namespace kerb {

/// Where samples of a stream come from; several of one stream are joined.
struct DataSpec {
  std::string stream;  ///< of the method's plan; empty: its first one
  std::string source;  ///< what openSource() takes
  SourceOptions opening;
  FootageOptions footage = {};
};

using Settings = std::map<std::string, std::string>;

struct RunConfig {
  std::string method;
  Settings model;     ///< of MethodSpec::parameters
  Settings training;  ///< of MethodSpec::training
  Settings run;       ///< of runParameters()
  std::vector<DataSpec> data;
  std::vector<DataSpec> validation;  ///< measured on, not trained on
  std::string recipe;                ///< that it was started from, by name
  std::string note;                  ///< what a person wants to remember of it
  Settings needs;                    ///< of a recipe: parameters that a person must set, and what they are
};

/// What every run of training can be told, whatever the method.
const std::vector<Parameter>& runParameters();

/// The parameters of all three tables, checked and complete.
struct RunParameters {
  Parameters model, training, run;
};
/// Whether a parameter names a file that only a new run reads: its checkpoints have what was in it.
bool namesAFileToStartFrom(const MethodSpec& spec, const std::string& name);
/// Whether it says where a new run starts, by a file or else: nothing that a resume could change.
bool startsARun(const MethodSpec& spec, const std::string& name);
/// Unknown names, values out of range: an Error that says which.
Result<RunParameters> parametersOf(const RunConfig& config, const MethodSpec& spec);

/// Puts name=value where its name belongs. A name that no table has: an Error that lists what there is.
Status assign(RunConfig& config, const MethodSpec& spec, const std::string& name, const std::string& value);

/// The same for texts of the form "name=value".
Status assignAll(RunConfig& config, const MethodSpec& spec, const std::vector<std::string>& settings);

/// Not TOML, unknown keys, wrong types: an Error with the file and the line.
Result<RunConfig> readRunConfig(const std::filesystem::path& path);
/// Whole, then renamed.
Status writeRunConfig(const std::filesystem::path& path, const RunConfig& config);

}  // namespace kerb
