#include "core/source/mat_file.h"

#include <ATen/ATen.h>

#include "tests/core/source/mat_tree.h"

namespace kerb {
namespace {

/// 2 x 3 numbers stored as T.
template <class T>
std::string small(uint32_t type, bool compressed) {
  std::string numbers;
  for (const int number : {1, 2, 3, 40, 50, 60}) append(numbers, static_cast<T>(number));
  return matOf("a", {2, 3}, type, numbers, compressed);
}

std::string error(const std::string& file) {
  const auto array = parseMatArray(file, "a", "file");
  return array ? "read" : array.error().message();
}

TEST(MatFile, NumbersOfEveryTypeTheyAreStoredAs) {
  for (const bool compressed : {true, false}) {
    for (const std::string& file :
         {small<int8_t>(1, compressed), small<uint8_t>(2, compressed), small<int16_t>(3, compressed),
          small<uint16_t>(4, compressed), small<int32_t>(5, compressed), small<uint32_t>(6, compressed),
          small<float>(7, compressed), small<double>(9, compressed)}) {
      const auto array = parseMatArray(file, "a", "file");
      ASSERT_TRUE(array) << array.error().message();
      EXPECT_TRUE(array->equal(at::tensor({1.0, 3.0, 50.0, 2.0, 40.0, 60.0}, at::kDouble).view({2, 3})))
          << *array;
    }
  }
}

TEST(MatFile, NumbersInTheTagItself) {
  std::string file = matOf("a", {2, 1}, kDouble, "", false);
  file.resize(file.size() - 8);  // the empty element of numbers
  append(file, uint16_t{2});     // uint8
  append(file, uint16_t{2});     // bytes
  file += std::string{7, 9, 0, 0};
  const auto array = parseMatArray(file, "a", "file");
  ASSERT_TRUE(array) << array.error().message();
  EXPECT_TRUE(array->equal(at::tensor({7.0, 9.0}, at::kDouble).view({2, 1})));
}

TEST(MatFile, OtherArraysAreSteppedOver) {
  const std::string real = small<double>(kDouble, true);
  const std::string number(8, '\0');
  const std::string before = matOf("b", {1, 1}, kDouble, number);
  EXPECT_EQ(error(before + real.substr(128)), "read");
  EXPECT_THAT(error(before), HasSubstr("no array 'a'"));
  EXPECT_EQ(error(matOf("x", {1, 1}, kDouble, "", true, 17) + real.substr(128)), "read") << "an object";
  EXPECT_THAT(error(matOf("a", {1, 1}, kDouble, number, true, 0x806)), HasSubstr("no array of real"));
  EXPECT_THAT(error(matOf("a", {1, 1}, kDouble, number, true, 4)), HasSubstr("no array of real"));
}

TEST(MatFile, Damage) {
  EXPECT_THAT(error(matOf("a", {2, 3}, kDouble, std::string(40, '\0'))),
              HasSubstr("announces 6 numbers and has 40 bytes"));
  EXPECT_THAT(error(matOf("a", {2, 3}, 12, std::string(48, '\0'))), HasSubstr("type 12"));
  EXPECT_THAT(error(matOf("a", {-2, -3}, kDouble, std::string(48, '\0'))),
              HasSubstr("is damaged: the array"));
  std::string checksum = small<double>(kDouble, true);
  checksum.back() = static_cast<char>(checksum.back() ^ 1);
  EXPECT_THAT(error(checksum), HasSubstr("is damaged: the packed element at byte 128"));
}

}  // namespace
}  // namespace kerb
