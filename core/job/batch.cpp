#include "core/job/batch.h"

#include <chrono>

#include "core/job/queue.h"
#include "core/method/input.h"

namespace kerb {
namespace {

using Clock = std::chrono::steady_clock;

/// A frame on its way: read, and queued at the engine where reading went well.
struct Pending {
  int64_t index = 0;
  Result<Input> input;
  double read_ms = 0;
  std::future<TimedPrediction> prediction;
};

constexpr size_t kAhead = 2;

Result<Input> readInput(const Source& source, int64_t index, const Needs& needs, FrameParts extra) {
  try {
    return gatherInput(source, index, needs, extra);
  } catch (const std::exception& failure) {  // nothing throws across a thread
    return Error{failure.what(), "frame " + std::to_string(index)};
  }
}

void readAhead(const Source& source, Engine& engine, const std::vector<int64_t>& indices, FrameParts extra,
               BoundedQueue<Pending>& queue, const std::stop_token& stop) {
  for (const int64_t index : indices) {
    if (stop.stop_requested()) break;
    const auto begin = Clock::now();
    auto input = readInput(source, index, engine.needs(), extra);
    const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
    std::future<TimedPrediction> prediction;
    if (input) prediction = engine.enqueue(*input);
    if (!queue.push({index, std::move(input), taken.count(), std::move(prediction)}, stop)) break;
  }
  queue.close();
}

BatchItem finish(Pending pending) {
  if (!pending.input) {
    const Error error = pending.input.error();
    return {pending.index, error, error, pending.read_ms, 0};
  }
  TimedPrediction timed = pending.prediction.get();
  return {pending.index, std::move(pending.input), std::move(timed.prediction), pending.read_ms,
          timed.milliseconds};
}

}  // namespace

Status runBatch(const Source& source, Engine& engine, const std::vector<int64_t>& indices, FrameParts extra,
                const std::function<Status(BatchItem)>& consume, const JobContext& context) {
  const auto reader_source = source.clone();
  BoundedQueue<Pending> queue(kAhead);
  std::jthread reader(
      [&](const std::stop_token& stop) { readAhead(*reader_source, engine, indices, extra, queue, stop); });
  const std::stop_callback forward(context.stop, [&] { reader.request_stop(); });
  int64_t done = 0;
  const auto total = static_cast<int64_t>(indices.size());
  context.progress("frames", 0, total);
  while (!context.cancelled()) {
    auto pending = queue.pop(context.stop);
    if (!pending) break;
    KERB_CHECK(consume(finish(*std::move(pending))));
    context.progress("frames", ++done, total);
  }
  if (context.cancelled()) return Error::cancelledByUser();
  return {};
}

}  // namespace kerb
