// The progress bar on terminals of every width.
#include "app/cli/progress_line.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

using cli::cutBefore;
using cli::progressLine;

TEST(ProgressLine, ShortensTheBarThenLeavesItOutThenCutsTheStage) {
  const std::string figures = "20/40  2.0/s  0:10 left";  // 23 characters
  EXPECT_EQ(progressLine("depth", 0.5, figures, 200),
            "depth [===============               ] 20/40  2.0/s  0:10 left");
  EXPECT_EQ(progressLine("depth", 0.5, figures, 42), "depth [=====     ] 20/40  2.0/s  0:10 left");
  EXPECT_EQ(progressLine("depth", 0.5, figures, 37), "depth [==   ] 20/40  2.0/s  0:10 left");
  EXPECT_EQ(progressLine("depth", 0.5, figures, 36), "depth 20/40  2.0/s  0:10 left");
  EXPECT_EQ(progressLine("depth", 0.5, figures, 29), "depth 20/40  2.0/s  0:10 left");
  EXPECT_EQ(progressLine("depth", 0.5, figures, 28), "dep… 20/40  2.0/s  0:10 left");
  EXPECT_EQ(progressLine("depth", 0.5, figures, 10), " 20/40  2.");
}

TEST(ProgressLine, CountsCharactersNotBytes) {
  EXPECT_EQ(cutBefore("Straße→Süd", ": 7", 13), "Straße→Süd: 7");
  EXPECT_EQ(cutBefore("Straße→Süd", ": 7", 11), "Straße→…: 7");
  EXPECT_EQ(progressLine("größe", 1, "9/9", 17), "größe [=====] 9/9");
}

/// A terminal whose other end this program holds.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : end_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    EXPECT_EQ(grantpt(end_), 0);
    EXPECT_EQ(unlockpt(end_), 0);
    std::string name(64, '\0');
    EXPECT_EQ(ptsname_r(end_, name.data(), name.size()), 0);
    name_ = name.c_str();
    held_ = open(name_.c_str(), O_RDWR | O_NOCTTY);
    const winsize size{24, columns, 0, 0};
    EXPECT_EQ(ioctl(held_, TIOCSWINSZ, &size), 0);
  }
  ~Terminal() {
    close(held_);
    close(end_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::string& name() const { return name_; }
  std::string written() const {
    std::string text, part(4096, '\0');
    for (ssize_t n = 0; (n = read(end_, part.data(), part.size())) > 0;)
      text.append(part, 0, static_cast<size_t>(n));
    return text;
  }

 private:
  int end_, held_ = -1;
  std::string name_;
};

TEST(ProgressLine, NeverWrapsOnTheTerminalThereIs) {
  const Terminal terminal(40);
  const TemporaryFolder folder;
  const Ran ran = runKerb("pack synthetic:seed=5,width=64,height=32,frames=6 --out " +
                          (folder.path() / "drive.kshard").string() + " 2>" + terminal.name());
  EXPECT_EQ(ran.code, 0);
  const std::string written = terminal.written();
  size_t begin = written.find("\rpacking");
  EXPECT_NE(begin, std::string::npos) << written;
  while (begin != std::string::npos) {
    const size_t end = written.find("\x1b[K", begin);
    ASSERT_NE(end, std::string::npos) << written;
    EXPECT_LT(end - begin - 1, 40U) << written;
    begin = written.find("\rpacking", end);
  }
}

}  // namespace
}  // namespace kerb
