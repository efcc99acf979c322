#include "widgets/panel/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

// Outside of namespaces, as the macro demands; resources of a static library are linked only if asked for.
static void loadResources() { Q_INIT_RESOURCE(kerb); }

namespace kerb {
namespace {

/// Paints the picture in the palette's colour at the time of painting, so that a new theme needs no new
/// icons.
class TintedSvg final : public QIconEngine {
 public:
  explicit TintedSvg(QByteArray svg) : svg_(std::move(svg)) {}
  QIconEngine* clone() const override { return new TintedSvg(svg_); }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
    QByteArray tinted = svg_;
    tinted.replace("currentColor", QGuiApplication::palette().color(group, role).name().toLatin1());
    QSvgRenderer(tinted).render(painter, rect);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }

 private:
  QByteArray svg_;
};

}  // namespace

QIcon icon(const QString& name) {
  loadResources();
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  if (!file.open(QIODevice::ReadOnly)) {
    qWarning("no icon %s", qPrintable(name));
    return {};
  }
  return QIcon(new TintedSvg(file.readAll()));
}

QIcon programIcon() {
  loadResources();
  return QIcon(QStringLiteral(":/icons/kerb.svg"));
}

}  // namespace kerb
