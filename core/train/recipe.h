// Recipes: runs of the papers' tables, by name. A recipe is a run.toml without data (run_config.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/train/run_config.h"

namespace kerb {

struct Recipe {
  std::string name;  ///< "monodepth2/table1-m": its path below the folder of recipes
  RunConfig config;
};

/// resourceFolders("recipes")
std::vector<std::filesystem::path> recipeFolders();

/// All recipes of the folders, by name; of two with one name that of the first folder. A file that cannot be
/// read: an Error.
Result<std::vector<Recipe>> listRecipes(const std::vector<std::filesystem::path>& folders);

/// By its name, or by a path to any run.toml. Neither: an Error with the names that are like it.
Result<RunConfig> openRecipe(const std::string& name, const std::vector<std::filesystem::path>& folders);

/// What the recipe leaves to the person (weights to start from) is there, else an Error that says what it is.
Status checkRecipe(const RunConfig& config);

}  // namespace kerb
