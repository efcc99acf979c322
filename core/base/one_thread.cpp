#include "core/base/one_thread.h"

#include <algorithm>
#include <thread>

#include <ATen/Parallel.h>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace kerb {

void workOnOneThread() {
  thread_local bool done = false;
  if (done) return;
  done = true;
  at::get_num_threads();  // reads the process's setting for this thread, which must not come later
#ifdef _OPENMP
  omp_set_num_threads(1);  // of this thread only
#endif
}

int threadCount(int wanted) {
  return wanted > 0 ? wanted : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace kerb
