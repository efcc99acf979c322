// Being asked to end from outside: a logout, `kill`, Ctrl-C, a terminal that was closed.
#pragma once

#include <functional>

class QObject;

namespace kerb {

/// SIGTERM, SIGINT and SIGHUP call `end` on the UI thread, while `owner` lives. A second one of the same kind
/// ends the process at once. One that whoever started the program ignores (nohup) stays ignored. Once.
void whenAskedToEnd(QObject* owner, std::function<void()> end);

}  // namespace kerb
