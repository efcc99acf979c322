// The safetensors format: round trips, other people's files, damaged files, a full disk.
#include "core/weights/safetensors.h"

#include <csignal>
#include <cstring>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/core/weights/checkpoints.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TensorMap everyType() {
  TensorMap tensors;
  for (const at::ScalarType type : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt,
                                    at::kShort, at::kChar, at::kByte, at::kBool})
    tensors[c10::toString(type)] = expectedTensor("", {3, 5}, type);
  tensors["scalar"] = at::scalar_tensor(2.5);
  tensors["empty"] = at::empty({0, 4});
  tensors["strided"] = at::arange(12.0F).reshape({3, 4}).t();
  tensors["tricky \"name\" / \xc3\xa4"] = at::ones({1});
  return tensors;
}

std::string withHeader(const std::string& header, const std::string& data) {
  const uint64_t length = header.size();
  std::string bytes(sizeof(length), '\0');
  std::memcpy(bytes.data(), &length, sizeof(length));
  return bytes + header + data;
}

std::string failureOf(const std::string& bytes) {
  const auto read = parseSafetensors(bytes, "made.safetensors");
  return read ? "no error" : read.error().message();
}

TEST(SafetensorsTest, WritesAndReadsEveryType) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "new folder/all.safetensors";
  const std::map<std::string, std::string> metadata{{"a", "1"}, {"b", "two \n\" lines"}};
  const TensorMap tensors = everyType();
  const auto written = writeSafetensors(path, tensors, metadata);
  ASSERT_TRUE(written) << written.error().message();
  const auto read = readSafetensors(path);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->metadata, metadata);
  ASSERT_EQ(read->tensors.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    EXPECT_EQ(read->tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(at::equal(read->tensors.at(name), tensor)) << name;
  }
}

TEST(SafetensorsTest, IsDeterministicAndAligned) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writeSafetensors(folder.path() / "a", everyType(), {{"k", "v"}}));
  ASSERT_TRUE(writeSafetensors(folder.path() / "b", everyType(), {{"k", "v"}}));
  const std::string bytes = bytesOf(folder.path() / "a");
  EXPECT_EQ(bytes, bytesOf(folder.path() / "b"));
  uint64_t header_bytes = 0;
  std::memcpy(&header_bytes, bytes.data(), sizeof(header_bytes));
  EXPECT_EQ(header_bytes % 8, 0U);
}

TEST(SafetensorsTest, AgreesWithPythonsLibrary) {
  const std::string python = "PYTHONPATH='" KERB_SITE_DIR "':\"$PYTHONPATH\" python3 ";
  const auto run = [&](const std::string& code, const fs::path& file) {
    return std::system((python + "-c \"" + code + "\" '" + file.string() + "'").c_str());  // NOLINT
  };
  if (run("import safetensors", "") != 0) GTEST_SKIP() << "Python's safetensors is not in " KERB_SITE_DIR;
  const TemporaryFolder folder;
  const fs::path ours = folder.path() / "ours.safetensors";
  ASSERT_TRUE(writeSafetensors(ours, everyType(), {{"kerb.format", "1"}}));
  const std::string copy =
      "import ctypes, os, safetensors, sys\n"
      "path = sys.argv[1]\n"
      "read = dict(safetensors.deserialize(open(path, 'rb').read()))\n"
      "assert len(read) == 14, len(read)\n"
      "assert read['Float']['dtype'] == 'F32' and read['Float']['shape'] == [3, 5]\n"
      "kept = {k: ctypes.create_string_buffer(bytes(v['data']), len(v['data']) + 1) for k, v in "
      "read.items()}\n"
      "spec = {k: safetensors.TensorSpec(dtype=NAMES[v['dtype']], shape=v['shape'], "
      "data_ptr=ctypes.addressof(kept[k]), data_len=len(v['data'])) for k, v in read.items()}\n"
      "safetensors.serialize_file(spec, os.path.dirname(path) + '/theirs.safetensors', {'from': 'python'})\n";
  const std::string names =
      "NAMES = dict(F64='float64', F32='float32', F16='float16', BF16='bfloat16', I64='int64', I32='int32', "
      "I16='int16', I8='int8', U8='uint8', BOOL='bool')\n";
  ASSERT_EQ(run(names + copy, ours), 0);
  const auto theirs = readSafetensors(folder.path() / "theirs.safetensors");
  ASSERT_TRUE(theirs) << theirs.error().message();
  EXPECT_EQ(theirs->metadata.at("from"), "python");
  for (const auto& [name, tensor] : everyType())
    EXPECT_TRUE(at::equal(theirs->tensors.at(name), tensor)) << name;
}

TEST(SafetensorsTest, RefusesBrokenHeaders) {
  const std::string eight(8, '\0');
  const std::string a = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  const std::string b = R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]})";
  EXPECT_EQ(failureOf(withHeader("{" + a + "," + b + "}  ", eight)), "no error");
  const std::pair<std::string, const char*> cases[] = {
      {"{" + a + "," + a + "}", "'a' comes twice"},
      {R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "'dtype' comes twice"},
      {"{" + a + "}", "4 bytes are left over"},
      {"{" + b + "}", "a hole"},
      {"{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", "an overlap"},
      {"{" + a + R"(,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", "is truncated: tensor 'b'"},
      {R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", "its shape needs 12 bytes"},
      {R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})",
       "needs too many bytes"},
      {R"({"a":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]}})",
       "needs too many bytes"},
      {R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]}})", "a size is too large"},
      {R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", "its shape is not a list of sizes"},
      {R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}})", "its shape is not a list of sizes"},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", "ends before it begins"},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})", "data_offsets are not two numbers"},
      {R"({"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}})", "its type is not one of"},
      {R"({"a":{"dtype":"F32","shape":[2]}})", "dtype, shape and data_offsets are expected"},
      {R"({"a":[1]})", "dtype, shape and data_offsets are expected"},
      {R"({"__metadata__":{"a":1}})", "__metadata__ 'a' is not text"},
      {R"({"__metadata__":[]})", "__metadata__ is not a JSON object"},
      {R"({"a":{"b":{"c":{"d":1}}}})", "nested too deeply"},
      {"{\"a\":" + std::string(100000, '['), "nested too deeply"},
      {R"({"a":1e999})", "cannot be read"},
      {R"({"a":)", "is not valid JSON"}};
  for (const auto& [header, expected] : cases)
    EXPECT_THAT(failureOf(withHeader(header, eight)), HasSubstr(expected)) << header.substr(0, 100);
}

TEST(SafetensorsTest, SaysWhatOtherFilesAre) {
  EXPECT_THAT(failureOf(""), HasSubstr("is not a safetensors file: it has only 0 bytes"));
  EXPECT_THAT(failureOf(std::string("PK\x03\x04", 4) + std::string(100, ' ')),
              HasSubstr("looks like a PyTorch file"));
  EXPECT_THAT(failureOf(std::string(100, 'x')), HasSubstr("does not begin with a header length"));
  std::string large = withHeader("{}", "");
  const uint64_t length = 100'000'001;
  std::memcpy(large.data(), &length, sizeof(length));
  EXPECT_THAT(failureOf(large), HasSubstr("does not begin with a header length"));
  const auto absent = readSafetensors("/nonexistent.safetensors");
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().message(), HasSubstr("/nonexistent.safetensors: cannot open: No such file"));
}

TEST(SafetensorsTest, TruncatedAnywhereIsAnError) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "whole";
  ASSERT_TRUE(writeSafetensors(path, everyType(), {}));
  const std::string whole = bytesOf(path);
  for (size_t length = 0; length < whole.size(); ++length)
    ASSERT_FALSE(parseSafetensors(std::string_view(whole).substr(0, length), "cut")) << length;
  writeBytes(path, whole.substr(0, whole.size() - 1));
  const auto cut = readSafetensors(path);
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().message(), HasSubstr("is truncated: tensor '"));
}

TEST(SafetensorsTest, RandomDamageNeverCrashes) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writeSafetensors(folder.path() / "a", everyType(), {{"k", "v"}}));
  const std::string whole = bytesOf(folder.path() / "a");
  std::mt19937 random(3);
  int refused = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string damaged = whole;
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    if (!parseSafetensors(damaged, "damaged")) ++refused;
  }
  EXPECT_GT(refused, 500);
}

TEST(SafetensorsTest, AFailedWriteLeavesTheOldFileAndNothingElse) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "kept.safetensors";
  ASSERT_TRUE(writeSafetensors(path, {{"a", at::ones({4})}}, {}));
  const std::string before = bytesOf(path);
  rlimit old_limit{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1 << 16, old_limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = writeSafetensors(path, {{"a", at::ones({1 << 20})}}, {});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old_limit), 0);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message(), HasSubstr("kept.safetensors: cannot write: File too large"));
  EXPECT_EQ(bytesOf(path), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(SafetensorsTest, RefusesWhatItCannotWrite) {
  const TemporaryFolder folder;
  const auto failure = [&](const TensorMap& tensors) {
    const auto written = writeSafetensors(folder.path() / "x", tensors, {});
    return written ? "no error" : written.error().message();
  };
  EXPECT_THAT(failure({{"c", at::zeros({1}, at::kComplexFloat)}}),
              HasSubstr("tensor 'c' has the type ComplexFloat"));
  EXPECT_THAT(failure({{"__metadata__", at::zeros({1})}}), HasSubstr("cannot be called __metadata__"));
  EXPECT_THAT(failure({{"\xff", at::zeros({1})}}), HasSubstr("not valid UTF-8"));
  EXPECT_THAT(failure({{"u", at::Tensor()}}), HasSubstr("tensor 'u' is undefined"));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace kerb
