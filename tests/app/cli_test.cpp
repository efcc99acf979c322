#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/catalogue.h"
#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(CommandLine, HelpNamesEveryCommand) {
  const Ran ran = runKerb("--help");
  EXPECT_EQ(ran.code, 0);
  for (const char* command : {"inspect", "import", "models", "doctor", "bench", "completion"})
    EXPECT_THAT(ran.out, HasSubstr(command));
  EXPECT_THAT(runKerb("--version").out, StartsWith("kerb "));
}

#ifdef KERB_WITH_WINDOW
TEST(CommandLine, WithoutADisplayTheWindowSaysSoInOneLine) {
  for (const char* arguments : {"", " ./", " tests", " synthetic"}) {
    const Ran ran =
        runShell("cd " KERB_SOURCE_DIR
                 " && env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM " KERB_BIN_DIR "/kerb" +
                 std::string(arguments));
    EXPECT_EQ(ran.code, 1) << arguments;
    EXPECT_THAT(ran.err, ::testing::AllOf(StartsWith("kerb: there is no display"), HasSubstr("kerb inspect")))
        << arguments;
    EXPECT_EQ(splitLines(ran.err).size(), 1U) << ran.err;
  }
  const Ran unreachable = runShell("DISPLAY=:7654 QT_QPA_PLATFORM=xcb " KERB_BIN_DIR "/kerb");
  EXPECT_EQ(unreachable.code, 1);
  EXPECT_THAT(unreachable.err, StartsWith("kerb: there is no display"));
  EXPECT_EQ(splitLines(unreachable.err).size(), 1U) << unreachable.err;
}
#else
TEST(CommandLine, WithoutACommandThereIsHelp) { EXPECT_EQ(runKerb("").out, runKerb("--help").out); }
#endif

TEST(CommandLine, UnknownCommandsAndOptionsAreNamed) {
  const Ran ran = runKerb("inspekt");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, ::testing::AllOf(StartsWith("kerb: "), HasSubstr("inspekt")));
  EXPECT_THAT(runKerb("inspect --out o --nope 1 x").err, HasSubstr("--nope"));
}

TEST(CommandLine, ModelsListsTheCatalogue) {
  const json listed = json::parse(runKerb("models --json").out);
  ASSERT_EQ(listed.size(), methods().size());
  for (size_t i = 0; i < listed.size(); ++i) EXPECT_EQ(listed[i]["id"], methods()[i].id);
  EXPECT_THAT(runKerb("models").out, HasSubstr("--set max_disparity=128"));
}

TEST(CommandLine, DoctorChecksEveryKernel) {
  const Ran ran = runKerb("doctor --json");
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  const json report = json::parse(ran.out);
  EXPECT_GE(report["kernels"].size(), 4U);
  for (const auto& kernel : report["kernels"]) EXPECT_TRUE(kernel["passed"].get<bool>()) << kernel;
  EXPECT_THAT(report["versions"]["LibTorch"].get<std::string>(), StartsWith("2.11"));
  EXPECT_TRUE(report["codecs"]["H.264"]["reads"].get<bool>());
}

TEST(CommandLine, OpenMpDoesNotSpin) {
  EXPECT_EQ(json::parse(runKerb("doctor --json").out)["machine"]["OMP_WAIT_POLICY"], "passive");
}

TEST(CommandLine, CompletionIsValidShellAndKnowsTheOptions) {
  const Ran bash = runKerb("completion bash");
  EXPECT_THAT(bash.out, HasSubstr("--cloud-every"));
  const Ran by_bash =
      runShell("bash -c 'eval \"$(" KERB_BIN_DIR
               "/kerb completion bash)\"; "
               "COMP_WORDS=(kerb inspect --rem); COMP_CWORD=2; _kerb; echo \"${COMPREPLY[@]}\"'");
  EXPECT_EQ(by_bash.code, 0) << by_bash.err;
  EXPECT_EQ(lastLine(by_bash.out), "--remove-edges");
  EXPECT_THAT(runKerb("completion fish").out, HasSubstr("complete -c kerb"));
}

}  // namespace
}  // namespace kerb
