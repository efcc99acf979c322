#include "widgets/bridge/background.h"

#include <sys/resource.h>

namespace kerb {

void workInBackground() {
  // A third of the time of another busy thread. On Linux this is of the calling thread, not of the process.
  // Where it is refused, nothing but smoothness is lost.
  constexpr int kNice = 5;
  setpriority(PRIO_PROCESS, 0, kNice);
}

}  // namespace kerb
