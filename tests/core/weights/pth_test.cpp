// PyTorch's files: real ones, made ones of both containers, damaged and malicious ones.
#include "core/weights/pth.h"

#include <random>

#include <caffe2/serialize/inline_container.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/weights/byte_source.h"
#include "core/weights/zip_directory.h"
#include "tests/core/weights/checkpoints.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class PthTest : public ::testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    if (hasPython()) {
      ASSERT_TRUE(makePth("cases '" + folder_->path().string() + "' '" + marker().string() + "'"));
    }
  }
  static void TearDownTestSuite() { delete folder_; }
  void SetUp() override { KERB_NEEDS_PYTHON(); }

  static fs::path marker() { return folder_->path() / "executed"; }
  static fs::path file(const std::string& name) { return folder_->path() / (name + GetParam() + ".pth"); }
  static std::string failure(const fs::path& path) {
    const auto read = readStateDict(path);
    return read ? "no error" : read.error().message();
  }
  static TemporaryFolder* folder_;
};
TemporaryFolder* PthTest::folder_ = nullptr;

INSTANTIATE_TEST_SUITE_P(Containers, PthTest, ::testing::Values(".zip", ".legacy"),
                         [](const auto& test) { return std::string(test.param + 1); });

void expectSmall(const StateDict& state) {
  const std::pair<const char*, at::ScalarType> types[] = {
      {"Float", at::kFloat}, {"Double", at::kDouble}, {"Half", at::kHalf},   {"BFloat16", at::kBFloat16},
      {"Long", at::kLong},   {"Int", at::kInt},       {"Short", at::kShort}, {"Char", at::kChar},
      {"Byte", at::kByte},   {"Bool", at::kBool}};
  for (const auto& [name, type] : types) {
    const at::Tensor& tensor = state.tensors.at(name);
    EXPECT_EQ(tensor.scalar_type(), type) << name;
    EXPECT_TRUE(at::equal(tensor, expectedTensor(name, {2, 3}, type))) << name;
  }
  const at::Tensor shared = expectedTensor("shared", {24}, at::kFloat);
  EXPECT_TRUE(at::equal(state.tensors.at("rows"), shared.reshape({4, 6})));
  EXPECT_TRUE(at::equal(state.tensors.at("transposed"), shared.reshape({4, 6}).t()));
  EXPECT_TRUE(at::equal(state.tensors.at("part"), shared.as_strided({2, 2}, {6, 1}, 8)));
  EXPECT_TRUE(at::equal(state.tensors.at("scalar"), expectedTensor("scalar", {}, at::kFloat)));
  EXPECT_TRUE(at::equal(state.tensors.at("parameter"), expectedTensor("parameter", {3}, at::kFloat)));
  EXPECT_EQ(state.tensors.at("empty").sizes(), (at::IntArrayRef{0, 5}));
  EXPECT_EQ(state.tensors.size(), 16U);
}

TEST_P(PthTest, ReadsEveryTypeViewAndPlainValue) {
  for (const char* protocol : {"2", "3", "4", "5"}) {
    const auto state = readStateDict(file(std::string("small") + protocol));
    ASSERT_TRUE(state) << state.error().message();
    expectSmall(*state);
    EXPECT_EQ(std::get<int64_t>(state->extras.at("height")), 192);
    EXPECT_EQ(std::get<int64_t>(state->extras.at("negative")), -5);
    EXPECT_EQ(std::get<int64_t>(state->extras.at("large")), int64_t{1} << 40);
    EXPECT_EQ(std::get<double>(state->extras.at("scale")), 0.25);
    EXPECT_TRUE(std::get<bool>(state->extras.at("flag")));
    EXPECT_EQ(std::get<std::string>(state->extras.at("name")), "kerb");
    EXPECT_FALSE(state->extras.contains("nothing"));
  }
}

TEST_P(PthTest, SharesNoMemoryBetweenTensors) {
  auto state = readStateDict(file("small2"));
  ASSERT_TRUE(state);
  for (const auto& [name, tensor] : state->tensors) EXPECT_TRUE(tensor.is_contiguous()) << name;
  state->tensors.at("rows").fill_(1000);
  EXPECT_LT(state->tensors.at("transposed").max().item<float>(), 100);
}

TEST_P(PthTest, ReadsTheStateDictInsideACheckpointWithoutModulePrefix) {
  const auto state = readStateDict(file("nested"));
  ASSERT_TRUE(state) << state.error().message();
  expectSmall(*state);
  EXPECT_EQ(std::get<int64_t>(state->extras.at("epoch")), 7);
}

TEST_P(PthTest, ReadsAnOrderedDictOfPython2) {
  const auto state = readStateDict(file("python2"));
  ASSERT_TRUE(state) << state.error().message();
  EXPECT_TRUE(at::equal(state->tensors.at("a"), expectedTensor("a", {2}, at::kFloat)));
}

TEST_P(PthTest, RefusesWhatCouldExecuteAndNamesIt) {
  const std::pair<const char*, const char*> attacks[] = {
      {"evil_posix_system", "'posix.system' is not allowed"},
      {"evil_eval", ".eval' is not allowed"},
      {"evil_exec", ".exec' is not allowed"},
      {"evil_getattr", ".getattr' is not allowed"},
      {"evil_open", "open' is not allowed"},
      {"evil4_posix_system", "'posix.system' is not allowed"},
      {"evil4_eval", "'builtins.eval' is not allowed"},
      {"evil4_exec", "'builtins.exec' is not allowed"},
      {"evil4_getattr", "'builtins.getattr' is not allowed"},
      {"evil4_open", "open' is not allowed"},
      {"evil_os_system", "'os.system' is not allowed"},
      {"evil_inst", "'os.system' is not allowed"},
      {"evil_class", "'torch.nn.modules.linear.Linear' is not allowed"},
      {"evil_size_call", "'torch.FloatStorage' cannot be used like this"}};
  for (const auto& [name, expected] : attacks) {
    EXPECT_THAT(failure(file(name)), HasSubstr(expected)) << name;
    EXPECT_THAT(failure(file(name)), HasSubstr(", byte ")) << name;
    EXPECT_FALSE(fs::exists(marker())) << name << " was executed";
  }
}

TEST_P(PthTest, SurvivesBombs) {
  const std::pair<const char*, const char*> bombs[] = {
      {"bomb_lists", "not hold a dictionary"},
      {"bomb_tuples", "not hold a dictionary"},
      {"bomb_memo", "not hold a dictionary"},
      {"bomb_cycle", "not hold a dictionary"},
      {"bomb_marks", "more than 2097152 values"},
      {"bomb_values", "more than 2097152 values"},
      {"bomb_copies", "more than 2097152 values"},
      {"bomb_long", "an integer of 255 bytes is too large"},
      {"bomb_long4", "instruction 0x8b is not allowed"},
      {"bomb_text", "is truncated: expected 4294967295 bytes"},
      {"bomb_text8", "is truncated: expected 18446744073709551615 bytes"}};
  for (const auto& [name, expected] : bombs) EXPECT_THAT(failure(file(name)), HasSubstr(expected)) << name;
}

TEST_P(PthTest, RefusesTensorsThatLeaveOrRepeatTheirStorage) {
  const std::pair<const char*, const char*> bad[] = {
      {"bad_expanded", "repeats the 4 elements of its storage to 4000000"},
      {"bad_outside", "reaches element 5 of a storage of 4"},
      {"bad_behind", "reaches element 4 of a storage of 4"},
      {"bad_huge", "its shape is too large"},
      {"bad_empty_huge", "its shape is too large"},
      {"bad_negative", "a tensor's size or stride is negative"},
      {"bad_offset", "a tensor's shape is broken"},
      {"bad_many_copies", "more than four times as large as the file"}};
  for (const auto& [name, expected] : bad) EXPECT_THAT(failure(file(name)), HasSubstr(expected)) << name;
}

TEST_P(PthTest, SaysWhatIsWrongWithOtherFiles) {
  EXPECT_THAT(failure(file("big_endian")), HasSubstr("big-endian"));
  EXPECT_THAT(failure(file("no_tensors")), HasSubstr("holds no tensors"));
  EXPECT_THAT(failure(file("not_a_dict")), HasSubstr("not hold a dictionary"));
  EXPECT_THAT(failure(file("twice")), HasSubstr("'a' comes twice"));
  EXPECT_THAT(failure(file("absent")), HasSubstr("No such file"));
  EXPECT_THAT(failure(folder_->path()), HasSubstr("is not a file"));
}

TEST_P(PthTest, TruncatedAnywhereIsAnError) {
  const std::string whole = bytesOf(file("small2"));
  for (size_t length = 0; length < whole.size(); ++length)
    ASSERT_FALSE(parseStateDict(std::string_view(whole).substr(0, length), "cut")) << length;
}

TEST_P(PthTest, RandomDamageNeverCrashes) {
  const std::string whole = bytesOf(file("small2"));
  std::mt19937 random(7);
  int refused = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string damaged = whole;
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    if (!parseStateDict(damaged, "damaged")) ++refused;
  }
  EXPECT_GT(refused, 500);
}

class PthZipTest : public PthTest {};
INSTANTIATE_TEST_SUITE_P(Containers, PthZipTest, ::testing::Values(".zip"),
                         [](const auto&) { return std::string("zip"); });

TEST_P(PthZipTest, SaysWhatIsWrongWithTheArchive) {
  const std::pair<const char*, const char*> bad[] = {
      {"compressed.pth", "is compressed or encrypted"},
      {"no_storage.pth", "its storage '0' is not in the file"},
      {"short_storage.pth", "should have 4 elements of 4 bytes, it has 12 bytes"},
      {"checksum.pth", "the checksum does not match"},
      {"other.zip", "it has no data.pkl"},
      {"bad_bool.pth", "a boolean that is neither 0 nor 1"}};
  for (const auto& [name, expected] : bad)
    EXPECT_THAT(failure(folder_->path() / name), HasSubstr(expected)) << name;
}

/// The same records in the archive layout of PyTorch's own writer: padding, data descriptors, zip64 fields.
TEST_P(PthZipTest, ReadsTheLayoutOfPytorchsWriter) {
  const auto source = openFile(file("small2"));
  ASSERT_TRUE(source);
  const auto entries = readZipDirectory(**source);
  ASSERT_TRUE(entries);
  const fs::path rewritten = folder_->path() / "rewritten.pth";
  {
    caffe2::serialize::PyTorchStreamWriter writer(rewritten.string());
    for (const auto& [name, entry] : *entries) {
      const std::string record = name.substr(name.find('/') + 1);
      if (record == "version" || record == "byteorder") continue;
      const auto bytes = (*source)->read(entry.offset, entry.bytes);
      ASSERT_TRUE(bytes);
      writer.writeRecord(record, bytes->data(), bytes->size());
    }
    writer.writeEndOfFile();
  }
  const auto state = readStateDict(rewritten);
  ASSERT_TRUE(state) << state.error().message();
  expectSmall(*state);
}

/// A one-dimensional or scalar tensor of a .npy file, in C order; float32 or int64.
at::Tensor readNpy(const fs::path& path) {
  const std::string bytes = bytesOf(path);
  const size_t header_bytes =
      static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  const std::string header = bytes.substr(10, header_bytes);
  EXPECT_NE(header.find("'fortran_order': False"), std::string::npos) << path;
  const at::ScalarType type = header.find("'<f4'") != std::string::npos ? at::kFloat : at::kLong;
  std::vector<int64_t> shape;
  const size_t open = header.find('(');
  std::string sizes = header.substr(open + 1, header.find(')') - open - 1);
  for (char& c : sizes) c = c == ',' ? ' ' : c;
  std::istringstream stream(sizes);
  for (int64_t size = 0; stream >> size;) shape.push_back(size);
  at::Tensor tensor = at::empty(shape, at::TensorOptions(type));
  EXPECT_EQ(bytes.size(), 10 + header_bytes + tensor.nbytes()) << path;
  std::memcpy(tensor.data_ptr(), bytes.data() + 10 + header_bytes, tensor.nbytes());
  return tensor;
}

TEST(PthRealTest, ReadsARealLegacyFileBitForBit) {
  KERB_NEEDS_REAL_DATA(data);
  KERB_NEEDS_PYTHON();
  const TemporaryFolder folder;
  const std::string npz = (data / "weights/espnet_p_2_q_8.npz").string();
  const std::string command = "python3 -m zipfile -e '" + npz + "' '" + folder.path().string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe)
  const auto state = readStateDict(data / "weights/espnet_p_2_q_8.pth");
  ASSERT_TRUE(state) << state.error().message();
  int64_t compared = 0;
  int64_t parameters = 0;
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    const at::Tensor expected = readNpy(entry.path());
    const std::string name = entry.path().stem().string();
    ASSERT_TRUE(state->tensors.contains(name)) << name;
    const at::Tensor& found = state->tensors.at(name);
    ASSERT_EQ(found.sizes(), expected.sizes()) << name;
    ASSERT_EQ(found.scalar_type(), expected.scalar_type()) << name;
    EXPECT_EQ(std::memcmp(found.const_data_ptr(), expected.const_data_ptr(), expected.nbytes()), 0) << name;
    ++compared;
    if (name.find("running_") == std::string::npos && name.find("num_batches") == std::string::npos)
      parameters += found.numel();
  }
  EXPECT_EQ(compared, static_cast<int64_t>(state->tensors.size()));
  EXPECT_EQ(parameters, 364569);
}

}  // namespace
}  // namespace kerb
