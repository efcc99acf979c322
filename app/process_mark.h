// Which process that was: its number alone is given out again, at the latest when the machine starts anew.
#pragma once

#include <QString>

namespace kerb {

struct ProcessMark {
  qint64 number = 0;
  QString boot;        ///< of the machine
  qint64 started = 0;  ///< in ticks since then
  bool operator==(const ProcessMark&) const = default;
};

/// Of the process that has this number now; none, or nothing known of it: all but the number is empty.
ProcessMark markOf(qint64 process);
bool isRunning(const ProcessMark& mark);

}  // namespace kerb
