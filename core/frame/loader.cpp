#include "core/frame/loader.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/one_thread.h"

namespace kerb {
namespace {

/// Which draws a key is for.
enum Purpose : uint64_t { kOrder = 1, kAugmentation = 2 };

/// Whether a recording has the neighbours of frame `index` that the spec asks for.
Result<bool> hasNeighbours(const Source& source, int64_t index, const SampleSpec& spec) {
  constexpr FrameParts kNothing{.image = false};
  KERB_TRY(const Frame frame, source.at(index, kNothing));
  for (const auto& [wanted, offset] : {std::pair{spec.previous, -1}, std::pair{spec.next, 1}}) {
    if (!wanted) continue;
    const auto neighbour = source.neighbour(frame, offset, kNothing);
    if (neighbour && !*neighbour) return false;
  }
  return true;
}

Error noTargets(const Targets& found, const SourceInfo& info) {
  if (!found.lacking.empty())
    return {fmt::format("none of the {} frames can be learnt from: {}", info.count, found.leftOut()),
            info.path.string(), "Complete the data, or train without what it does not have"};
  return {fmt::format("none of the {} frames has the neighbours in time that training needs", info.count),
          info.path.string(), "Open a video or whole recordings, or a split whose recordings are there"};
}

}  // namespace

int loaderThreads(int wanted, int64_t processes, int cores) {
  constexpr int64_t kMost = 32;
  return wanted > 0 ? wanted : static_cast<int>(std::clamp<int64_t>(cores / processes, 1, kMost));
}

std::string Targets::leftOut() const {
  constexpr size_t kNamed = 5;
  std::vector<std::string> reasons;
  if (without_neighbours > 0)
    reasons.push_back(fmt::format("{} have no neighbours in time", without_neighbours));
  if (!lacking.empty()) {
    const size_t named = std::min(kNamed, lacking.size()), more = lacking.size() - named;
    reasons.push_back(
        fmt::format("{} lack {}{}", lacking.size(),
                    fmt::join(lacking.begin(), lacking.begin() + static_cast<ptrdiff_t>(named), ", "),
                    more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  return fmt::format("{}", fmt::join(reasons, "; "));
}

Result<Targets> findTargets(const Source& source, const SampleSpec& spec, const JobContext& job) {
  KERB_TRY(const SourceInfo info, source.completeInfo(job.stop));
  const FrameParts parts{
      .image = false, .stereo = spec.stereo, .depth = spec.depth, .semantics = spec.semantics};
  Targets found;
  for (int64_t index = 0; index < info.count; ++index) {
    if (job.cancelled()) return Error::cancelledByUser();
    // What cannot be described will be found broken by the loader, which reports or skips it.
    const auto usable = hasNeighbours(source, index, spec);
    if (usable && !*usable)
      ++found.without_neighbours;
    else if (std::string lack = source.lacks(index, parts); !lack.empty())
      found.lacking.push_back(std::move(lack));
    else
      found.indices.push_back(index);
    if (index % 100 == 0) job.progress("listing", index, info.count);
  }
  if (found.indices.empty()) return noTargets(found, info);
  return found;
}

Result<std::unique_ptr<Loader>> Loader::create(const Source& source, std::vector<int64_t> targets,
                                               const SampleSpec& spec, const LoaderOptions& options,
                                               int64_t first_step) {
  KERB_CHECK(checkSpec(spec));
  KERB_CHECK(checkSpec(options.augmentation.crop));
  const int64_t step = options.batch * options.world * options.parts;
  const auto count = static_cast<int64_t>(targets.size());
  if (options.batch < 1 || count < step) {
    return Error{fmt::format("{} frames can be targets, and a step takes {}", count, step),
                 source.info().path.string(), "Choose a smaller batch, or more data"};
  }
  std::unique_ptr<Loader> loader(new Loader(spec, options));
  loader->targets_ = std::move(targets);
  loader->steps_per_epoch_ = count / step * options.parts;
  const int threads = threadCount(options.threads);
  for (int i = 0; i < threads; ++i) loader->readers_.push_back(source.clone());
  Loader& self = *loader;
  loader->pool_ = std::make_unique<OrderedPool<Result<Batch>>>(
      threads, options.ahead > 0 ? options.ahead : threads + 2, first_step,
      std::numeric_limits<int64_t>::max(), [&self](int worker, int64_t at) {
        workOnOneThread();
        return self.make(*self.readers_[static_cast<size_t>(worker)], at);
      });
  return loader;
}

Result<Batch> Loader::next() { return pool_->next(); }

std::vector<std::string> Loader::takeSkipped() {
  const std::lock_guard lock(mutex_);
  return std::exchange(skipped_, {});
}

std::shared_ptr<const std::vector<int64_t>> Loader::order(int64_t epoch) {
  const std::lock_guard lock(mutex_);
  if (order_epoch_ == epoch) return order_;
  auto order = std::make_shared<std::vector<int64_t>>(targets_);
  if (options_.shuffle) {  // Fisher and Yates
    Draws draws{options_.seed, static_cast<uint64_t>(epoch), kOrder};
    for (size_t i = order->size() - 1; i > 0; --i) std::swap((*order)[i], (*order)[draws.below(i + 1)]);
  }
  order_epoch_ = epoch;
  order_ = order;
  return order;
}

Result<Batch> Loader::make(const Source& reader, int64_t step) {
  const int64_t epoch = step / steps_per_epoch_;
  const int64_t first = (step % steps_per_epoch_ * options_.world + options_.rank) * options_.batch;
  std::vector<Sample> samples;
  for (int64_t i = 0; i < options_.batch; ++i) {
    KERB_TRY(Sample sample, makeOrReplace(reader, epoch, first + i));
    samples.push_back(std::move(sample));
  }
  return collate(samples);
}

Result<Sample> Loader::makeOrReplace(const Source& reader, int64_t epoch, int64_t place) {
  const auto order = this->order(epoch);
  for (size_t tried = 0;; ++tried) {
    const int64_t index = (*order)[(static_cast<size_t>(place) + tried) % order->size()];
    Draws draws{options_.seed, static_cast<uint64_t>(epoch), static_cast<uint64_t>(index), kAugmentation};
    auto sample = makeSample(reader, index, spec_, drawAugmentation(options_.augmentation, draws));
    if (sample || !options_.skip_broken || tried + 1 >= order->size()) return sample;
    const std::lock_guard lock(mutex_);
    if (broken_.insert(index).second)
      skipped_.push_back(fmt::format("frame {}: {}", index, sample.error().message()));
  }
}

}  // namespace kerb
