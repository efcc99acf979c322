#include "widgets/cloud/gl_probe.h"

#include <QCoreApplication>
#include <QFile>
#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "widgets/bridge/retire.h"

namespace kerb {
namespace {

struct Ran {
  int status = -1;
  std::string text;  ///< stdout and stderr
};

std::string readAll(int pipe) {
  std::string text;
  std::array<char, 512> part{};
  for (ssize_t got = 0; (got = read(pipe, part.data(), part.size())) > 0 || (got < 0 && errno == EINTR);)
    if (got > 0) text.append(part.data(), static_cast<size_t>(got));
  return text;
}

/// posix_spawn and not fork: the window has many threads and much memory.
Ran runProgram(const std::string& path) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::string name = path;
  const std::array<char*, 2> arguments{name.data(), nullptr};
  pid_t process = 0;
  const int failed = posix_spawn(&process, path.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  Ran ran;
  if (failed == 0) {
    ran.text = readAll(ends[0]);
    while (waitpid(process, &ran.status, 0) < 0 && errno == EINTR) continue;
  }
  close(ends[0]);
  return ran;
}

GlAnswer probe(const QString& folder) {
  const QString program = folder + QStringLiteral("/kerb-gl-probe");
  const Ran ran = runProgram(QFile::encodeName(program).toStdString());
  const QString text = QString::fromStdString(ran.text).trimmed();
  if (ran.status == 0) return {true, text, {}};
  if (ran.status == -1)
    return {false, {}, QCoreApplication::translate("GlProbe", "%1 could not be started").arg(program)};
  return {false, {}, text.isEmpty() ? QCoreApplication::translate("GlProbe", "starting OpenGL fails") : text};
}

}  // namespace

GlProbe::GlProbe(std::function<void(GlAnswer)> answer) : answer_(std::move(answer)) {
  thread_ = std::jthread([sender = answer_.sender(), folder = QCoreApplication::applicationDirPath()] {
    sender.send(probe(folder));
  });
}

GlProbe::~GlProbe() { retire(std::move(thread_)); }

}  // namespace kerb
