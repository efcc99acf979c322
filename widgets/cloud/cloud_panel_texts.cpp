// The point cloud's panel: what it says, and which of its controls can be used.
#include <QLocale>

#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/translated.h"
#include "widgets/view/colour_bar.h"

namespace kerb {
namespace {

/// What is shown in place of what the panel's controls say, which offer ground truth where the source has
/// any.
QStringList substitutes(const BuiltCloud& built, bool source_has_truth) {
  QStringList notes;
  if (source_has_truth && built.settings.of_truth && !built.of_truth)
    notes << CloudPanel::tr("no ground truth in this frame: prediction");
  if (built.lacks_prediction && !built.settings.of_truth)
    notes << CloudPanel::tr("no predicted depth in this frame: ground truth");
  if (built.lacks_predicted_classes && built.colours == CloudColours::classes)
    notes << CloudPanel::tr("no predicted classes: ground truth");
  if (built.settings.colours == built.colours) return notes;
  notes << (built.settings.colours == CloudColours::classes
                ? CloudPanel::tr("no classes in this frame: picture colours")
                : CloudPanel::tr("no known error in this frame: picture colours"));
  return notes;
}

}  // namespace

void CloudPanel::showState() {
  CloudChoices choices;
  choices.has_truth = info_.has.depth;
  choices.has_prediction = prediction_ && prediction_->depth;
  choices.has_classes = built_ ? built_->has_classes : info_.has.semantics;
  choices.has_poses = info_.has_poses;
  choices.is_metric = !built_ || built_->scale.kind != ScaleKind::relative;
  choices.has_view = built_.has_value();
  choices.has_saved_view = saved_eye_.has_value();
  controls_->setChoices(choices);
  controls_->setEnabled(!gl_ || gl_->works);
  showHint();
  showTexts();
  if (!built_ || !built_->bar) return bar_->hide();
  const bool is_error = built_->colours == CloudColours::error;
  bar_->show(built_->bar->range, built_->bar->colours, built_->bar->scaling,
             is_error            ? QStringLiteral("%")
             : choices.is_metric ? tr("m")
                                 : tr("relative"));
  bar_->QWidget::show();
}

void CloudPanel::showHint() {
  if (gl_ && !gl_->works)
    return canvas_->setEmptyText(
        tr("No OpenGL"), tr("The point cloud needs OpenGL on an X display: %1. Everything else works, and "
                            "kerb inspect writes point clouds without it.")
                             .arg(gl_->reason));
  if (!gl_) return canvas_->setEmptyText(tr("Starting"), tr("OpenGL gets ready."));
  const bool lacks_depth = prediction_ && !prediction_->depth;
  if (lacks_depth && (!info_.has.depth || !problem_.isEmpty()))
    return canvas_->setEmptyText(tr("No points in this frame"),
                                 tr("The method gives it no depth: choose another one in the panel Method."));
  if (lacks_depth_)
    return canvas_->setEmptyText(tr("No points in this frame"),
                                 tr("Not every frame of this source has depth."));
  canvas_->setEmptyText(tr("No points yet"),
                        info_.has.depth || expects_depth_
                            ? tr("They will be here in a moment.")
                            : tr("They come with the depth: choose a method in the panel Method, "
                                 "and switch live depth on."));
}

void CloudPanel::showProblem(const Error& problem) {
  problem_ = QString::fromStdString(problem.message());
  showHint();
  showTexts();
}

void CloudPanel::showTexts() {
  QStringList lines;
  if (shot_ && built_) {
    const int all = forPlural(static_cast<int64_t>(shot_->all));
    lines << (shot_->drawn == shot_->all
                  ? tr("%Ln point(s)", nullptr, all)
                  : tr("%1 of %Ln point(s)", nullptr, all)
                        .arg(locale().toString(static_cast<qulonglong>(shot_->drawn))));
    if (map_.frames() > 0) lines << tr("%Ln frame(s) collected", nullptr, forPlural(map_.frames()));
  }
  canvas_->setHud(lines);
  if (!problem_.isEmpty()) return canvas_->setNote(problem_);
  QStringList notes;
  if (built_) notes << substitutes(*built_, info_.has.depth);
  if (built_ && built_->scale.kind == ScaleKind::relative) notes << tr("relative: right up to one factor");
  if (built_ && built_->camera.origin == CameraOrigin::kitti_default) notes << tr("the camera is a guess");
  canvas_->setNote(notes.join(QStringLiteral(" · ")));
}

}  // namespace kerb
