#include "core/prediction/npy.h"

#include <fstream>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using testing::HasSubstr;

/// A file as NumPy would write it, with any header text and data.
std::string npyFile(std::string header, std::string_view data, char version = 1) {
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += {version, '\0', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  if (version > 1) bytes += {'\0', '\0'};
  return bytes + header + std::string(data);
}

std::string header(const std::string& descr, const std::string& order, const std::string& shape) {
  return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", descr, order, shape);
}

std::string errorOf(const std::string& bytes) {
  const auto parsed = parseNpy(bytes, "a.npy");
  return parsed ? "no error" : parsed.error().message();
}

TEST(Npy, WritesWhatNumpyWrites) {
  // The bytes of numpy.save of arange(6, dtype='<f4').reshape(2, 3), numpy 2.4.
  const std::string bytes = encodeNpy(at::arange(6, at::kFloat).view({2, 3}));
  std::string expected = "\x93NUMPY";
  expected += {'\1', '\0', 'v', '\0'};
  expected += "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  expected += std::string(128 - 10 - 1 - (expected.size() - 10), ' ') + "\n";
  const float values[] = {0, 1, 2, 3, 4, 5};
  expected.append(reinterpret_cast<const char*>(values), sizeof values);
  EXPECT_EQ(bytes, expected);
}

TEST(Npy, DataBeginsAtAMultipleOf64) {
  for (const auto& shape :
       std::vector<std::vector<int64_t>>{{}, {3}, {1, 2}, {1, 1, 1, 2, 1, 1, 1, 1, 1, 1}}) {
    const at::Tensor values = at::ones(shape, at::kByte);
    EXPECT_EQ((encodeNpy(values).size() - static_cast<size_t>(values.numel())) % 64, 0U);
  }
}

TEST(Npy, EveryTypeAndShapeSurvives) {
  for (const auto type : {at::kFloat, at::kDouble, at::kByte, at::kShort, at::kInt, at::kLong, at::kBool}) {
    for (const auto& shape : std::vector<std::vector<int64_t>>{{}, {1}, {0}, {5, 0, 2}, {3, 4}, {2, 3, 4}}) {
      const at::Tensor values = at::randint(0, 100, shape, at::kLong).to(type);
      const auto again = parseNpy(encodeNpy(values), "a.npy");
      ASSERT_TRUE(again) << again.error().message();
      EXPECT_EQ(again->scalar_type(), type);
      EXPECT_TRUE(at::equal(*again, values));
    }
  }
}

TEST(Npy, StridedTensorsAreWrittenInCOrder) {
  const at::Tensor values = at::arange(12, at::kInt).view({3, 4}).t();
  EXPECT_TRUE(at::equal(*parseNpy(encodeNpy(values), "a"), values));
}

TEST(Npy, OtherTypesAreABug) { EXPECT_THROW(encodeNpy(at::zeros({2}, at::kHalf)), std::invalid_argument); }

TEST(Npy, ReadsFortranOrder) {
  const auto values = parseNpy(npyFile(header("|u1", "True", "(2, 3)"), "\1\4\2\5\3\6"), "a.npy");
  ASSERT_TRUE(values) << values.error().message();
  EXPECT_TRUE(at::equal(*values, at::tensor({1, 2, 3, 4, 5, 6}, at::kInt).to(at::kByte).view({2, 3})));
}

TEST(Npy, ReadsUnsigned16AsInt32) {
  const auto values =
      parseNpy(npyFile(header("<u2", "False", "(2,)"), std::string("\xFF\xFF\1\0", 4)), "a.npy");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->scalar_type(), at::kInt);
  EXPECT_EQ((*values)[0].item<int>(), 65535);
  EXPECT_EQ((*values)[1].item<int>(), 1);
}

TEST(Npy, ReadsVersions2And3AndOddButLegalHeaders) {
  for (const char version : {'\2', '\3'}) {
    EXPECT_TRUE(parseNpy(npyFile(header("|u1", "False", "(1,)"), "x", version), "a"));
  }
  EXPECT_TRUE(parseNpy(npyFile("{\"shape\":(1L,),'fortran_order':False,'descr':'<u1'}", "x"), "a"));
}

TEST(Npy, ABoolIsZeroOrNot) {
  const auto values = parseNpy(npyFile(header("|b1", "False", "(3,)"), std::string("\0\1\7", 3)), "a");
  ASSERT_TRUE(values);
  EXPECT_TRUE(at::equal(values->to(at::kInt), at::tensor({0, 1, 1}, at::kInt)));
}

TEST(Npy, ErrorsSayWhatAndWhere) {
  EXPECT_THAT(errorOf(""), HasSubstr("a.npy: not a NumPy file"));
  EXPECT_THAT(errorOf("\x89PNG"), HasSubstr("not a NumPy file"));
  EXPECT_THAT(errorOf("\x93NUMPY\1"), HasSubstr("cut off in the header"));
  EXPECT_THAT(errorOf(npyFile(header("|u1", "False", "(1,)"), "x", 9)),
              HasSubstr("byte 6: format version 9"));
  EXPECT_THAT(errorOf(npyFile(header(">f4", "False", "(1,)"), "1234")), HasSubstr("little-endian"));
  EXPECT_THAT(errorOf(npyFile(header("|O", "False", "(1,)"), "1234")), HasSubstr("holds '|O'"));
  EXPECT_THAT(errorOf(npyFile(header("", "False", "(1,)"), "1234")), HasSubstr("holds ''"));
  EXPECT_THAT(errorOf(npyFile("{'descr': [('a', '<f4')], }", "1234")), HasSubstr("several fields"));
  EXPECT_THAT(errorOf(npyFile(header("<f4", "False", "(2,)"), "1234")),
              HasSubstr("needs 8 bytes of data, 4"));
  EXPECT_THAT(errorOf(npyFile(header("<f4", "False", "(1,)"), "12345")),
              HasSubstr("needs 4 bytes of data, 5"));
  EXPECT_THAT(errorOf(npyFile(header("<f4", "False", "(-1,)"), "1234")), HasSubstr("byte "));
  EXPECT_THAT(errorOf(npyFile(header("<f4", "Maybe", "(1,)"), "1234")), HasSubstr("True or False"));
  EXPECT_THAT(errorOf(npyFile("{'descr': '<f4'}", "1234")), HasSubstr("lacks"));
  EXPECT_THAT(errorOf(npyFile("{'colour': '<f4'}", "1234")), HasSubstr("unknown key 'colour'"));
}

TEST(Npy, HugeShapesDoNotOverflow) {
  for (const char* shape :
       {"(4294967296, 4294967296)", "(9223372036854775807, 2)", "(1099511627776, 16777216)",
        "(0, 9223372036854775807)", "(99999999999999999999,)"}) {
    EXPECT_NE(errorOf(npyFile(header("<f4", "False", shape), "")), "no error") << shape;
  }
}

TEST(Npy, EveryTruncationIsAnErrorAndNoCrash) {
  const std::string whole = encodeNpy(at::arange(6, at::kFloat));
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parseNpy(whole.substr(0, size), "a")) << size;
}

TEST(Npy, WritesAndReadsFiles) {
  const TemporaryFolder folder;
  const at::Tensor values = at::rand({4, 5});
  ASSERT_TRUE(writeNpy(folder.path() / "new" / "a.npy", values));
  EXPECT_TRUE(at::equal(*readNpy(folder.path() / "new" / "a.npy"), values));
  const auto missing = readNpy(folder.path() / "b.npy");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message(), HasSubstr("b.npy"));
}

TEST(Npy, ReadsARealDisparityMap) {
  KERB_NEEDS_REAL_DATA(data);
  const auto disparity = readNpy(data / "manydepth_pair" / "test_sequence_target_reference.npy");
  ASSERT_TRUE(disparity) << disparity.error().message();
  EXPECT_EQ(disparity->sizes(), (std::vector<int64_t>{1, 1, 192, 640}));
  EXPECT_GT(disparity->min().item<float>(), 0.0F);
  EXPECT_LT(disparity->max().item<float>(), 10.0F);
  EXPECT_EQ(encodeNpy(*disparity),
            *readWhole(data / "manydepth_pair" / "test_sequence_target_reference.npy"));
}

}  // namespace
}  // namespace kerb
