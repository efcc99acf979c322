#include "app/end_signals.h"

#include <QSocketNotifier>
#include <array>
#include <csignal>

#include <sys/socket.h>
#include <unistd.h>

namespace kerb {
namespace {

std::array<int, 2> ends{-1, -1};  // the handler writes into the first

void onSignal(int) {
  const char any = 1;
  if (write(ends[0], &any, 1) < 0) return;  // full: it was asked already
}

}  // namespace

void whenAskedToEnd(QObject* owner, std::function<void()> end) {
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) return;
  const auto* heard = new QSocketNotifier(ends[1], QSocketNotifier::Read, owner);
  QObject::connect(heard, &QSocketNotifier::activated, owner, [end = std::move(end)] {
    char any = 0;
    if (read(ends[1], &any, 1) == 1) end();
  });
  struct sigaction action{};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  for (const int each : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction before{};
    sigaction(each, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(each, &action, nullptr);
  }
}

}  // namespace kerb
