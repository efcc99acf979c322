#include "core/base/one_thread.h"

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

}  // namespace kerb
