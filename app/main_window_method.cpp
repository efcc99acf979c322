// The main window: which method gives depth, and what is remembered of that.
#include <algorithm>

#include "app/main_window.h"
#include "app/used_models.h"
#include "app/usual_method.h"
#include "core/method/input.h"
#include "core/method/method.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/view/semantic_view.h"

namespace kerb {

/// When a source is opened: the method that was chosen for it, else the usual one.
void MainWindow::chooseFirstMethod() {
  if (!method_chosen_) return chooseUsualMethod();
  last_used_ = method_chosen_->request;
  startChoice(*method_chosen_);
}

/// What depth comes from where nobody chose: of our own street the model that comes with Kerb, or else its
/// exact truth; the method that fits; or a model. `gone`: this one is not to be had any more.
void MainWindow::chooseUsualMethod(const std::optional<MethodRequest>& gone) {
  const SourceInfo& info = playback_->info();
  MethodRequest request;
  last_used_.reset();
  if (info.layout == "synthetic_drive") {
    request.method = "truth";
    request = starterModel().value_or(request);
  } else if (const auto usual = usualDepthMethod(info)) {
    request.method = *usual;
  } else {
    request = usualModel(info, gone);
  }
  const auto spec = findMethod(catalogue_, request.method);
  const bool can_run =
      request != gone && spec && ((*spec)->needs.weights != Need::required || !request.weights.empty());
  startChoice({request, can_run});
}

/// The model that was used last, where it fits, else the one that comes with Kerb; without weights where
/// there is neither.
MethodRequest MainWindow::usualModel(const SourceInfo& info, const std::optional<MethodRequest>& gone) {
  const auto fits = [&](const std::string& method) {
    const auto spec = findMethod(catalogue_, method);
    return spec && (*spec)->needs.weights != Need::none && checkNeeds(**spec, info);
  };
  last_used_ = lastModel(settings_.values());
  if (last_used_ && last_used_ != gone && fits(last_used_->method)) return *last_used_;
  last_used_.reset();
  if (const auto starter = starterModel(); starter && starter != gone) return *starter;
  MethodRequest request;
  const auto spec = std::ranges::find_if(catalogue_, fits, &MethodSpec::id);
  if (spec != catalogue_.end()) request.method = spec->id;
  return request;
}

void MainWindow::startChoice(const MethodChoice& choice) {
  chosen_.reset();
  method_->setChoice(choice.request, choice.is_live);
  startMethod(choice.is_live ? std::optional(choice.request) : std::nullopt);
}

void MainWindow::useMethod(const std::optional<MethodRequest>& request) {
  chosen_ = request;
  last_used_.reset();
  if (!request) noteChoice({method_->choice(), false});
  startMethod(request);
}

void MainWindow::startMethod(const std::optional<MethodRequest>& request) {
  forgetPrediction();
  cloud_->forgetPrediction();
  picture_->forgetPredictedLabels();
  live_->use(playback_->isOpen() ? request : std::nullopt);
}

/// What the user chose is remembered when it runs. What ran last time and does not any more gives way to the
/// usual method.
void MainWindow::noteMethod(const LiveState& state) {
  if (state.kind == LiveState::Kind::ready && chosen_ == state.request) {
    if (!state.request.weights.empty()) rememberModel(settings_.values(), state.request);
    noteChoice({state.request, true});
  }
  if (state.kind != LiveState::Kind::failed || last_used_ != state.request) return;
  const bool is_of_source = method_chosen_ && method_chosen_->request == state.request;
  chooseUsualMethod(state.request);
  messages_->showError(is_of_source ? tr("The method of this source") : tr("The model that was used last"),
                       state.error);
}

void MainWindow::noteChoice(const MethodChoice& choice) {
  if (method_chosen_ == choice) return;
  method_chosen_ = choice;
  rememberSource();
}

}  // namespace kerb
