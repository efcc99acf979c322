#include "widgets/cloud/cloud_panel.h"

#include <QFileDialog>

#include "widgets/bridge/background.h"
#include "widgets/cloud/cloud_bounds.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/panel/translated.h"
#include "widgets/view/colour_bar.h"

namespace kerb {
namespace {

/// In another unit of length.
CloudEye scaled(CloudEye eye, double factor) {
  eye.focus *= factor;
  eye.distance *= factor;
  return eye;
}

}  // namespace

CloudPanel::CloudPanel(QWidget* parent) : QWidget(parent) {
  controls_ = new CloudControls(this);
  canvas_ = new CloudCanvas(this);
  bar_ = new ColourBar(this);
  bar_->hide();
  layOutWithBar(this, controls_, canvas_, bar_);
  connectControls();
  translated(this, [this] { showState(); });
}

CloudPanel::~CloudPanel() = default;

void CloudPanel::connectControls() {
  connect(controls_, &CloudControls::settingsChanged, this,
          [this](const CloudSettings& settings) { setSettings(settings, look_); });
  connect(controls_, &CloudControls::lookChanged, this,
          [this](const CloudLook& look) { setSettings(settings_, look); });
  connect(controls_, &CloudControls::presetChosen, this, &CloudPanel::choosePreset);
  connect(controls_, &CloudControls::turnChosen, canvas_, &CloudCanvas::turn);
  connect(controls_, &CloudControls::shiftChosen, canvas_, &CloudCanvas::shift);
  connect(controls_, &CloudControls::zoomChosen, canvas_, &CloudCanvas::zoomBy);
  canvas_->addActions(controls_->moves());
  connect(controls_, &CloudControls::fitChosen, this, &CloudPanel::fit);
  connect(controls_, &CloudControls::resetChosen, this, [this] { goTo(startEye()); });
  connect(controls_, &CloudControls::saveViewChosen, this, [this] {
    if (built_) setSavedEye(scaled(canvas_->eye(), 1 / built_->unit));
  });
  connect(controls_, &CloudControls::savedViewChosen, this, [this] {
    if (saved_eye_ && built_) goTo(scaled(*saved_eye_, built_->unit));
  });
  connect(controls_, &CloudControls::exportChosen, this, &CloudPanel::chooseExport);
  connect(canvas_, &CloudCanvas::eyeMoved, this, &CloudPanel::render);
  connect(canvas_, &CloudCanvas::resized, this, &CloudPanel::render);
}

void CloudPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!gl_ && !probe_)
    probe_ = std::make_unique<GlProbe>([this](const GlAnswer& answer) { receiveGl(answer); });
  Q_EMIT partsChanged();
  submit();
}

void CloudPanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  Q_EMIT partsChanged();
}

void CloudPanel::receiveGl(const GlAnswer& answer) {
  gl_ = answer;
  if (answer.works)
    renderer_ = std::make_unique<CloudRenderer>(
        [this](CloudShot shot) { receiveShot(std::move(shot)); },
        [](const QString& message) { qWarning("VTK: %s", qPrintable(message)); });
  showState();
  submit();
}

void CloudPanel::replaceSource(std::shared_ptr<const Source> frames, const SourceInfo& info) {
  const auto unit = eye_unit_;
  setSource(std::move(frames), info);
  eye_unit_ = unit;
}

void CloudPanel::setSource(std::shared_ptr<const Source> frames, const SourceInfo& info) {
  clear();
  frames_ = std::move(frames);
  info_ = info;
  startBuilder();
  showState();
}

void CloudPanel::startBuilder() {
  builder_ = std::make_unique<LatestWorker<CloudJob, BuiltCloud>>(
      [](const CloudJob& job, const std::stop_token&) {
        workInBackground(kNiceOfLiveDepth);
        return buildCloud(job);
      },
      [this](Result<BuiltCloud> built) { receive(std::move(built)); });
}

void CloudPanel::clear() {
  builder_.reset();
  frames_.reset();
  info_ = {};
  index_ = -1;
  content_.reset();
  eye_unit_.reset();
  forgetPrediction();
  // The renderer lets go of the points.
  if (renderer_) renderer_->want({std::make_shared<const CloudContent>(), {}, {1, 1}, 1, false, -1});
}

void CloudPanel::forgetPrediction() {
  ++round_;
  if (builder_) startBuilder();  // what is still being built will not be received
  prediction_.reset();
  predicted_index_ = -1;
  collected_look_.reset();
  map_.clear();
  built_.reset();
  shot_.reset();
  problem_.clear();
  lacks_depth_ = false;
  canvas_->clear();
  bar_->hide();
  showState();
  submit();
}

FrameParts CloudPanel::parts() const {
  FrameParts wanted;
  if (!isVisible()) return wanted;
  wanted.semantics = info_.has.semantics;
  wanted.depth = info_.has.depth && (settings_.of_truth || settings_.colours == CloudColours::error ||
                                     !prediction_ || !prediction_->depth);
  return wanted;
}

void CloudPanel::setExpectsDepth(bool expects) {
  if (std::exchange(expects_depth_, expects) != expects) showHint();
}

void CloudPanel::showFrame(qint64 index) {
  index_ = index;
  if (!prediction_) submit();
}

void CloudPanel::setPrediction(std::shared_ptr<const Prediction> prediction, qint64 index) {
  const bool is_first = !prediction_;
  prediction_ = std::move(prediction);
  predicted_index_ = index;
  showHint();
  if (is_first) {
    collected_look_.reset();  // until now it was the source's own depth
    Q_EMIT partsChanged();
  }
  // Depth colours wait for the range of this frame, which setDepthLook() brings where there is depth.
  if (settings_.colours != CloudColours::depth || !prediction_ || !prediction_->depth) submit();
}

void CloudPanel::setDepthLook(const DepthLook& look, bool follows) {
  const bool is_same = follows == look_follows_ && look == depth_look_;
  const bool only_follows =
      follows && look_follows_ && look.colours == depth_look_.colours && look.scaling == depth_look_.scaling;
  if (!is_same && !only_follows) collected_look_.reset();
  depth_look_ = look;
  look_follows_ = follows;
  if (settings_.colours == CloudColours::depth) submit();
}

void CloudPanel::setClasses(const HiddenClasses& hidden, const ClassColours& colours) {
  CloudSettings wanted = settings_;
  wanted.hidden = hidden;
  wanted.class_colours = colours;
  setSettings(wanted, look_);
}

void CloudPanel::setSettings(const CloudSettings& settings, const CloudLook& look) {
  if (settings == settings_ && look == look_) return;
  const bool is_new = !(settings == settings_);
  if (is_new) collected_look_.reset();
  settings_ = settings;
  look_ = look;
  controls_->show(settings_, look_);
  Q_EMIT partsChanged();
  if (is_new)
    submit();
  else
    render();
}

void CloudPanel::setSavedEye(const std::optional<CloudEye>& eye) {
  saved_eye_ = eye;
  showState();
}

bool CloudPanel::collects() const {
  const bool is_relative = prediction_ && prediction_->depth && !settings_.of_truth &&
                           prediction_->scale.kind == ScaleKind::relative;
  return settings_.collects && info_.has_poses && !is_relative;
}

DepthLook CloudPanel::lookOfPoints() {
  if (!collects()) return depth_look_;
  if (!collected_look_) collected_look_ = depth_look_;
  return *collected_look_;
}

void CloudPanel::submit() {
  if (!isVisible() || !renderer_ || !builder_) return;
  const bool has_prediction = prediction_ && prediction_->depth;
  if (!has_prediction && !info_.has.depth) return;
  const qint64 index = prediction_ ? predicted_index_ : index_;
  if (index < 0) return;
  builder_->submit({frames_, index, parts() | shared_parts_, prediction_, settings_, lookOfPoints()});
}

void CloudPanel::receive(Result<BuiltCloud> built) {
  if (!built) return showProblem(built.error());
  if (!built->points) return showLackOfDepth();
  problem_.clear();
  lacks_depth_ = false;
  built_ = *std::move(built);
  content_ = map_.add(*built_);
  keepEyeFor(built_->unit);
  showState();
  render();
}

/// What was collected stays.
void CloudPanel::showLackOfDepth() {
  lacks_depth_ = true;
  problem_ = tr("this frame has no depth");
  if (map_.frames() == 0) {
    ++round_;  // a picture of what was there may still come
    built_.reset();
    content_.reset();
    shot_.reset();
    canvas_->clear();
  }
  showState();
}

/// Relative depth may have another unit with each frame: only where that is another measure altogether, the
/// eye goes along.
void CloudPanel::keepEyeFor(double unit) {
  if (!eye_unit_)
    canvas_->setEye(saved_eye_ ? scaled(*saved_eye_, unit) : startEye());
  else if (unit > 2 * *eye_unit_ || *eye_unit_ > 2 * unit)
    canvas_->setEye(scaled(canvas_->eye(), unit / *eye_unit_));
  else
    return;
  eye_unit_ = unit;
}

CloudEye CloudPanel::startEye() const {
  return cloudPreset(CloudPreset::behind, built_ ? built_->unit : 1, 1, 1);
}

void CloudPanel::choosePreset(CloudPreset preset) {
  if (!built_) return;
  const Camera& camera = built_->camera;
  goTo(cloudPreset(preset, built_->unit, 0.5 / camera.fx, 0.5 / camera.fy));
}

void CloudPanel::fit() {
  if (!built_ || !content_) return;
  const Eigen::AlignedBox3d box = usualBounds(*content_);
  if (!box.isEmpty()) goTo(fitted(canvas_->eye(), box, canvas_->width(), canvas_->height(), built_->unit));
}

void CloudPanel::goTo(const CloudEye& eye) {
  canvas_->setEye(eye);
  if (built_) eye_unit_ = built_->unit;
  render();
}

void CloudPanel::render() {
  if (!isVisible() || !renderer_ || !content_ || !built_) return;
  renderer_->want({content_, canvas_->eye(), canvas_->sizeOnScreen(), look_.point_size * devicePixelRatioF(),
                   look_.shows_frustum, round_});
}

void CloudPanel::receiveShot(CloudShot shot) {
  if (shot.round != round_) return;  // cleared in the meantime
  shot_ = std::move(shot);
  canvas_->setPicture(shot_->picture);
  showTexts();
}

void CloudPanel::chooseExport() {
  auto* dialog = new QFileDialog(this, tr("Export Points"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("PLY (*.ply)"), tr("PCD (*.pcd)")});
  dialog->setDefaultSuffix(QStringLiteral("ply"));
  connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    dialog->setDefaultSuffix(filter.contains(QStringLiteral("pcd")) ? QStringLiteral("pcd")
                                                                    : QStringLiteral("ply"));
  });
  connect(dialog, &QFileDialog::fileSelected, this, &CloudPanel::exportTo);
  dialog->open();
}

void CloudPanel::exportTo(const QString& path) {
  if (content_ && built_) Q_EMIT exportWanted({content_, built_->notes, path.toStdString()});
}

}  // namespace kerb
