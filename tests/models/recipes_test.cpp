// The recipes that come with Kerb, against the methods' own tables of parameters.
#include <fstream>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/plan.h"
#include "core/train/recipe.h"
#include "models/catalogue.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::vector<std::filesystem::path> kShipped{std::filesystem::path(KERB_SOURCE_DIR) /
                                                  "resources/recipes"};

bool knows(const std::vector<Parameter>& table, const std::string& name) {
  return std::ranges::find(table, name, &Parameter::name) != table.end();
}

TEST(Recipes, EveryOneIsARunOfItsMethod) {
  const auto all = listRecipes(kShipped);
  ASSERT_TRUE(all) << all.error().message();
  EXPECT_GE(all->size(), 18U);
  for (const Recipe& recipe : *all) {
    SCOPED_TRACE(recipe.name);
    const RunConfig& config = recipe.config;
    const auto spec = findMethod(methods(), config.method);
    ASSERT_TRUE(spec) << spec.error().message();
    const auto parameters = parametersOf(config, **spec);
    ASSERT_TRUE(parameters) << parameters.error().message();
    EXPECT_TRUE(config.data.empty());
    EXPECT_FALSE(config.note.empty());
    for (const auto& [name, what] : config.needs)
      EXPECT_TRUE(knows((*spec)->training, name) || knows(runParameters(), name)) << name;
    const auto method = (*spec)->create(parameters->model, nullptr);
    ASSERT_TRUE(method) << method.error().message();
    const auto plan = (*spec)->plan(*method, parameters->training);
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ((*method)->inputSize(),
              std::pair(parameters->model.get<int64_t>("width"), parameters->model.get<int64_t>("height")));
  }
}

TEST(Recipes, ADifferentNameIsADifferentRun) {
  const auto all = listRecipes(kShipped);
  ASSERT_TRUE(all);
  for (const Recipe& a : *all) {
    for (const Recipe& b : *all) {
      if (a.name >= b.name) continue;
      EXPECT_FALSE(a.config.method == b.config.method && a.config.model == b.config.model &&
                   a.config.training == b.config.training && a.config.run == b.config.run &&
                   a.config.needs == b.config.needs)
          << a.name << " and " << b.name;
    }
  }
}

TEST(Recipes, AreFoundByNameOrPath) {
  const auto recipe = openRecipe("monodepth2/table1-ms", kShipped);
  ASSERT_TRUE(recipe) << recipe.error().message();
  EXPECT_EQ(recipe->recipe, "monodepth2/table1-ms");
  EXPECT_EQ(recipe->model.at("use_stereo"), "true");
  EXPECT_THAT(
      openRecipe("monodepth2/table9", kShipped).error().message(),
      AllOf(HasSubstr("no recipe 'monodepth2/table9'"), HasSubstr("monodepth2/table1-ms-no-pretrain")));
  EXPECT_THAT(openRecipe("nonsense", kShipped).error().message(), HasSubstr("kerb models --recipes"));
  EXPECT_THAT(openRecipe("none.toml", kShipped).error().message(), HasSubstr("no such file"));
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "own.toml") << "method = 'monodepth2'\nrecipe = 'before'\n";
  EXPECT_EQ(openRecipe(folder.path() / "own.toml", kShipped)->recipe, folder.path() / "own.toml");
  // One's own folder comes first.
  std::filesystem::create_directories(folder.path() / "monodepth2");
  std::ofstream(folder.path() / "monodepth2/table1-m.toml") << "method = 'monodepth2'\nnote = 'mine'\n";
  EXPECT_EQ(openRecipe("monodepth2/table1-m", {folder.path(), kShipped.front()})->note, "mine");
  std::ofstream(folder.path() / "bad.toml") << "method = 1 2\n";
  EXPECT_THAT(listRecipes({folder.path()}).error().message(), HasSubstr("bad.toml, line 1"));
}

TrainingPlan planOf(const std::string& name) {
  const auto recipe = openRecipe(name, kShipped);
  if (!recipe) throw std::runtime_error(recipe.error().message());
  const MethodSpec& spec = **findMethod(methods(), recipe->method);
  const auto parameters = parametersOf(*recipe, spec);
  const auto plan = spec.plan(*spec.create(parameters->model, nullptr), parameters->training);
  if (!plan) throw std::runtime_error(plan.error().message());
  return *plan;
}

TEST(Recipes, Table1TrainsAsPublished) {
  struct Row {
    const char* name;
    int64_t epochs;
    bool neighbours, stereo;
  };
  for (const Row& row : {Row{"monodepth2/table1-m", 20, true, false},
                         {"monodepth2/table1-s", 20, false, true},
                         {"monodepth2/table1-ms", 20, true, true},
                         {"monodepth2/table1-m-no-pretrain", 30, true, false}}) {
    SCOPED_TRACE(row.name);
    const TrainingPlan plan = planOf(row.name);
    EXPECT_EQ(plan.batch, 12);
    ASSERT_EQ(plan.phases.size(), 1U);
    EXPECT_EQ(plan.phases[0].epochs, row.epochs);
    ASSERT_EQ(plan.optimisers.size(), 1U);
    EXPECT_DOUBLE_EQ(plan.optimisers[0].adam.learning_rate, 1e-4);
    EXPECT_EQ(plan.optimisers[0].schedule.at(14, row.epochs), 1);
    EXPECT_DOUBLE_EQ(plan.optimisers[0].schedule.at(15, row.epochs), 0.1);
    ASSERT_EQ(plan.streams.size(), 1U);
    const auto& [stream, sample, augmentation] = plan.streams[0];
    EXPECT_EQ(std::pair(sample.width, sample.height), (std::pair<int64_t, int64_t>(640, 192)));
    EXPECT_EQ(sample.scales, 4);
    EXPECT_EQ(sample.previous, row.neighbours);
    EXPECT_EQ(sample.next, row.neighbours);
    EXPECT_EQ(sample.stereo, row.stereo);
    EXPECT_EQ(augmentation.flip_probability, 0.5);
    EXPECT_EQ(augmentation.jitter_probability, 0.5);
    EXPECT_EQ(augmentation.appearance_probability, 0);
    EXPECT_EQ(augmentation.crop.largest_zoom, 1);
  }
}

TEST(Recipes, WhatAPersonMustBringIsAskedFor) {
  auto recipe = openRecipe("monodepth2/table1-m", kShipped);
  ASSERT_TRUE(recipe);
  EXPECT_THAT(
      checkRecipe(*recipe).error().message(),
      AllOf(HasSubstr("monodepth2/table1-m"), HasSubstr("ResNet-18"), HasSubstr("--set encoder_weights=")));
  recipe->training["encoder_weights"] = "resnet18.pth";
  EXPECT_TRUE(checkRecipe(*recipe));
}

}  // namespace
}  // namespace kerb
