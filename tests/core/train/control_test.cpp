// What a person tells a run, and the socket it comes through.
#include <atomic>
#include <cmath>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "core/base/file.h"
#include "core/train/control_client.h"
#include "core/train/control_server.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr milliseconds kPatience{20'000};

/// Trains nothing, obeys everything.
class PretendedTrainer {
 public:
  explicit PretendedTrainer(RunControl& control) : control_(control) {
    publish();
    thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
  }
  void holdIteration(bool held) { held_ = held; }

 private:
  void publish() {
    RunStatus status;
    status.iteration = iteration_;
    status.iterations = 1'000'000;
    status.terms = {{"reprojection", 0.25}};
    status.learning_rates = {{"adam", rate_}};
    control_.publish(status);
  }
  void loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto orders = control_.take(stop, milliseconds(50));
      for (const auto& [name, rate] : orders.learning_rates) rate_ = rate;
      control_.finish(orders.numbers, fmt::format("done after iteration {}", iteration_));
      if (orders.stop) return control_.end(std::string("stopped"));
      if (!orders.paused) ++iteration_;
      publish();
      do {
        std::this_thread::sleep_for(milliseconds(2));
      } while (held_ && !stop.stop_requested());
    }
  }

  RunControl& control_;
  int64_t iteration_ = 0;
  double rate_ = 1e-4;
  std::atomic<bool> held_ = false;
  std::jthread thread_;
};

class Control : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_RUNTIME_DIR", runtime_.path().c_str(), 1);
    open(folder_.path());
  }
  void open(const fs::path& run) {
    run_ = run;
    fs::create_directories(run);
    std::ofstream(run / "run.toml") << "method = \"toy\"\n";
    server_.reset();
    auto opened = ControlServer::open(run, control_);
    ASSERT_TRUE(opened) << opened.error().message();
    server_ = *std::move(opened);
  }
  Result<ControlReply> ask(const ControlRequest& request, milliseconds patience = kPatience) const {
    return askRun(run_, request, patience);
  }
  std::string failure(const ControlRequest& request, milliseconds patience = kPatience) const {
    const auto reply = ask(request, patience);
    return reply ? "no error: " + reply->said : reply.error().message();
  }
  int64_t iteration() const { return ask({"status"})->status->iteration; }
  /// Sends bytes as they are, and gives what comes back until a line's end.
  std::string raw(const Descriptor& socket, const std::string& bytes) const {
    for (size_t at = 0; at < bytes.size();) {
      const ssize_t n = ::send(socket.number(), bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (n <= 0) break;
      at += static_cast<size_t>(n);
    }
    std::string answer;
    char c = 0;
    while (::recv(socket.number(), &c, 1, 0) == 1 && c != '\n') answer += c;
    return answer;
  }
  Descriptor connected() const {
    auto socket = connectToRun(run_);
    EXPECT_TRUE(socket);
    const timeval limit{10, 0};
    ::setsockopt(socket->number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::fcntl(socket->number(), F_SETFL, 0);
    return *std::move(socket);
  }

  TemporaryFolder folder_, runtime_;
  fs::path run_;
  RunControl control_;
  std::unique_ptr<ControlServer> server_;
};

TEST(RunControl, APausedRunSavesAndTakesRates) {
  RunControl control;
  RunStatus status;
  status.learning_rates = {{"adam", 1}};
  control.publish(status);
  EXPECT_FALSE(control.take({}, milliseconds(1)).paused);
  const int64_t pause = control.pause();
  EXPECT_FALSE(control.status().paused) << "before the trainer has heard of it";
  EXPECT_FALSE(control.outcome(pause));
  const auto waiting = control.take({}, std::chrono::seconds(100));  // does not wait to say that it pauses
  EXPECT_TRUE(waiting.paused);
  EXPECT_EQ(waiting.numbers, std::vector<int64_t>{pause});
  EXPECT_TRUE(control.take({}, milliseconds(1)).paused);
  const auto rate = control.setLearningRate("adam", 0.5);
  const auto save = control.save();
  const auto orders = control.take({}, std::chrono::seconds(100));
  EXPECT_TRUE(orders.save && !orders.paused);
  EXPECT_EQ(orders.learning_rates.size(), 1U);
  EXPECT_EQ(orders.numbers, (std::vector<int64_t>{*rate, save}));
  EXPECT_TRUE(control.status().paused);
  EXPECT_TRUE(control.take({}, milliseconds(1)).paused);
  const int64_t stop = control.stop();
  EXPECT_TRUE(control.take({}, std::chrono::seconds(100)).stop);
  control.end(std::string("over"));
  EXPECT_EQ(**control.outcome(stop), "over");
  EXPECT_EQ(**control.outcome(control.pause()), "over");
}

TEST(RunControl, OnlyAnOrderToStopEndsWhatTakesLong) {
  for (const auto order : {&RunControl::stop, &RunControl::stopNow}) {
    RunControl control;
    control.pause();
    control.save();
    EXPECT_FALSE(control.stopOrdered().stop_requested());
    (control.*order)();
    EXPECT_TRUE(control.stopOrdered().stop_requested());
  }
}

TEST_F(Control, OrdersReachTheTrainerAndTheirOutcomeThePerson) {
  PretendedTrainer trainer(control_);
  EXPECT_THAT(ask({"save"})->said, HasSubstr("done after iteration"));
  EXPECT_THAT(ask({"pause"})->said, HasSubstr("done after iteration"));
  const int64_t paused_at = iteration();
  std::this_thread::sleep_for(milliseconds(60));
  EXPECT_EQ(iteration(), paused_at);
  EXPECT_TRUE(ask({"status"})->status->paused);
  // A paused run saves and takes a rate, and stays paused.
  EXPECT_TRUE(ask({"save"}));
  EXPECT_TRUE(ask({"set", "adam", 5e-6}));
  EXPECT_TRUE(ask({"pause"}));
  const RunStatus status = *ask({"status"})->status;
  EXPECT_TRUE(status.paused);
  EXPECT_EQ(status.learning_rates, (decltype(status.learning_rates){{"adam", 5e-6}}));
  EXPECT_EQ(status.terms, (decltype(status.terms){{"reprojection", 0.25}}));
  EXPECT_EQ(ask({"resume"})->said, "goes on");
  EXPECT_EQ(ask({"resume"})->said, "was not paused");
  EXPECT_FALSE(ask({"status"})->status->paused);
  EXPECT_EQ(ask({"stop"})->said, "stopped");
  EXPECT_EQ(ask({"save"})->said, "stopped") << "the outcome of what comes too late";
}

TEST_F(Control, RatesAreChecked) {
  EXPECT_THAT(failure({"set", "", 1e-5}), HasSubstr("has not begun"));
  PretendedTrainer trainer(control_);
  for (const double rate : {0.0, -1e-5, std::nan(""), HUGE_VAL})
    EXPECT_THAT(failure({"set", "", rate}), HasSubstr("a number above 0"));
  EXPECT_THAT(failure({"set", "sgd", 1e-5}), AllOf(HasSubstr("no optimiser 'sgd'"), HasSubstr("adam")));
  EXPECT_EQ(control_.status().learning_rates.front().second, 1e-4);
}

TEST_F(Control, ClientsDoNotWaitForEachOther) {
  PretendedTrainer trainer(control_);
  trainer.holdIteration(true);
  std::this_thread::sleep_for(milliseconds(10));
  std::atomic<bool> saved = false;
  std::jthread waiting([&] { saved = static_cast<bool>(ask({"save"})); });
  EXPECT_TRUE(ask({"status"}));
  EXPECT_THAT(failure({"save"}, milliseconds(50)), HasSubstr("was accepted"));
  EXPECT_FALSE(saved);
  trainer.holdIteration(false);
  waiting.join();
  EXPECT_TRUE(saved);
}

TEST_F(Control, NonsenseIsAnsweredAndHarmsNobody) {
  const Descriptor socket = connected();
  for (const std::string bytes : {"\n", "hello\n", "{}\n", "[1]\n", "{\"order\": 7}\n",
                                  "{\"order\": \"fly\"}\n", "{\"order\": \"set\"}\n", "\x01\xff\xfe\n"})
    EXPECT_THAT(raw(socket, bytes), HasSubstr("\"ok\":false")) << bytes;
  EXPECT_THAT(raw(socket, std::string("{\"a\0b\": 1}\n", 11)), HasSubstr("\"ok\":false"));
  std::string deep(4001, '[');
  deep.back() = '\n';
  EXPECT_THAT(raw(socket, deep), HasSubstr("\"ok\":false"));
  EXPECT_THAT(raw(socket, "{\"order\": \"status\"}\n"), HasSubstr("\"ok\":true"));
  for (const size_t length : {size_t{4097}, size_t{1} << 24U})
    EXPECT_THAT(raw(connected(), std::string(length, 'x') + "\n"), HasSubstr("at most 4096 bytes"));
  EXPECT_TRUE(ask({"status"}));
}

TEST_F(Control, HalfALineWaitsForItsEnd) {
  const Descriptor socket = connected();
  ASSERT_EQ(::send(socket.number(), "{\"order\": \"sta", 14, 0), 14);
  std::this_thread::sleep_for(milliseconds(30));
  EXPECT_THAT(raw(socket, "tus\"}\n{\"order\": \"fly\"}\n"), HasSubstr("\"ok\":true"));
  EXPECT_THAT(raw(socket, ""), HasSubstr("no order 'fly'"));
  for (int i = 0; i < 100; ++i) ::send(connected().number(), "{\"order\": \"pau", 14, 0);
  EXPECT_TRUE(ask({"status"}));
  EXPECT_FALSE(control_.status().paused);
}

TEST_F(Control, TheEndAnswersThoseWhoWait) {
  std::string said;
  std::jthread waiting([&] { said = failure({"stop"}); });
  while (!control_.take({}, milliseconds(1)).stop) std::this_thread::sleep_for(milliseconds(1));
  control_.end(Error{"the disk is full", "/run"});
  server_.reset();
  waiting.join();
  EXPECT_EQ(said, "/run: the disk is full");
  EXPECT_THAT(failure({"status"}), HasSubstr("nothing trains in this folder"));
  EXPECT_FALSE(fs::exists(run_ / ".control"));
}

TEST_F(Control, ALongPathHasItsSocketElsewhere) {
  open(folder_.path() / std::string(120, 'a') / std::string(120, 'b'));
  EXPECT_TRUE(ask({"status"}));
  EXPECT_FALSE(fs::exists(run_ / ".control"));
  EXPECT_FALSE(fs::is_empty(runtime_.path() / "kerb"));
  server_.reset();
  EXPECT_TRUE(fs::is_empty(runtime_.path() / "kerb"));
  EXPECT_FALSE(fs::exists(run_ / ".control.json"));
  // Something else in the place of the socket, and a file system that cannot hold one, are the same to it.
  const fs::path taken = folder_.path() / "taken";
  fs::create_directories(taken / ".control");
  open(taken);
  EXPECT_TRUE(ask({"status"}));
  server_.reset();
  EXPECT_TRUE(fs::is_directory(taken / ".control"));
  ::chmod((runtime_.path() / "kerb").c_str(), 0777);
  const auto open_to_all = ControlServer::open(taken, control_);
  EXPECT_FALSE(open_to_all);
  EXPECT_THAT(open_to_all.error().message(), HasSubstr("of this user alone"));
}

TEST_F(Control, WhatAKilledRunLeftIsReplaced) {
  server_.reset();
  {
    const Descriptor killed(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = run_ / ".control";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(killed.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  const auto point = [&](const std::string& text) { ASSERT_TRUE(writeWhole(run_ / ".control.json", text)); };
  point(fmt::format("{{\"socket\": \".control\", \"host\": \"{}\"}}", host));
  EXPECT_THAT(failure({"status"}), AllOf(HasSubstr("was killed"), HasSubstr("--resume")));
  point("{\"socket\": \".control\", \"host\": \"elsewhere\"}");
  EXPECT_THAT(failure({"status"}), HasSubstr("on the machine 'elsewhere'"));
  point("{\"socket\"");
  EXPECT_THAT(failure({"status"}), HasSubstr("does not say where"));
  open(run_);
  EXPECT_TRUE(ask({"status"}));
}

TEST_F(Control, WhereNoRunIsItSaysSo) {
  const auto missing = askRun(folder_.path() / "none", {"status"}, kPatience);
  EXPECT_THAT(missing.error().message(), HasSubstr("holds no run"));
}

TEST_F(Control, OnlyTheSameUserIsHeard) {
  struct stat found{};
  ASSERT_EQ(::lstat((run_ / ".control").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  if (::geteuid() != 0) GTEST_SKIP() << "to be another user needs root";
  // Even with the rights of the file taken away.
  ::chmod(run_.c_str(), 0755);
  ::chmod((run_ / ".control").c_str(), 0666);
  const std::string path = run_ / ".control";
  const pid_t child = ::fork();
  if (child == 0) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::setuid(65534) != 0 ||
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      ::_exit(2);
    char c = 0;
    ::send(socket, "{\"order\": \"stop\"}\n", 18, MSG_NOSIGNAL);
    ::_exit(::recv(socket, &c, 1, 0) > 0 ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_FALSE(control_.take({}, milliseconds(1)).stop);
}

}  // namespace
}  // namespace kerb
