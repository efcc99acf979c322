// The pickle machine on hand-written instructions.
#include "core/weights/pickle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

using ::testing::HasSubstr;
using namespace std::string_view_literals;

std::string failureOf(std::string_view bytes) {
  const auto tree = readPickle(bytes, "file.pth", 1000);
  return tree ? "no error" : tree.error().message();
}

template <class T>
T rootOf(std::string_view bytes) {
  const auto tree = readPickle(bytes, "file.pth");
  EXPECT_TRUE(tree) << tree.error().message();
  return tree && tree->get<T>(tree->root) != nullptr ? *tree->get<T>(tree->root) : T{};
}

TEST(PickleTest, ReadsNumbers) {
  EXPECT_EQ(rootOf<int64_t>("K\xff."sv), 255);
  EXPECT_EQ(rootOf<int64_t>("M\x01\x02."sv), 513);
  EXPECT_EQ(rootOf<int64_t>("J\xfe\xff\xff\xff."sv), -2);
  EXPECT_EQ(rootOf<int64_t>("\x8a\x00."sv), 0);
  EXPECT_EQ(rootOf<int64_t>("\x8a\x01\x80."sv), -128);
  EXPECT_EQ(rootOf<int64_t>("\x8a\x02\x80\x00."sv), 128);
  EXPECT_EQ(rootOf<int64_t>("\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80."sv),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(rootOf<double>("G\x3f\xf8\x00\x00\x00\x00\x00\x00."sv), 1.5);
  EXPECT_TRUE(rootOf<bool>("\x88."sv));
}

TEST(PickleTest, ReadsContainersAndSaysWhereItEnds) {
  const auto tree = readPickle("\x80\x02(K\x01K\x02t.more"sv, "file.pth");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->bytes, 9U);
  const auto* tuple = tree->get<PickleTuple>(tree->root);
  ASSERT_NE(tuple, nullptr);
  ASSERT_EQ(tuple->items.size(), 2U);
  EXPECT_EQ(*tree->get<int64_t>(tuple->items[1]), 2);
  EXPECT_EQ(rootOf<PickleList>("](K\x01K\x02"
                               "e."sv)
                .items.size(),
            2U);
  EXPECT_EQ(rootOf<PickleDict>("}X\x01\x00\x00\x00"
                               "aK\x01s."sv)
                .items.size(),
            1U);
}

TEST(PickleTest, NamesFileAndByteOfWhatIsWrong) {
  EXPECT_EQ(failureOf("K\x01\x85h\x07."sv),
            "file.pth, byte 1003: recalls value 7, which was not kept. The file is damaged: copy or download "
            "it again");
  const std::pair<std::string_view, const char*> cases[] = {
      {""sv, "is truncated"},
      {"K"sv, "is truncated"},
      {"."sv, "ends with something unfinished"},
      {"NN."sv, "ends with something unfinished"},
      {"(N."sv, "ends with something unfinished"},
      {"N(a."sv, "empty stack"},  // what lies below a mark is not to be taken
      {"](a"sv, "empty stack"},
      {"t."sv, "a mark is missing"},
      {"N\x86."sv, "empty stack"},
      {"NNa."sv, "a list is expected"},
      {"}(NNNu."sv, "a key without a value"},
      {"NNR."sv, "a name is expected"},
      {"NQ."sv, "a storage is expected"},
      {"NNb."sv, "a dictionary is expected"},
      {"cos\nsystem"sv, "a name does not end"},
      {"\x82\x01."sv, "instruction 0x82 is not allowed"},
      {"(o."sv, "instruction 0x6f is not allowed"},
      {"NN\x81."sv, "instruction 0x81 is not allowed"},
      {"C\x01"
       "a."sv,
       "instruction 0x43 is not allowed"},
      {"ccollections\nOrderedDict\n]R."sv, "a tuple of arguments is expected"}};
  for (const auto& [bytes, expected] : cases) EXPECT_THAT(failureOf(bytes), HasSubstr(expected)) << bytes;
}

TEST(PickleTest, QuotesNamesWithoutControlCharacters) {
  EXPECT_THAT(failureOf("cos\x1b[31m\nsystem\n."sv), HasSubstr("'os?[31m.system' is not allowed"));
  EXPECT_THAT(failureOf("c" + std::string(5000, 'x') + "\ny\n."), HasSubstr("xxx...' is not allowed"));
}

}  // namespace
}  // namespace kerb
