// The main window: what it remembers from one start to the next.
#include <QAction>
#include <QDockWidget>
#include <QLocale>
#include <algorithm>

#include "app/main_window.h"
#include "app/workspace_menu.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/theme.h"
#include "widgets/view/class_legend.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/semantic_view.h"

namespace kerb {

void MainWindow::restore() {
  QSettings& values = settings_.values();
  restoreGeometry(values.value(QStringLiteral("window/geometry")).toByteArray());
  theme_.choose(static_cast<ThemeChoice>(values.value(QStringLiteral("window/theme"), 0).toInt()));
  show_hud_->setChecked(values.value(QStringLiteral("window/hud"), true).toBool());
  playback_->setLoopMode(static_cast<LoopMode>(values.value(QStringLiteral("player/loop"), 1).toInt()));
  playback_->setTimeUnit(
      static_cast<TimeUnit>(std::clamp(values.value(QStringLiteral("player/time_unit"), 0).toInt(), 0, 2)));
  DepthSettings depth;
  depth.colours =
      static_cast<ColourMap>(std::clamp(values.value(QStringLiteral("depth/colours"), 0).toInt(), 0, 3));
  depth.scaling =
      static_cast<Scaling>(std::clamp(values.value(QStringLiteral("depth/scaling"), 2).toInt(), 0, 2));
  depth_->setSettings(depth);
  OverlaySettings overlay;
  overlay.of_prediction = values.value(QStringLiteral("classes/of_prediction"), false).toBool();
  overlay.shown = values.value(QStringLiteral("classes/shown"), true).toBool();
  overlay.opacity = std::clamp(values.value(QStringLiteral("classes/opacity"), 0.5).toDouble(), 0.0, 1.0);
  overlay.contours = values.value(QStringLiteral("classes/contours"), false).toBool();
  overlay.colours = parseClassColours(values.value(QStringLiteral("classes/colours")).toStringList());
  overlay.hidden = parseHiddenClasses(values.value(QStringLiteral("classes/hidden")).toStringList());
  legend_->setSettings(overlay);
  picture_->setSettings(overlay);
  restoreCloud();
  fillRecent();
}

void MainWindow::restoreCloud() {
  QSettings& values = settings_.values();
  const auto number = [&](const char* key, int usual, int most) {
    return std::clamp(values.value(QLatin1String(key), usual).toInt(), 0, most);
  };
  CloudSettings points;
  points.hidden = legend_->settings().hidden;
  points.class_colours = legend_->settings().colours;
  points.of_truth = values.value(QStringLiteral("cloud/of_truth"), false).toBool();
  points.colours = static_cast<CloudColours>(number("cloud/colours", 0, 3));
  points.removes_edges = values.value(QStringLiteral("cloud/removes_edges"), true).toBool();
  points.max_depth = std::clamp(values.value(QStringLiteral("cloud/max_depth"), 0).toDouble(), 0.0, 1000.0);
  points.leaves_out_moving = values.value(QStringLiteral("cloud/leaves_out_moving"), true).toBool();
  CloudLook look;
  look.point_size = std::max(1, number("cloud/point_size", look.point_size, kLargestPoint));
  look.shows_frustum = values.value(QStringLiteral("cloud/shows_frustum"), true).toBool();
  cloud_->setSettings(points, look);
  const std::string eye = values.value(QStringLiteral("cloud/view")).toString().toStdString();
  cloud_->setSavedEye(parseCloudEye(eye));
}

void MainWindow::rememberCloud() {
  QSettings& values = settings_.values();
  const CloudSettings& points = cloud_->settings();
  values.setValue(QStringLiteral("cloud/of_truth"), points.of_truth);
  values.setValue(QStringLiteral("cloud/colours"), static_cast<int>(points.colours));
  values.setValue(QStringLiteral("cloud/removes_edges"), points.removes_edges);
  values.setValue(QStringLiteral("cloud/max_depth"), points.max_depth);
  values.setValue(QStringLiteral("cloud/leaves_out_moving"), points.leaves_out_moving);
  values.setValue(QStringLiteral("cloud/point_size"), cloud_->look().point_size);
  values.setValue(QStringLiteral("cloud/shows_frustum"), cloud_->look().shows_frustum);
  if (cloud_->savedEye())
    values.setValue(QStringLiteral("cloud/view"), QString::fromStdString(textOf(*cloud_->savedEye())));
}

/// Once: what follows it fails as well.
void MainWindow::showUnwritable(const Error& failure) {
  messages_->keep(MessageBar::Kind::warning,
                  tr("What Kerb remembers cannot be written to %1: %2. Unless that changes, it is lost "
                     "when the window is closed: make the folder writable, or free some space.")
                      .arg(QString::fromStdString(failure.where), QString::fromStdString(failure.what)));
}

void MainWindow::remember() {
  QSettings& values = settings_.values();
  values.setValue(QStringLiteral("window/geometry"), saveGeometry());
  if (playback_->isOpen()) workspaces_->leave();
  values.setValue(QStringLiteral("window/theme"), static_cast<int>(theme_.choice()));
  values.setValue(kLanguageKey, language_.choice());
  values.setValue(QStringLiteral("window/hud"), show_hud_->isChecked());
  values.setValue(QStringLiteral("player/loop"), static_cast<int>(playback_->loopMode()));
  values.setValue(QStringLiteral("player/time_unit"), static_cast<int>(playback_->timeUnit()));
  values.setValue(QStringLiteral("depth/colours"), static_cast<int>(depth_->settings().colours));
  values.setValue(QStringLiteral("depth/scaling"), static_cast<int>(depth_->settings().scaling));
  values.setValue(QStringLiteral("classes/of_prediction"), legend_->settings().of_prediction);
  values.setValue(QStringLiteral("classes/shown"), legend_->settings().shown);
  values.setValue(QStringLiteral("classes/hidden"), textsOf(legend_->settings().hidden));
  values.setValue(QStringLiteral("classes/opacity"), legend_->settings().opacity);
  values.setValue(QStringLiteral("classes/contours"), legend_->settings().contours);
  values.setValue(QStringLiteral("classes/colours"), textsOf(legend_->settings().colours));
  rememberCloud();
}

}  // namespace kerb
