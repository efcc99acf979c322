#include "widgets/bridge/live_depth.h"

#include <condition_variable>
#include <exception>
#include <thread>

#include "core/job/engine.h"
#include "core/method/input.h"
#include "widgets/bridge/background.h"
#include "widgets/bridge/export_job.h"
#include "widgets/bridge/retire.h"

namespace kerb {
/// What the thread works with; shared, because it outlives LiveDepth by the prediction that runs.
struct LiveDepth::Work {
  Work(const std::vector<MethodSpec>& methods, Ordered<LiveState>::Sender to_changed,
       Ordered<LiveResult>::Sender to_predicted)
      : catalogue(methods), changed(std::move(to_changed)), predicted(std::move(to_predicted)) {}

  const std::vector<MethodSpec>& catalogue;
  Ordered<LiveState>::Sender changed;
  Ordered<LiveResult>::Sender predicted;

  std::mutex mutex;
  std::condition_variable_any wake;
  // Orders that were not taken yet.
  std::optional<std::shared_ptr<const Source>> new_source;
  std::optional<std::optional<MethodRequest>> new_request;
  std::optional<ScaleChoice> new_scale;
  std::optional<int64_t> new_index;
  int64_t new_round = 0;
  int64_t dropped = 0;

  // Of the thread alone:
  int64_t round = 0;
  std::shared_ptr<const Source> source;
  std::optional<MethodRequest> request;
  ScaleChoice scale;
  std::unique_ptr<Engine> engine;
  LiveState state;

  void run(const std::stop_token& stop) {
    workInBackground(kNiceOfLiveDepth);
    const auto ordered = [this] { return new_source || new_request || new_index; };
    std::unique_lock lock(mutex);
    while (wake.wait(lock, stop, ordered) && !stop.stop_requested()) {
      auto source_order = std::exchange(new_source, std::nullopt);
      auto request_order = std::exchange(new_request, std::nullopt);
      const auto index = std::exchange(new_index, std::nullopt);
      if (new_scale) scale = *std::exchange(new_scale, std::nullopt);
      if (request_order) dropped = 0;
      round = new_round;
      lock.unlock();
      if (source_order) source = std::move(*source_order);
      if (request_order) request = std::move(*request_order);
      if (request_order || source_order) reload(request_order.has_value());
      if (index && engine && source) predict(*index);
      lock.lock();
    }
    lock.unlock();
    engine.reset();
  }

  /// Another source keeps the method if it can serve it.
  void reload(bool is_new_method) {
    if (is_new_method) engine.reset();
    if (!request) return tell({});
    if (!source) return;
    LiveState loading;
    loading.kind = LiveState::Kind::loading;
    if (!engine) tell(loading);
    const Status loaded = load();
    if (!loaded) {
      engine.reset();
      state.kind = LiveState::Kind::failed;
      state.error = loaded.error();
    }
    tell(state);
  }

  void tell(const LiveState& now) {
    state = now;
    changed.send(now);
  }

  Status load() {
    try {
      state.request = *request;
      KERB_TRY(const MethodSpec* spec, findMethod(catalogue, request->method));
      state.title = spec->title;
      KERB_CHECK(checkNeeds(*spec, source->info()));
      if (!engine) KERB_CHECK(create());
      state.kind = LiveState::Kind::ready;
      state.error = {};
      return {};
    } catch (const std::exception& failure) {
      return Error{failure.what(), request->weights.string(), "Choose another method or model"};
    }
  }

  Status create() {
    KERB_TRY(StartedEngine started, startEngine(catalogue, *request));
    engine = std::move(started.engine);
    state.title = started.title;
    state.model = request->weights.filename().string();
    state.device = engine->info().device;
    state.precision = engine->info().precision;
    state.note = engine->info().note;
    state.method = engine->info().method;
    state.parameters = engine->info().parameters;
    state.reads = partsFor(engine->needs());
    return {};
  }

  void predict(int64_t index) {
    LiveResult result;
    result.index = index;
    result.round = round;
    auto made = predictionOf(index, result);
    if (made)
      result.prediction = std::make_shared<const Prediction>(*std::move(made));
    else
      result.error = made.error();
    {
      const std::scoped_lock lock(mutex);
      result.dropped = dropped;
    }
    predicted.send(std::move(result));
  }

  Result<Prediction> predictionOf(int64_t index, LiveResult& result) const {
    try {
      const ScaleChoice chosen = scaleFor(scale, engine->needs());
      KERB_TRY(Input input, gatherInput(*source, index, engine->needs(), partsFor(chosen)));
      const Frame frame = input.target;
      result.time_s = frame.time_s;
      result.clip = frame.clip;
      TimedPrediction timed = engine->enqueue(std::move(input)).get();
      result.milliseconds = timed.milliseconds;
      if (timed.prediction) applyScale(chosen, frame, *timed.prediction);
      return std::move(timed.prediction);
    } catch (const std::exception& failure) {
      return Error{failure.what(), "frame " + std::to_string(index)};
    }
  }
};

LiveDepth::LiveDepth(const std::vector<MethodSpec>& catalogue, std::function<void(LiveState)> changed,
                     std::function<void(LiveResult)> predicted)
    : changed_(std::move(changed)),
      predicted_([this, predicted = std::move(predicted)](LiveResult result) {
        if (result.round == round_) predicted(std::move(result));
      }),
      work_(std::make_shared<Work>(catalogue, changed_.sender(), predicted_.sender())) {
  thread_ = std::jthread([work = work_](const std::stop_token& stop) { work->run(stop); });
}

LiveDepth::~LiveDepth() { retire(std::move(thread_)); }

void LiveDepth::setSource(std::shared_ptr<const Source> source) {
  {
    const std::scoped_lock lock(work_->mutex);
    work_->new_source = std::move(source);
    work_->new_index.reset();
    work_->new_round = ++round_;
  }
  work_->wake.notify_one();
}

void LiveDepth::use(std::optional<MethodRequest> request) {
  {
    const std::scoped_lock lock(work_->mutex);
    work_->new_request = std::move(request);
    work_->new_round = ++round_;
  }
  work_->wake.notify_one();
}

void LiveDepth::setScale(const ScaleChoice& scale) {
  const std::scoped_lock lock(work_->mutex);
  work_->new_scale = scale;
  work_->new_round = ++round_;
}

void LiveDepth::show(int64_t index) {
  {
    const std::scoped_lock lock(work_->mutex);
    if (work_->new_index && *work_->new_index != index) ++work_->dropped;
    work_->new_index = index;
  }
  work_->wake.notify_one();
}

}  // namespace kerb
