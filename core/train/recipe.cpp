#include "core/train/recipe.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"
#include "core/base/resources.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

Result<std::vector<fs::path>> filesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failure;
  for (fs::recursive_directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    const fs::path& path = it->path();
    if (path.extension() == ".toml" && !path.filename().string().starts_with('.')) files.push_back(path);
  }
  if (failure) return systemError("cannot list", folder, failure.value());
  return files;
}

std::string nameOf(const fs::path& file, const fs::path& folder) {
  return fs::path(file).replace_extension().lexically_relative(folder).generic_string();
}

std::string unknown(const std::vector<Recipe>& all, const std::string& name) {
  std::vector<std::string> names;
  const std::string group = name.substr(0, name.find('/'));
  for (const Recipe& recipe : all) {
    if (recipe.name.starts_with(group)) names.push_back(recipe.name);
  }
  if (names.empty()) return "`kerb models --recipes` lists them; or give the path of a run.toml";
  return fmt::format("There are: {}", fmt::join(names, ", "));
}

}  // namespace

std::vector<fs::path> recipeFolders() { return resourceFolders("recipes"); }

Result<std::vector<Recipe>> listRecipes(const std::vector<fs::path>& folders) {
  std::vector<Recipe> all;
  for (const fs::path& folder : folders) {
    KERB_TRY(const std::vector<fs::path> files, filesIn(folder));
    for (const fs::path& file : files) {
      const std::string name = nameOf(file, folder);
      if (std::ranges::find(all, name, &Recipe::name) != all.end()) continue;
      KERB_TRY(RunConfig config, readRunConfig(file));
      config.recipe = name;
      all.push_back({name, std::move(config)});
    }
  }
  std::ranges::sort(all, [](const Recipe& a, const Recipe& b) { return naturalLess(a.name, b.name); });
  return all;
}

Result<RunConfig> openRecipe(const std::string& name, const std::vector<fs::path>& folders) {
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored)) {
    KERB_TRY(RunConfig config, readRunConfig(name));
    config.recipe = fs::absolute(name).lexically_normal().string();
    return config;
  }
  if (name.ends_with(".toml")) return Error{"there is no such file", name};
  KERB_TRY(const std::vector<Recipe> all, listRecipes(folders));
  const auto found = std::ranges::find(all, name, &Recipe::name);
  if (found == all.end())
    return Error{fmt::format("there is no recipe '{}'", name), "--recipe", unknown(all, name)};
  return found->config;
}

Status checkRecipe(const RunConfig& config) {
  for (const auto& [name, what] : config.needs) {
    const bool given = std::ranges::any_of(
        std::initializer_list<const Settings*>{&config.model, &config.training, &config.run},
        [&](const Settings* table) { return table->contains(name) && !table->at(name).empty(); });
    if (!given)
      return Error{fmt::format("needs {}", what), fmt::format("recipe {}", config.recipe),
                   fmt::format("Give it with --set {}=FILE", name)};
  }
  return {};
}

}  // namespace kerb
