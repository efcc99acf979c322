#include "core/source/check_source.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

namespace kerb {
namespace {

/// The image itself is not there, rather than something in it or beside it being wrong.
bool isMissing(const Error& error) {
  const std::filesystem::path file(error.where);
  std::error_code ignored;
  return file.has_extension() && file.extension().string().find(':') == std::string::npos &&
         !std::filesystem::exists(file, ignored);
}

/// What the threads find together.
class Findings {
 public:
  Findings(SourceInfo info, const std::function<void(int64_t, int64_t)>& progress) : progress_(progress) {
    check_.info = std::move(info);
  }

  void add(int64_t index, const Result<Frame>& frame) {
    const std::scoped_lock lock(mutex_);
    if (frame) {
      count(*frame);
    } else if (isMissing(frame.error())) {
      ++check_.missing;
    } else {
      ++check_.broken;
      errors_[index] = frame.error().message();
      if (errors_.size() > SourceCheck::kMostErrors) errors_.erase(std::prev(errors_.end()));
    }
    if (progress_) progress_(++done_, check_.info.count);
  }

  SourceCheck take() {
    for (auto& [index, error] : errors_) check_.errors.push_back(fmt::format("frame {}: {}", index, error));
    return std::move(check_);
  }

 private:
  void count(const Frame& frame) {
    check_.images += static_cast<int64_t>(frame.image.defined());
    check_.stereo += static_cast<int64_t>(frame.stereo.has_value());
    check_.depth += static_cast<int64_t>(frame.depth_m.has_value());
    check_.semantics += static_cast<int64_t>(frame.semantics.has_value());
    check_.instances += static_cast<int64_t>(frame.instance_ids.has_value());
    check_.flow += static_cast<int64_t>(frame.flow_px.has_value());
    check_.backward_flow += static_cast<int64_t>(frame.backward_flow_px.has_value());
    check_.poses += static_cast<int64_t>(frame.world_from_camera.has_value());
  }

  std::mutex mutex_;
  SourceCheck check_;
  std::map<int64_t, std::string> errors_;
  int64_t done_ = 0;
  const std::function<void(int64_t, int64_t)>& progress_;
};

Result<Frame> readAll(const Source& source, int64_t index) {
  try {
    return source.at(index, FrameParts::all());
  } catch (const std::exception& failure) {  // a bug, which must not end the check, nor cross a thread
    return Error{fmt::format("internal error: {}", failure.what())};
  }
}

}  // namespace

Result<SourceCheck> checkSource(const Source& source, int threads, std::stop_token stop,
                                const std::function<void(int64_t, int64_t)>& progress) {
  KERB_TRY(SourceInfo info, source.completeInfo(stop));
  const int64_t count = info.count;
  if (threads <= 0) threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Findings findings(std::move(info), progress);
  std::atomic<int64_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&, reader = source.clone()] {
        for (int64_t index = next++; index < count && !stop.stop_requested(); index = next++)
          findings.add(index, readAll(*reader, index));
      });
    }
  }
  if (stop.stop_requested()) return Error::cancelledByUser();
  return findings.take();
}

}  // namespace kerb
