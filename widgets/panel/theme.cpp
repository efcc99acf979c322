#include "widgets/panel/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPalette>
#include <QProxyStyle>

#include "widgets/panel/icons.h"

namespace kerb {
namespace {

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kScheme = QStringLiteral("color-scheme");

/// What one theme consists of.
struct Tones {
  QColor window, base, raised, text, faint, disabled, accent, on_accent, line;
};

const Tones kLight{QColor(0xf4f5f6), QColor(0xffffff), QColor(0xe9ebed), QColor(0x1d2024), QColor(0x5c636b),
                   QColor(0x9aa0a6), QColor(0x1769c4), QColor(0xffffff), QColor(0xcfd3d7)};
// Fields are lighter than the window here: Fusion's outlines are darker than it.
const Tones kDark{QColor(0x26282b), QColor(0x34373b), QColor(0x3b3e43), QColor(0xe4e6e8), QColor(0xa0a6ad),
                  QColor(0x7a8087), QColor(0x5aa2ee), QColor(0x0e1a26), QColor(0x4a4e54)};

QPalette paletteOf(const Tones& t) {
  QPalette p;
  const auto both = [&p](QPalette::ColorRole role, const QColor& colour) { p.setColor(role, colour); };
  both(QPalette::Window, t.window);
  both(QPalette::WindowText, t.text);
  both(QPalette::Base, t.base);
  both(QPalette::AlternateBase, t.raised);
  both(QPalette::Text, t.text);
  both(QPalette::PlaceholderText, t.faint);
  both(QPalette::Button, t.raised);
  both(QPalette::ButtonText, t.text);
  both(QPalette::BrightText, Qt::white);
  both(QPalette::ToolTipBase, t.raised);
  both(QPalette::ToolTipText, t.text);
  both(QPalette::Highlight, t.accent);
  both(QPalette::HighlightedText, t.on_accent);
  both(QPalette::Link, t.accent);
  both(QPalette::Light, t.raised.lighter(115));
  both(QPalette::Midlight, t.line);
  both(QPalette::Mid, t.line);
  both(QPalette::Dark, t.line.darker(130));
  both(QPalette::Shadow, QColor(0, 0, 0, 90));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, t.disabled);
  p.setColor(QPalette::Disabled, QPalette::Highlight, t.line);
  p.setColor(QPalette::Disabled, QPalette::HighlightedText, t.disabled);
  return p;
}

/// Fusion with icons that follow the theme on panels, and none on the buttons of dialogs.
class PlainFusion final : public QProxyStyle {
 public:
  PlainFusion() : QProxyStyle(QStringLiteral("Fusion")) {}

  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* more) const override {
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0
                                                       : QProxyStyle::styleHint(hint, option, widget, more);
  }
  QIcon standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const override {
    if (which == SP_TitleBarCloseButton) return icon(QStringLiteral("close"));
    if (which == SP_TitleBarNormalButton) return icon(QStringLiteral("float"));
    return QProxyStyle::standardIcon(which, option, widget);
  }
};

/// Where no desktop says it, the palette that the platform chose may.
bool isDarkPalette() { return QGuiApplication::palette().color(QPalette::Window).lightness() < 128; }

/// The portal wraps the value in a variant, older ones twice. 1: dark is preferred.
bool meansDark(QVariant value) {
  while (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
  return value.toUInt() == 1;
}

}  // namespace

Theme::Theme(QObject* parent) : QObject(parent), system_is_dark_(isDarkPalette()) {
  QApplication::setStyle(new PlainFusion);
  apply();
  askSystem();
}

bool Theme::isDark() const {
  return choice_ == ThemeChoice::dark || (choice_ == ThemeChoice::system && system_is_dark_);
}

void Theme::choose(ThemeChoice choice) {
  choice_ = choice;
  apply();
}

void Theme::askSystem() {
  // Without a session bus Qt would start one, and wait for it.
  if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return;
  auto bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  bus.connect(kPortal, kPortalPath, kSettings, QStringLiteral("SettingChanged"), this,
              SLOT(settingChanged(QString, QString, QDBusVariant)));
  QDBusMessage question =
      QDBusMessage::createMethodCall(kPortal, kPortalPath, kSettings, QStringLiteral("Read"));
  question << kAppearance << kScheme;
  auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
    const QDBusPendingReply<QDBusVariant> reply = *call;
    if (reply.isValid()) settingChanged(kAppearance, kScheme, reply.value());
    call->deleteLater();
  });
}

void Theme::settingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
  if (group != kAppearance || key != kScheme) return;
  system_is_dark_ = meansDark(value.variant());
  apply();
}

void Theme::apply() {
  const Tones& tones = isDark() ? kDark : kLight;
  QApplication::setPalette(paletteOf(tones));
  qApp->setStyleSheet(
      QStringLiteral("QToolTip { padding: 3px 6px; border: 1px solid %1; background: %2; color: %3; }"
                     "QMainWindow::separator { background: %1; width: 1px; height: 1px; }"
                     "QDockWidget::title { padding: 6px 10px; background: %2; }")
          .arg(tones.line.name(), tones.raised.name(), tones.text.name()));
}

}  // namespace kerb
