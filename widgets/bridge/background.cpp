#include "widgets/bridge/background.h"

#include <algorithm>

#include <sys/resource.h>
#include <unistd.h>

namespace kerb {

void workInBackground(int nice) {
  const auto self = static_cast<id_t>(gettid());
  const int now = getpriority(PRIO_PROCESS, self);
  // On Linux a thread has a priority of its own. Where that is not allowed, all stays as it is.
  setpriority(PRIO_PROCESS, self, std::max(now, nice));
}

}  // namespace kerb
