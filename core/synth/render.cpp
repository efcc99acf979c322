// The CPU's loops over rows.
#include "core/synth/render_rows.h"

namespace kerb::synth {
namespace {

RowLoops bestRowLoops() {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  if (__builtin_cpu_supports("avx2")) return rowLoopsAvx2();
#endif
  return kRowLoops;
}

void forEachRow(const Job& job, const Parallel& parallel, void (*row)(const Job& job, int32_t y)) {
  parallel(job.eye.height, [&](int64_t begin, int64_t end) {
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) row(job, y);
  });
}

}  // namespace

void renderCpu(const Job& job, const Parallel& parallel, bool plain_code) {
  static const RowLoops best = bestRowLoops();
  const RowLoops& loops = plain_code ? kRowLoops : best;
  forEachRow(job, parallel, loops.centre);
  if (job.rgb == nullptr) return;
  forEachRow(job, parallel, loops.sample);
  forEachRow(job, parallel, loops.filter);
  forEachRow(job, parallel, loops.finish);
}

}  // namespace kerb::synth
