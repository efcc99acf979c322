#include "core/train/control_client.h"

#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include "core/base/file.h"
#include "core/train/control_socket.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

/// False: it is too late.
bool await(const Descriptor& socket, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd polled{socket.number(), events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(std::max<int64_t>(0, left)));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return true;  // what follows fails, and says why
  }
}

/// Lines of answers, as they come.
class Answers {
 public:
  Answers(const Descriptor& socket, const fs::path& run, Clock::time_point deadline)
      : socket_(socket), run_(run), deadline_(deadline) {}

  Result<std::string> next() {
    size_t end = 0;
    while ((end = text_.find('\n')) == std::string::npos) KERB_CHECK(more());
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }

 private:
  Status more() {
    if (!await(socket_, POLLIN, deadline_)) return Error{"the run did not answer in time", run_.string()};
    char buffer[4096];
    const ssize_t n = ::recv(socket_.number(), buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (n < 0) return systemError("cannot hear the run", run_, errno);
    if (n == 0) return Error{"the run ended without an answer", run_.string(), "See its log.txt"};
    text_.append(buffer, static_cast<size_t>(n));
    return {};
  }

  const Descriptor& socket_;
  const fs::path& run_;
  Clock::time_point deadline_;
  std::string text_;
};

Status send(const Descriptor& socket, const std::string& line, const fs::path& run) {
  // A request is far smaller than what the system takes at once.
  const ssize_t n = ::send(socket.number(), line.data(), line.size(), MSG_NOSIGNAL);
  return n == static_cast<ssize_t>(line.size()) ? Status() : systemError("cannot tell the run", run, errno);
}

}  // namespace

Result<ControlReply> askRun(const fs::path& run, const ControlRequest& request,
                            std::chrono::milliseconds patience) {
  KERB_TRY(const Descriptor socket, connectToRun(run));
  KERB_CHECK(send(socket, requestLine(request), run));
  Answers answers(socket, run, Clock::now() + patience);
  KERB_TRY(const std::string first, answers.next());
  if (auto reply = parseReply(first)) return *std::move(reply);
  const Result<std::string> second = answers.next();
  if (!second)
    return Error{"the order was accepted, and no outcome has come: " + second.error().what, run.string(),
                 "It is carried out after the current iteration; wait for longer, or ask for `status`"};
  auto reply = parseReply(*second);
  return reply ? *std::move(reply) : Result<ControlReply>(Error{"the run's answer cannot be read"});
}

}  // namespace kerb
