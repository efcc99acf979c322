#include "core/train/run_config.h"

#include <array>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "core/base/file.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

/// The options of a source that are text, under their names on the command line.
constexpr std::array<std::pair<const char*, std::string SourceOptions::*>, 5> kOpening{
    {{"layout", &SourceOptions::layout},
     {"camera", &SourceOptions::camera},
     {"side", &SourceOptions::side},
     {"cameras", &SourceOptions::colour},
     {"truth_depth", &SourceOptions::depth}}};
constexpr std::array<std::pair<const char*, fs::path SourceOptions::*>, 3> kOpeningFiles{
    {{"camera_file", &SourceOptions::camera_file},
     {"split", &SourceOptions::split_file},
     {"split_ids", &SourceOptions::split_ids}}};

constexpr std::array<std::pair<const char*, double FootageOptions::*>, 4> kFootage{
    {{"sample_fps", &FootageOptions::sample_fps},
     {"static_threshold", &FootageOptions::static_threshold},
     {"crop_top", &FootageOptions::crop_top},
     {"crop_bottom", &FootageOptions::crop_bottom}}};

Error at(const toml::node& node, std::string what, const fs::path& path) {
  return {std::move(what), fmt::format("{}, line {}", path.string(), node.source().begin.line)};
}

Result<std::string> textOf(const toml::node& node, const fs::path& path) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return std::to_string(value->get());
  if (const auto* value = node.as_floating_point()) return fmt::format("{}", value->get());
  if (const auto* value = node.as_boolean()) return std::string(value->get() ? "true" : "false");
  return at(node, "is no text, number or true/false", path);
}

Result<Settings> settingsOf(const toml::node& node, const fs::path& path) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return at(node, "is no table of name = value", path);
  Settings settings;
  for (const auto& [name, value] : *table) {
    KERB_TRY(settings[std::string(name.str())], textOf(value, path));
  }
  return settings;
}

Status readField(DataSpec& data, const std::string& name, const std::string& text) {
  if (name == "stream") return data.stream = text, Status();
  if (name == "source") return data.source = text, Status();
  if (name == "undistort") return data.opening.undistort = text == "true", Status();
  for (const auto& [known, member] : kOpening) {
    if (name == known) return data.opening.*member = text, Status();
  }
  for (const auto& [known, member] : kOpeningFiles) {
    if (name == known) return data.opening.*member = text, Status();
  }
  for (const auto& [known, member] : kFootage) {
    if (name != known) continue;
    const auto number = parseNumber(text);
    if (!number) return Error{fmt::format("{} = {} is no number", name, text)};
    data.footage.*member = *number;
    return checkFootage(data.footage);
  }
  return Error{fmt::format("'{}' is nothing that data has", name)};
}

Result<std::vector<DataSpec>> dataOf(const toml::node& node, const fs::path& path) {
  const toml::array* rows = node.as_array();
  if (rows == nullptr) return at(node, "a list of sources is written as [[data]]", path);
  std::vector<DataSpec> all;
  for (const toml::node& row : *rows) {
    KERB_TRY(const Settings fields, settingsOf(row, path));
    DataSpec& data = all.emplace_back();
    for (const auto& [name, text] : fields) {
      if (const Status read = readField(data, name, text); !read) return at(row, read.error().what, path);
    }
    if (data.source.empty()) return at(row, "names no source", path);
  }
  return all;
}

Status readEntry(RunConfig& config, std::string_view name, const toml::node& node, const fs::path& path) {
  const auto into = [&](auto& member, auto read) -> Status {
    KERB_TRY(member, read(node, path));
    return {};
  };
  if (name == "method") return into(config.method, textOf);
  if (name == "recipe") return into(config.recipe, textOf);
  if (name == "note") return into(config.note, textOf);
  if (name == "needs") return into(config.needs, settingsOf);
  if (name == "model") return into(config.model, settingsOf);
  if (name == "training") return into(config.training, settingsOf);
  if (name == "run") return into(config.run, settingsOf);
  if (name == "data") return into(config.data, dataOf);
  if (name == "validation") return into(config.validation, dataOf);
  return at(node, fmt::format("'{}' is nothing that a run has", name), path);
}

std::string quoted(const std::string& text) {
  std::ostringstream stream;
  stream << toml::value<std::string>(text);
  return stream.str();
}

/// Numbers and true/false as such where TOML reads exactly this text back, all else quoted: ".1" and "007"
/// are no TOML.
std::string settingValue(const std::string& text) {
  if (text == "true" || text == "false") return text;
  if (const auto whole = parseInteger(text); whole && std::to_string(*whole) == text) return text;
  const auto number = parseNumber(text);
  const bool canonical = number && fmt::format("{}", *number) == text && text.find('.') != std::string::npos;
  return canonical ? text : quoted(text);
}

void put(std::string& out, std::string_view name, const std::string& text) {
  out += fmt::format("{} = {}\n", name, quoted(text));
}

void put(std::string& out, std::string_view table, const Settings& settings) {
  if (settings.empty()) return;
  out += fmt::format("\n[{}]\n", table);
  for (const auto& [name, text] : settings) out += fmt::format("{} = {}\n", name, settingValue(text));
}

void put(std::string& out, std::string_view list, const DataSpec& data) {
  static const SourceOptions usual;
  out += fmt::format("\n[[{}]]\n", list);
  put(out, "stream", data.stream);
  put(out, "source", data.source);
  for (const auto& [name, member] : kOpening) {
    if (data.opening.*member != usual.*member) put(out, name, data.opening.*member);
  }
  for (const auto& [name, member] : kOpeningFiles) {
    if (!(data.opening.*member).empty()) put(out, name, (data.opening.*member).string());
  }
  if (data.opening.undistort) put(out, "undistort", std::string("true"));
  for (const auto& [name, member] : kFootage) {
    if (data.footage.*member != 0)
      out += fmt::format("{} = {}\n", name, settingValue(fmt::format("{}", data.footage.*member)));
  }
}

Status setAll(Parameters& parameters, const Settings& settings) {
  for (const auto& [name, text] : settings) KERB_CHECK(parameters.set(name, text));
  return {};
}

bool has(const std::vector<Parameter>& table, const std::string& name) {
  return std::ranges::find(table, name, &Parameter::name) != table.end();
}

constexpr char kStart[] = "to start from";

/// What the table of training or of runs says that a parameter is counted in.
std::string unitOf(const MethodSpec& spec, const std::string& name) {
  for (const auto* table : {&spec.training, &runParameters()}) {
    const auto found = std::ranges::find(*table, name, &Parameter::name);
    if (found != table->end()) return found->unit;
  }
  return {};
}

}  // namespace

const std::vector<Parameter>& runParameters() {
  static const std::vector<Parameter> table{
      {"seed", "of everything that is drawn", int64_t{0}, 0, {}, "", {}},
      {"device", "auto, cpu, cuda or cuda:N", std::string("auto"), {}, {}, "", {}},
      {"precision",
       "of networks; losses are always fp32",
       std::string("fp32"),
       {},
       {},
       "",
       {"fp32", "bf16", "fp16"}},
      {"channels_last", "memory of pictures that networks see: faster on most devices", true, {}, {}, "", {}},
      {"accumulate", "a batch is computed in so many parts, for little memory", int64_t{1}, 1, 4096, "", {}},
      {"threads",
       "that load data, for each stream; 0: one per core, which the ranks of a machine share, and at most 32",
       int64_t{0},
       0,
       1024,
       "",
       {}},
      {"on_broken",
       "what a frame that cannot be read does",
       std::string("stop"),
       {},
       {},
       "",
       {"stop", "skip"}},
      {"on_non_finite",
       "what a loss that is NaN or Inf does",
       std::string("stop"),
       {},
       {},
       "",
       {"stop", "skip"}},
      {"log_every", "iterations between scalars", int64_t{10}, 1, 1'000'000, "", {}},
      {"picture_every", "iterations between pictures; 0: none", int64_t{250}, 0, 1'000'000'000, "", {}},
      {"checkpoint_every",
       "iterations between checkpoints; 0: once an epoch",
       int64_t{0},
       0,
       1'000'000'000,
       "",
       {}},
      {"keep", "newest checkpoints that are kept", int64_t{3}, 1, 100'000, "", {}},
      {"keep_best",
       "of --validate: the figure whose best checkpoint is kept too (smallest; pixel_accuracy: largest)",
       std::string("loss"),
       {},
       {},
       "",
       {}},
      {"samples", "frames whose depth is drawn with each checkpoint; 0: none", int64_t{4}, 0, 1000, "", {}},
      {"weights",
       "a weights file to start from (a fine-tuning)",
       std::string(),
       {},
       {},
       "file to start from",
       {}},
  };
  return table;
}

bool namesAFileToStartFrom(const MethodSpec& spec, const std::string& name) {
  return unitOf(spec, name) == std::string("file ") + kStart;
}

bool startsARun(const MethodSpec& spec, const std::string& name) {
  return unitOf(spec, name).ends_with(kStart);
}

Result<RunParameters> parametersOf(const RunConfig& config, const MethodSpec& spec) {
  RunParameters all{Parameters(spec.parameters), Parameters(spec.training), Parameters(runParameters())};
  KERB_CHECK(setAll(all.model, config.model));
  KERB_CHECK(setAll(all.training, config.training));
  KERB_CHECK(setAll(all.run, config.run));
  return all;
}

Status assign(RunConfig& config, const MethodSpec& spec, const std::string& name, const std::string& value) {
  if (has(spec.parameters, name)) return config.model[name] = value, Status();
  if (has(spec.training, name)) return config.training[name] = value, Status();
  if (has(runParameters(), name)) return config.run[name] = value, Status();
  std::vector<std::string> names;
  for (const auto* table : {&spec.training, &spec.parameters, &runParameters()}) {
    for (const Parameter& row : *table) names.push_back(row.name);
  }
  return Error{fmt::format("no parameter '{}'", name), "",
               fmt::format("There are: {}", fmt::join(names, ", "))};
}

Status assignAll(RunConfig& config, const MethodSpec& spec, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) return Error{fmt::format("'{}' is not name=value", setting), "--set"};
    KERB_CHECK(assign(config, spec, setting.substr(0, equals), setting.substr(equals + 1)));
  }
  return {};
}

Result<RunConfig> readRunConfig(const fs::path& path) {
  KERB_TRY(const std::string text, readWhole(path, uint64_t{1} << 20));
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return Error{fmt::format("is no TOML: {}", parsed.error().description()),
                 fmt::format("{}, line {}", path.string(), parsed.error().source().begin.line)};
  }
  RunConfig config;
  for (const auto& [name, node] : parsed.table()) KERB_CHECK(readEntry(config, name.str(), node, path));
  if (config.method.empty())
    return Error{"names no method", path.string(), "Add a line: method = \"monodepth2\""};
  return config;
}

Status writeRunConfig(const fs::path& path, const RunConfig& config) {
  std::string out;
  put(out, "method", config.method);
  if (!config.recipe.empty()) put(out, "recipe", config.recipe);
  if (!config.note.empty()) put(out, "note", config.note);
  put(out, "model", config.model);
  put(out, "training", config.training);
  put(out, "run", config.run);
  for (const DataSpec& data : config.data) put(out, "data", data);
  for (const DataSpec& data : config.validation) put(out, "validation", data);
  return writeWhole(path, out);
}

}  // namespace kerb
