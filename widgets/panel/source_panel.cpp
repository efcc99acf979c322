#include "widgets/panel/source_panel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>

#include "widgets/panel/translated.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

QString layoutTitle(const std::string& id) {
  for (const SourceLayout& layout : sourceLayouts()) {
    if (layout.id == id) return translatedText("Sources", layout.title);
  }
  return QString::fromStdString(id);
}

QString sizeText(const SourceInfo& info) {
  return QStringLiteral("%1 × %2").arg(info.width).arg(info.height);
}

QString framesText(const SourceInfo& info) {
  const int count = forPlural(info.count);
  return info.count_is_final ? SourcePanel::tr("%Ln frame(s)", nullptr, count)
                             : SourcePanel::tr("about %Ln frame(s)", nullptr, count);
}

QLabel* wrapped(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  return label;
}

/// Lines may be broken after slashes.
QString breakable(QString path) { return path.replace(QLatin1Char('/'), QStringLiteral("/\u200b")); }

}  // namespace

QString groundTruthText(const SourceInfo& info) {
  QStringList has;
  if (info.has.stereo) has << SourcePanel::tr("stereo");
  if (info.has.depth) has << SourcePanel::tr("depth");
  if (info.has.semantics) has << SourcePanel::tr("classes");
  if (info.has.flow) has << SourcePanel::tr("flow");
  if (info.has_poses) has << SourcePanel::tr("poses");
  return has.join(QStringLiteral(", "));
}

QString sourceSummary(const SourceInfo& info) {
  QStringList parts{layoutTitle(info.layout), framesText(info), sizeText(info)};
  if (const QString known = groundTruthText(info); !known.isEmpty()) parts << known;
  return parts.join(QStringLiteral(" · "));
}

SourcePanel::SourcePanel(QWidget* parent) : QWidget(parent) {
  form_ = new QFormLayout(this);
  form_->setContentsMargins(look::kMargin, look::kMargin, look::kMargin, look::kMargin);
  form_->setHorizontalSpacing(look::kMargin);
  form_->setVerticalSpacing(look::kGap);
  form_->setRowWrapPolicy(QFormLayout::DontWrapRows);
  form_->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
  translated(this, [this] { fill(); });
}

void SourcePanel::add(const QString& name, const QString& text) {
  auto* label = new QLabel(name, this);
  label->setForegroundRole(QPalette::PlaceholderText);
  form_->addRow(label, wrapped(text, this));
}

void SourcePanel::clear() {
  shown_.reset();
  fill();
}

void SourcePanel::show(const SourceInfo& info) {
  shown_ = info;
  fill();
}

void SourcePanel::fill() {
  while (form_->rowCount() > 0) form_->removeRow(0);
  if (shown_) return describe(*shown_);
  auto* label = wrapped(tr("Nothing is open."), this);
  label->setEnabled(false);
  form_->addRow(label);
}

void SourcePanel::describe(const SourceInfo& info) {
  add(tr("Name"), QString::fromStdString(info.name));
  add(tr("Read as"), layoutTitle(info.layout));
  add(tr("Frames"), info.fps > 0
                        ? tr("%1, %2 a second").arg(framesText(info), locale().toString(info.fps, 'g', 4))
                        : framesText(info));
  add(tr("Size"), sizeText(info));
  const QString known = groundTruthText(info);
  add(tr("Has"), known.isEmpty() ? tr("images only") : known);
  const QString camera = translatedText("Sources", info.camera.origin_text);
  add(tr("Camera"), info.camera.origin == CameraOrigin::kitti_default
                        ? tr("%1. Distances and angles are a guess too").arg(camera)
                        : camera);
  add(tr("Place"), breakable(QString::fromStdString(info.path.string())));
  QStringList notes;
  for (const std::string& note : info.notes) notes << translatedText("Sources", note);
  if (!notes.isEmpty()) add(tr("Notes"), notes.join(QLatin1Char('\n')));
}

}  // namespace kerb
