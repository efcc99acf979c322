// A method: something that turns an Input into a Prediction. One paper, one file in models/.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <torch/nn/module.h>

#include "core/base/result.h"
#include "core/frame/frame.h"
#include "core/method/precision.h"
#include "core/prediction/prediction.h"
#include "core/weights/weights.h"

namespace kerb {

struct TrainingPlan;

enum class Need { none, optional, required };

/// Which parts of an Input a method looks at, besides the target image and its camera.
struct Needs {
  Need previous = Need::none;
  Need next = Need::none;
  Need stereo = Need::none;
  Need depth = Need::none;
  Need semantics = Need::none;
  Need weights = Need::none;
};

/// What a prediction is made from. `target` carries the stereo partner, labels and camera.
struct Input {
  Frame target;
  std::optional<Frame> previous;  ///< t-1
  std::optional<Frame> next;      ///< t+1
  std::vector<std::string>
      fallbacks;  ///< what was put in place of something missing; the engine copies it into the Prediction
};

using ParameterValue = std::variant<bool, int64_t, double, std::string>;

/// One row of a method's table: it feeds the command line, the run file and the form in the window.
struct Parameter {
  std::string name;
  std::string help;
  ParameterValue value;  ///< the default; its type is the parameter's type
  std::optional<double> minimum, maximum;
  std::string unit;                  ///< "file to start from", in training: a path a resume does not read
  std::vector<std::string> choices;  ///< of a string parameter; empty: any
};

/// Values for every row of a parameter table, checked against it.
class Parameters {
 public:
  /// The defaults.
  explicit Parameters(const std::vector<Parameter>& table);
  /// Sets one from text. Unknown name, wrong type, out of range: an Error that lists what is allowed.
  Status set(const std::string& name, const std::string& text);
  template <class T>
  const T& get(const std::string& name) const {
    return std::get<T>(values_.at(name));
  }
  std::map<std::string, std::string> asText() const;

 private:
  std::vector<Parameter> table_;
  std::map<std::string, ParameterValue> values_;
};

/// A loaded method. Not thread-safe: the Engine gives each one to a single thread.
class Method : public torch::nn::Module {
 public:
  /// Networks are input-size agnostic; this is the size that the target is resized to, {0,0}: the frame's
  /// own.
  virtual std::pair<int64_t, int64_t> inputSize() const { return {0, 0}; }
  /// Makes ready for predict() on a device: folds batch norm, packs weights. Called once, after loading.
  virtual Status prepare(torch::Device device, Precision precision) = 0;
  /// The needs of the spec without those that this instance has no use for (a model without pose networks).
  virtual Needs narrowed(Needs needs) const { return needs; }
  /// Depth [and more] of input.target. Missing required parts: an Error that says what is missing.
  virtual Result<Prediction> predict(const Input& input) = 0;

  /// What training keeps besides parameters and buffers (a pool of images): part of every checkpoint.
  virtual TensorMap extraState() const { return {}; }
  /// What extraState() gave. Anything else: an Error.
  virtual Status restoreExtraState(const TensorMap& state);
};

struct MethodSpec {
  std::string id;        ///< "monodepth2": command line, files
  std::string title;     ///< "Monodepth2"
  std::string citation;  ///< authors, title, venue, year
  std::string summary;   ///< one line: what it does and when to choose it
  Needs needs;
  std::vector<Parameter> parameters;
  /// Builds the method. `weights` is empty for a method that needs none, or before training.
  Result<std::shared_ptr<Method>> (*create)(const Parameters& parameters, const Weights* weights) = nullptr;
  /// How it is trained; both empty: it cannot be. `plan` keeps the method alive as long as it is used.
  std::vector<Parameter> training = {};
  Result<TrainingPlan> (*plan)(const std::shared_ptr<Method>& method, const Parameters& training) = nullptr;
};

/// The spec with this id, or an Error that lists the ids there are. The catalogue is models/catalogue.h's.
Result<const MethodSpec*> findMethod(const std::vector<MethodSpec>& catalogue, const std::string& id);

}  // namespace kerb
