#include "core/labels/taxonomy.h"

#include <set>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

using Colour = std::array<uint8_t, 3>;

TEST(Taxonomy, HasTheClassesOfTheDataSets) {
  const auto cityscapes = classes(Taxonomy::cityscapes);
  ASSERT_EQ(cityscapes.size(), 19U);
  EXPECT_EQ(cityscapes[0].name, "road");
  EXPECT_EQ(cityscapes[13].name, "car");
  EXPECT_EQ(cityscapes[13].colour, (Colour{0, 0, 142}));
  EXPECT_EQ(cityscapes[18].name, "bicycle");
  const auto camvid = classes(Taxonomy::camvid);
  ASSERT_EQ(camvid.size(), 11U);
  EXPECT_EQ(camvid[0].name, "Sky");
  EXPECT_EQ(camvid[10].name, "Bicyclist");
  EXPECT_EQ(camvid[10].colour, (Colour{0, 128, 192}));
}

TEST(Taxonomy, ColoursTellClassesApart) {
  for (const auto taxonomy : {Taxonomy::cityscapes, Taxonomy::camvid}) {
    std::set<Colour> colours;
    std::set<std::string_view> names;
    for (const auto& info : classes(taxonomy)) {
      colours.insert(info.colour);
      names.insert(info.name);
    }
    EXPECT_EQ(colours.size(), classes(taxonomy).size());
    EXPECT_EQ(names.size(), classes(taxonomy).size());
  }
}

TEST(Taxonomy, LabelIdsBecomeTrainIds) {
  const auto& table = trainIdFromLabelId();
  EXPECT_EQ(table[7], 0);   // road
  EXPECT_EQ(table[17], 5);  // pole
  EXPECT_EQ(table[23], 10);
  EXPECT_EQ(table[26], 13);
  EXPECT_EQ(table[28], 15);
  EXPECT_EQ(table[31], 16);
  EXPECT_EQ(table[33], 18);
  for (const int none : {0, 1, 2, 3, 4, 5, 6, 9, 10, 14, 15, 16, 18, 29, 30, 34, 100, 254, 255}) {
    EXPECT_EQ(table[static_cast<size_t>(none)], kIgnoreLabel) << none;
  }
}

TEST(Taxonomy, TrainIdsSurviveTheWayThroughLabelIds) {
  for (uint8_t id = 0; id < 19; ++id) {
    const uint8_t label_id = labelIdFromTrainId()[id];
    ASSERT_LE(label_id, 33) << int{id};
    EXPECT_EQ(trainIdFromLabelId()[label_id], id);
  }
  for (size_t id = 19; id < 256; ++id) EXPECT_EQ(labelIdFromTrainId()[id], kIgnoreLabel);
}

TEST(Taxonomy, CamvidSurvivesTheWayThroughCityscapes) {
  for (uint8_t id = 0; id < 11; ++id) {
    const uint8_t train_id = cityscapesFromCamvid()[id];
    ASSERT_LT(train_id, 19) << int{id};
    EXPECT_EQ(camvidFromCityscapes()[train_id], id);
  }
  for (size_t id = 11; id < 256; ++id) EXPECT_EQ(cityscapesFromCamvid()[id], kIgnoreLabel);
}

TEST(Taxonomy, EveryCityscapesClassHasACamvidCounterpart) {
  for (size_t id = 0; id < 19; ++id) EXPECT_LT(camvidFromCityscapes()[id], 11) << id;
  for (size_t id = 19; id < 256; ++id) EXPECT_EQ(camvidFromCityscapes()[id], kIgnoreLabel);
  EXPECT_EQ(camvidFromCityscapes()[3], 1);   // wall: Building
  EXPECT_EQ(camvidFromCityscapes()[6], 6);   // traffic light: SignSymbol
  EXPECT_EQ(camvidFromCityscapes()[15], 8);  // bus: Car
  EXPECT_EQ(camvidFromCityscapes()[18], 10);
}

TEST(Taxonomy, TableBetweenTaxonomies) {
  EXPECT_EQ(labelTable(Taxonomy::camvid, Taxonomy::cityscapes)[0], 10);
  EXPECT_EQ(labelTable(Taxonomy::cityscapes, Taxonomy::camvid)[10], 0);
  EXPECT_EQ(labelTable(Taxonomy::camvid, Taxonomy::camvid)[10], 10);
  EXPECT_EQ(labelTable(Taxonomy::camvid, Taxonomy::camvid)[11], kIgnoreLabel);  // SegNet's unlabelled
  EXPECT_EQ(labelTable(Taxonomy::cityscapes, Taxonomy::cityscapes)[18], 18);
  EXPECT_EQ(labelTable(Taxonomy::cityscapes, Taxonomy::cityscapes)[19], kIgnoreLabel);
}

TEST(Taxonomy, ForegroundIsThinThingsAndMovers) {
  const std::set<size_t> expected{5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18};
  for (size_t id = 0; id < 256; ++id) {
    EXPECT_EQ(foregroundFromTrainId()[id], expected.contains(id) ? 1 : 0) << id;
  }
}

TEST(MapLabels, LooksEveryIdUp) {
  const at::Tensor ids = at::arange(256, at::kInt).to(at::kByte).view({16, 16});
  const at::Tensor mapped = mapLabels(ids, trainIdFromLabelId());
  ASSERT_EQ(mapped.sizes(), ids.sizes());
  for (int64_t id = 0; id < 256; ++id) {
    EXPECT_EQ(mapped[id / 16][id % 16].item<int>(), trainIdFromLabelId()[static_cast<size_t>(id)]);
  }
}

TEST(MapLabels, TakesStridedInput) {
  const at::Tensor ids = at::tensor({7, 8, 11, 12, 13, 17}, at::kInt).to(at::kByte).view({2, 3}).t();
  const at::Tensor expected = at::tensor({0, 3, 1, 4, 2, 5}, at::kInt).to(at::kByte).view({3, 2});
  EXPECT_TRUE(at::equal(mapLabels(ids, trainIdFromLabelId()), expected));
}

TEST(MapLabels, WrongTypeThrows) {
  EXPECT_THROW(mapLabels(at::zeros({2, 2}, at::kLong), trainIdFromLabelId()), std::invalid_argument);
  EXPECT_THROW(mapLabels(at::zeros({1, 2, 2}, at::kByte), trainIdFromLabelId()), std::invalid_argument);
}

}  // namespace
}  // namespace kerb
