// kerb-window from the outside: its command line, its latency log, and what `kerb bench gui` asks it for.
#include <algorithm>
#include <fstream>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/prediction/video_writer.h"
#include "core/weights/shipped.h"
#include "tests/app/run_kerb.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Drawn in memory, with settings of its own.
Ran runWindow(const std::string& arguments, const std::filesystem::path& home) {
  const std::string at = home.string();
  return runShell("env -u DISPLAY XDG_RUNTIME_DIR=" + at + " XDG_CONFIG_HOME=" + at +
                  " QT_QPA_PLATFORM=offscreen " KERB_BIN_DIR "/" + arguments);
}

TEST(WindowStart, HelpAndVersionNeedNoDisplay) {
  const std::string bare =
      "env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM " KERB_BIN_DIR "/kerb-window ";
  const Ran help = runShell(bare + "--help");
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, AllOf(StartsWith("usage: kerb"), HasSubstr("--latency-log")));
  const Ran version = runShell(bare + "--version");
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, StartsWith("kerb 0."));
}

TEST(WindowStart, AWrongCommandLineIsOneClearLine) {
  const TemporaryFolder folder;
  for (const auto& [arguments, says] :
       {std::pair{"kerb-window --latencylog x", "--latencylog: unknown option"},
        {"kerb-window --latency-log", "--latency-log: the option needs a file"},
        {"kerb-window --latency-log= x", "--latency-log: the option needs a file"},
        {"kerb-window --frame", "--frame: the option needs a number"},
        {"kerb-window --frame x", "--frame: 'x' is no number of a frame"},
        {"kerb-window --latency-log /no/where/x", "/no/where/x: cannot write"},
        {"kerb --latency-log /no/where/x synthetic", "/no/where/x: cannot write"}}) {
    const Ran ran = runWindow(arguments, folder.path());
    EXPECT_EQ(ran.code, 1) << arguments;
    EXPECT_THAT(ran.err, AllOf(StartsWith("kerb: "), HasSubstr(says)));
    EXPECT_EQ(splitLines(ran.err).size(), 1U) << ran.err;
  }
}

TEST(WindowStart, TheLatencyLogHasALineASecond) {
  const TemporaryFolder folder;
  const std::filesystem::path log = folder.path() / "latency.jsonl";
  // Until two lines are there, which on a busy machine is a while after the start.
  runWindow("kerb --latency-log " + log.string() + " & for i in $(seq 240); do [ \"$(cat " + log.string() +
                " 2>/dev/null | wc -l)\" -ge 2 ] && break; sleep 0.5; done; kill $!; wait $!",
            folder.path());
  const auto text = readWhole(log);
  ASSERT_TRUE(text);
  const auto lines = splitLines(*text);
  ASSERT_GE(lines.size(), 2U);
  int64_t beats = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const json line = json::parse(lines[i]);
    const bool is_last = i + 1 == lines.size();
    EXPECT_EQ(line.value("total", false), is_last) << *text;
    EXPECT_EQ(line.contains("time"), !is_last);
    EXPECT_GT(line["beats"], 20);
    EXPECT_GE(line["beats"], is_last ? beats : 0) << "the whole has what its seconds have";
    beats += line["beats"].get<int64_t>();
    EXPECT_LE(line["p50_ms"], line["p99_ms"]);
    EXPECT_LE(line["p99_ms"], line["max_ms"]);
  }
}

/// What the settings hold when this shell line is done; it can use $ini and $window.
std::string settingsAfter(const std::filesystem::path& home, const std::string& line, Ran* ran = nullptr) {
  const std::filesystem::path ini = home / "kerb" / "window.ini";
  const Ran done = runShell("export XDG_RUNTIME_DIR=" + home.string() + " XDG_CONFIG_HOME=" + home.string() +
                            " QT_QPA_PLATFORM=offscreen ini=" + ini.string() +
                            " window=" KERB_BIN_DIR
                            "/kerb-window; ulimit -c 0\n"
                            "until_is() { for i in $(seq 240); do eval \"$1\" 2>/dev/null && return; sleep "
                            "0.5; done; echo \"never: $1\"; }\n" +
                            line);
  EXPECT_THAT(done.out, ::testing::Not(HasSubstr("never:")));
  if (ran != nullptr) *ran = done;
  const auto text = readWhole(ini);
  return text ? *text : std::string();
}

TEST(WindowStart, ToldToEndItClosesAsByHand) {
  for (const char* signal : {"TERM", "HUP"}) {  // a shell starts what runs beside it without SIGINT
    const TemporaryFolder folder;
    const std::string settings =
        settingsAfter(folder.path(),
                      "$window synthetic:frames=4,width=64,height=48 & until_is 'grep -q "
                      "path=.*frames=4 $ini'; kill -" +
                          std::string(signal) + " $!; wait $! && echo ended");
    EXPECT_THAT(settings, HasSubstr("geometry=")) << signal;
    EXPECT_THAT(settings, ::testing::Not(HasSubstr("\\path="))) << signal << " is no crash";
  }
}

TEST(WindowStart, StartsAtAFrame) {
  for (const char* program : {"$window --frame 3 synthetic:frames=4,width=64,height=48",
                              "$window synthetic:frames=4,width=64,height=48 --frame=3"}) {
    const TemporaryFolder folder;
    settingsAfter(folder.path(),
                  std::string(program) + " & until_is 'grep -q frame=3 $ini'; kill $!; wait $!");
  }
}

TEST(WindowStart, WindowsLeaveEachOthersMemoryAlone) {
  const TemporaryFolder folder;
  Ran ran;
  const std::string settings = settingsAfter(
      folder.path(),
      "$window synthetic:frames=4,width=64,height=48 synthetic:frames=5,width=64,height=48 & a=$!\n"
      "until_is 'grep -q path=.*frames=4 $ini && grep -q path=.*frames=5 $ini'\n"
      "b=$(sed -n 's/^\\([0-9]*\\)\\\\path=.*frames=5.*/\\1/p' $ini)\n"
      "kill $a; wait $a; until_is '! grep -q path=.*frames=4 $ini'\n"
      "grep -q path=.*frames=5 $ini && echo the other is noted\n"
      "kill $b; until_is '! grep -q path=.*frames=5 $ini'",
      &ran);
  EXPECT_THAT(ran.out, HasSubstr("the other is noted"));
  const auto recent = settings.substr(std::min(settings.size(), settings.find("[recent]")));
  EXPECT_THAT(recent, AllOf(HasSubstr("frames=4"), HasSubstr("frames=5")));
  EXPECT_THAT(settings, ::testing::Not(HasSubstr("\\path=")));
}

TEST(WindowStart, ACrashLeavesAReportAndTheSession) {
  const TemporaryFolder folder;
  Ran ran;
  const std::string settings = settingsAfter(
      folder.path(),
      "$window synthetic:frames=4,width=64,height=48 & until_is 'grep -q path=.*frames=4 $ini'\n"
      "kill -SEGV $!; wait $!; echo code $?; cat ${ini%/*}/crashes/*.txt",
      &ran);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("code 139"), HasSubstr("Kerb 0."), HasSubstr("signal 11 (SIGSEGV)"),
                             HasSubstr("kerb-window(")));
  EXPECT_THAT(settings, HasSubstr("\\path="));
}

/// What `kerb bench gui` gets from the window for this plan, with a small video.
json measuredByWindow(json plan) {
  const TemporaryFolder folder;
  const std::filesystem::path video = folder.path() / "video.mp4", report = folder.path() / "report.json";
  auto writer = VideoWriter::create(video, 160, 96);
  for (int i = 0; writer && i < 40; ++i) {
    if (!writer->add(at::full({3, 96, 160}, 5 * i, at::kByte))) return {};
  }
  if (!writer || !writer->finish()) return {};
  plan.update({{"out", report.string()}, {"video", video.string()}, {"rounds", 3}});
  std::ofstream(folder.path() / "plan.json") << plan.dump();
  const Ran ran =
      runWindow("kerb-window --bench-plan " + (folder.path() / "plan.json").string(), folder.path());
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto text = readWhole(report);
  return text ? json::parse(*text) : json();
}

TEST(WindowStart, MeasuresItself) {
  if (shippedWeights(kStarter).empty()) GTEST_SKIP() << "no " << kStarter << " model here";
  json report = measuredByWindow(
      {{"parts", {"event_loop", "cached_step", "scrub"}}, {"seconds", 3}, {"points", false}});
  EXPECT_EQ(report["platform"], "offscreen");
  EXPECT_EQ(report["points_are_drawn"], false);
  EXPECT_GT(report["first_paint_ns"], 0);
  EXPECT_GT(report["event_loop"]["beats"], 100) << report;
  EXPECT_GT(report["event_loop"]["pictures_a_second"], 0) << report;
  EXPECT_GT(report["event_loop"]["depths_a_second"], 0) << report;
  EXPECT_TRUE(report["scrub"].contains("exact")) << report;
  for (const char* way : {"forwards", "backwards"}) {
    json& step = report["cached_step"][way];
    ASSERT_EQ(step["runs"], 3) << report;
    EXPECT_EQ(report["cached_step"]["live_depth_off"][way]["runs"], 3) << report;
    EXPECT_LE(step["min_ms"], step["median_ms"]);
    EXPECT_LE(step["median_ms"], step["p99_ms"]);
    EXPECT_EQ(step["held"], "p99") << "every step is held to the target";
    EXPECT_EQ(step["met"], step["p99_ms"].get<double>() <= step["target_ms"].get<double>());
  }
}

TEST(WindowStart, WhatIsNotThereIsNotMeasured) {
  // With points, which need an X display.
  json report = measuredByWindow(json::object({{"parts", json::array({"cached_step"})}}));
  EXPECT_FALSE(report["cached_step"].contains("forwards")) << report;
  EXPECT_THAT(report["cached_step"].value("error", ""),
              ::testing::AnyOf(HasSubstr("no points are drawn"), HasSubstr("no depth came")));
}

}  // namespace
}  // namespace kerb
