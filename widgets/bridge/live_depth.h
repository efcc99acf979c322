// Live depth: the engine on its own thread predicts the frame that is shown, always the newest.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/eval/metric_scale.h"
#include "core/prediction/prediction.h"
#include "core/source/source.h"
#include "widgets/bridge/mailbox.h"

namespace kerb {

struct MethodSpec;

/// What a user chose.
struct MethodRequest {
  std::string method;                 ///< id
  std::filesystem::path weights;      ///< empty: none
  std::vector<std::string> settings;  ///< "name=value"
  std::string device = "auto";
  bool bf16 = false;
  bool operator==(const MethodRequest&) const = default;
};

/// What runs, for a HUD; or why nothing does.
struct LiveState {
  enum class Kind { off, loading, ready, failed };
  Kind kind = Kind::off;
  std::string title;   ///< of the method
  std::string model;   ///< file name of the weights; empty: none
  std::string device;  ///< "cpu", "cuda:0"
  std::string precision;
  std::string note;                                    ///< may be empty
  FrameParts reads;                                    ///< what the method reads of each frame
  std::string method = {};                             ///< its id
  std::map<std::string, std::string> parameters = {};  ///< that it runs with: some come with the model
  Error error = {};                                    ///< where it failed
  MethodRequest request = {};                          ///< what was asked for
};

struct LiveResult {
  int64_t round = 0;  ///< counts sources and methods, so that nothing of an earlier one is shown
  int64_t index = 0;
  std::shared_ptr<const Prediction> prediction;  ///< empty: it failed
  Error error = {};
  double time_s = 0;  ///< of the frame
  std::string clip = {};
  double milliseconds = 0;
  int64_t dropped =
      0;  ///< frames that were shown but replaced before their turn, since the method was loaded
};

/// Lives on the UI thread, where `changed` and `predicted` are called. Nothing here waits; destroying it
/// returns at once, and the prediction that runs ends on its own.
class LiveDepth {
 public:
  LiveDepth(const std::vector<MethodSpec>& catalogue, std::function<void(LiveState)> changed,
            std::function<void(LiveResult)> predicted);
  ~LiveDepth();
  LiveDepth(const LiveDepth&) = delete;
  LiveDepth& operator=(const LiveDepth&) = delete;

  /// Frames are read from here; none: nothing is predicted.
  void setSource(std::shared_ptr<const Source> source);
  /// Loads another method, also the same one again after a failure; none: off.
  void use(std::optional<MethodRequest> request);
  /// How depth becomes metres from now on; what is shown has to be asked for again.
  void setScale(const ScaleChoice& scale);
  /// Predicts this frame next.
  void show(int64_t index);

 private:
  struct Work;
  int64_t round_ = 0;
  Ordered<LiveState> changed_;
  Ordered<LiveResult> predicted_;
  std::shared_ptr<Work> work_;
  std::jthread thread_;
};

}  // namespace kerb
