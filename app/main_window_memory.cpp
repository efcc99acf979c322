// The main window: what it remembers from one start to the next.
#include <QAction>
#include <QLocale>
#include <algorithm>

#include "app/main_window.h"
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
  restoreState(values.value(QStringLiteral("window/layout")).toByteArray(), kLayoutVersion);
  theme_.choose(static_cast<ThemeChoice>(values.value(QStringLiteral("window/theme"), 0).toInt()));
  show_hud_->setChecked(values.value(QStringLiteral("window/hud"), true).toBool());
  playback_->setLoopMode(static_cast<LoopMode>(values.value(QStringLiteral("player/loop"), 1).toInt()));
  DepthSettings depth;
  depth.colours =
      static_cast<ColourMap>(std::clamp(values.value(QStringLiteral("depth/colours"), 0).toInt(), 0, 3));
  depth.scaling =
      static_cast<Scaling>(std::clamp(values.value(QStringLiteral("depth/scaling"), 2).toInt(), 0, 2));
  depth_->setSettings(depth);
  OverlaySettings overlay;
  overlay.opacity = std::clamp(values.value(QStringLiteral("classes/opacity"), 0.5).toDouble(), 0.0, 1.0);
  overlay.contours = values.value(QStringLiteral("classes/contours"), false).toBool();
  legend_->setSettings(overlay);
  picture_->setSettings(overlay);
  fillRecent();
}

void MainWindow::remember() {
  QSettings& values = settings_.values();
  values.setValue(QStringLiteral("window/geometry"), saveGeometry());
  if (playback_->isOpen()) values.setValue(QStringLiteral("window/layout"), saveState(kLayoutVersion));
  values.setValue(QStringLiteral("window/theme"), static_cast<int>(theme_.choice()));
  values.setValue(QStringLiteral("window/hud"), show_hud_->isChecked());
  values.setValue(QStringLiteral("player/loop"), static_cast<int>(playback_->loopMode()));
  values.setValue(QStringLiteral("depth/colours"), static_cast<int>(depth_->settings().colours));
  values.setValue(QStringLiteral("depth/scaling"), static_cast<int>(depth_->settings().scaling));
  values.setValue(QStringLiteral("classes/opacity"), legend_->settings().opacity);
  values.setValue(QStringLiteral("classes/contours"), legend_->settings().contours);
}

void MainWindow::offerLostSession() {
  const auto lost = settings_.takeLostSession();
  if (!lost) return;
  messages_->showText(MessageBar::Kind::info,
                      tr("Kerb was not closed properly last time. %1 was open at frame %2.")
                          .arg(lost->name, locale().toString(lost->frame)),
                      tr("Open Again"), [this, lost = *lost] { open(lost.path, lost.frame); });
}

}  // namespace kerb
