#include "widgets/view/class_legend.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QStandardItemModel>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/labels/taxonomy.h"
#include "widgets/panel/control_menu.h"
#include "widgets/panel/translated.h"
#include "widgets/view/look.h"
#include "widgets/view/swatch_menu.h"

namespace kerb {
namespace {

constexpr int kChip = 14;

QIcon chip(const QColor& colour) {
  QPixmap pixmap(kChip * 2, kChip * 2);
  pixmap.setDevicePixelRatio(2);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QColor(128, 128, 128, 160));
  painter.setBrush(colour);
  painter.drawRoundedRect(QRectF(0.5, 0.5, kChip - 1, kChip - 1), 3, 3);
  return QIcon(pixmap);
}

QString shareText(double percent, const QLocale& locale) {
  constexpr double kSmallest = 0.1;
  if (percent <= 0) return QStringLiteral("–");
  const QString number = locale.toString(std::max(percent, kSmallest), 'f', 1) + QStringLiteral(" %");
  return percent < kSmallest ? QStringLiteral("< ") + number : number;
}

}  // namespace

ClassLegend::ClassLegend(QWidget* parent) : QWidget(parent) {
  labels_ = new QComboBox(this);
  labels_->setObjectName(QStringLiteral("labels"));
  labels_->addItems({QString(), QString()});  // setTexts() names them
  shown_ = new QCheckBox(this);
  contours_ = new QCheckBox(this);
  opacity_ = new QSlider(Qt::Horizontal, this);
  opacity_->setRange(0, 100);
  classes_ = new QTreeWidget(this);
  classes_->setObjectName(QStringLiteral("classes"));
  classes_->setColumnCount(2);
  classes_->headerItem()->setTextAlignment(1, Qt::AlignRight);
  classes_->setRootIsDecorated(false);
  classes_->setUniformRowHeights(true);
  classes_->setSelectionMode(QAbstractItemView::NoSelection);
  classes_->header()->setStretchLastSection(false);
  classes_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  classes_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  empty_ = new QLabel(this);
  empty_->setWordWrap(true);
  empty_->setEnabled(false);
  layOut();
  connectControls();
  connectSwatches();
  setSettings({});
  showEmpty(true);
  translated(this, [this] { setTexts(); });
}

void ClassLegend::layOut() {
  auto* form = new QFormLayout;
  form->addRow(translatedLabel(this, [] { return tr("Labels"); }), labels_);
  form->addRow(shown_);
  opacity_label_ = translatedLabel(this, [] { return tr("Opacity"); });
  form->addRow(opacity_label_, opacity_);
  form->addRow(contours_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(look::kMargin, look::kMargin, look::kMargin, look::kMargin);
  layout->setSpacing(look::kGap);
  layout->addLayout(form);
  layout->addWidget(empty_);
  layout->addWidget(classes_, 1);
  layout->addStretch(0);
}

void ClassLegend::connectControls() {
  connect(labels_, &QComboBox::activated, this, [this](int chosen) {
    settings_.of_prediction = chosen == 1;
    Q_EMIT settingsChanged(settings_);
  });
  connect(shown_, &QCheckBox::toggled, this, &ClassLegend::applyControls);
  connect(contours_, &QCheckBox::toggled, this, &ClassLegend::applyControls);
  connect(opacity_, &QSlider::valueChanged, this, &ClassLegend::applyControls);
  connect(classes_, &QTreeWidget::itemChanged, this, &ClassLegend::applyControls);
}

void ClassLegend::setTexts() {
  setItemTexts(labels_, {tr("Ground Truth"), tr("Prediction")});
  labels_->setAccessibleName(tr("Whose classes are shown"));
  showLabelChoices();
  shown_->setText(tr("Show classes over the picture"));
  contours_->setText(tr("Contours"));
  opacity_->setAccessibleName(tr("Opacity of the classes"));
  classes_->setAccessibleName(tr("Classes"));
  classes_->setHeaderLabels({tr("Class"), tr("Pixels")});
  empty_->setText(
      tr("No classes here. They come from the source's labels, or from a method that predicts them."));
  if (filled_) fill(taxonomy_);
}

void ClassLegend::showEmpty(bool empty) {
  empty_->setVisible(empty);
  for (QWidget* widget : std::initializer_list<QWidget*>{shown_, contours_, opacity_, opacity_label_})
    widget->setEnabled(!empty);
  classes_->setVisible(!empty);
}

void ClassLegend::setLabelChoices(bool has_own, bool has_predicted) {
  has_own_ = has_own;
  has_predicted_ = has_predicted;
  showLabelChoices();
}

void ClassLegend::showLabelChoices() {
  const bool has_both = has_own_ && has_predicted_;
  labels_->setEnabled(has_both);
  for (const int item : {0, 1})
    qobject_cast<QStandardItemModel*>(labels_->model())->item(item)->setEnabled(has_both);
  const bool of_prediction = has_own_ == has_predicted_ ? settings_.of_prediction : has_predicted_;
  labels_->setCurrentIndex(of_prediction ? 1 : 0);
  labels_->setToolTip(has_both   ? tr("Whose classes are shown")
                      : has_own_ ? tr("No classes are predicted: choose a method that gives some in the "
                                      "panel Method, and switch live depth on.")
                                 : tr("The source has no labels of its own."));
}

void ClassLegend::fill(Taxonomy taxonomy) {
  const QSignalBlocker quiet(classes_);
  classes_->clear();
  const auto hidden = hiddenOf(settings_.hidden, taxonomy);
  const auto add = [&](const QString& name, int id, bool may_be_hidden) {
    auto* item = new QTreeWidgetItem(classes_, {name, QString()});
    item->setData(0, Qt::UserRole, id);
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setFlags(may_be_hidden ? Qt::ItemIsEnabled | Qt::ItemIsUserCheckable : Qt::ItemIsEnabled);
    if (may_be_hidden)
      item->setCheckState(0, hidden.at(static_cast<size_t>(id)) ? Qt::Unchecked : Qt::Checked);
  };
  int id = 0;
  for (const ClassInfo& info : classes(taxonomy)) {
    add(translatedText("Classes", info.name), id++, true);
  }
  add(tr("unlabelled"), kIgnoreLabel, false);
  taxonomy_ = taxonomy;
  filled_ = true;
  showColours();
}

void ClassLegend::connectSwatches() {
  auto* swatches = new SwatchMenu(classes_, [this](int id) {
    if (!filled_ || id >= static_cast<int>(classes(taxonomy_).size())) return QColor();
    return colourAt(static_cast<uint8_t>(id));
  });
  connect(swatches, &SwatchMenu::chosen, this, [this](int id, const QColor& colour) {
    settings_.colours[{taxonomy_, static_cast<uint8_t>(id)}] = {static_cast<uint8_t>(colour.red()),
                                                                static_cast<uint8_t>(colour.green()),
                                                                static_cast<uint8_t>(colour.blue())};
    applyColours();
  });
  connect(swatches, &SwatchMenu::resetWanted, this, [this](int id) {
    settings_.colours.erase({taxonomy_, static_cast<uint8_t>(id)});
    applyColours();
  });
  connect(swatches, &SwatchMenu::resetAllWanted, this, &ClassLegend::resetColours);
}

QColor ClassLegend::colourAt(uint8_t id) const {
  const Colour colour = colourOf(settings_.colours, taxonomy_, id);
  return {colour[0], colour[1], colour[2]};
}

void ClassLegend::showColours() {
  const QSignalBlocker quiet(classes_);
  for (int row = 0; row < classes_->topLevelItemCount(); ++row) {
    QTreeWidgetItem* item = classes_->topLevelItem(row);
    const int id = item->data(0, Qt::UserRole).toInt();
    item->setIcon(0, chip(id == kIgnoreLabel ? QColor(Qt::transparent) : colourAt(static_cast<uint8_t>(id))));
  }
}

void ClassLegend::applyColours() {
  showColours();
  Q_EMIT settingsChanged(settings_);
}

void ClassLegend::resetColours() {
  settings_.colours.clear();
  applyColours();
}

/// Those of the list.
void ClassLegend::hideAll(bool hidden) {
  if (!filled_) return;
  std::fill_n(settings_.hidden[taxonomy_].begin(), classes(taxonomy_).size(), hidden);
  setSettings(settings_);
  Q_EMIT settingsChanged(settings_);
}

void ClassLegend::addTo(QMenu* menu) {
  constexpr auto kBoth = Qt::CTRL | Qt::SHIFT;
  addChoices(menu, labels_, "classes-labels", {keys(kBoth, Qt::Key_G), keys(kBoth, Qt::Key_P)},
             [] { return tr("La&bels"); });
  addSwitch(menu, shown_, "classes-shown", keys(kBoth, Qt::Key_C), [] { return tr("&Over the Picture"); });
  addSwitch(menu, contours_, "classes-contours", keys(kBoth, Qt::Key_K), [] { return tr("&Contours"); });
  const auto add = [&](const char* name, const QKeySequence& key, const char* text, auto act) {
    addMenuAction(menu, name, key, [text] { return tr(text); }, act);
  };
  const auto turn = [this](int steps) {
    opacity_->setValue(opacity_->value() + steps * opacity_->pageStep());
  };
  add("classes-more-opaque", keys(Qt::CTRL, Qt::Key_PageUp), QT_TR_NOOP("&More Opaque"), [turn] { turn(1); });
  add("classes-less-opaque", keys(Qt::CTRL, Qt::Key_PageDown), QT_TR_NOOP("&Less Opaque"),
      [turn] { turn(-1); });
  menu->addSeparator();
  add("classes-show-all", keys(kBoth, Qt::Key_PageUp), QT_TR_NOOP("Show &All"), [this] { hideAll(false); });
  add("classes-hide-all", keys(kBoth, Qt::Key_PageDown), QT_TR_NOOP("&Hide All"), [this] { hideAll(true); });
  add("classes-reset-colours", keys(kBoth, Qt::Key_R), QT_TR_NOOP("&Reset All Colours"),
      [this] { resetColours(); });
}

void ClassLegend::show(const PaintedOverlay& painted) {
  showEmpty(!painted.has_labels);
  if (!painted.has_labels) return;
  if (!filled_ || painted.taxonomy != taxonomy_) fill(painted.taxonomy);
  const QSignalBlocker quiet(classes_);
  for (int row = 0; row < classes_->topLevelItemCount(); ++row) {
    QTreeWidgetItem* item = classes_->topLevelItem(row);
    const double percent = 100 * painted.shares.at(static_cast<size_t>(item->data(0, Qt::UserRole).toInt()));
    const QString text = shareText(percent, locale());
    if (item->text(1) != text) item->setText(1, text);
  }
}

void ClassLegend::clear() { showEmpty(true); }

void ClassLegend::setSettings(const OverlaySettings& settings) {
  settings_ = settings;
  const QSignalBlocker a(shown_), b(contours_), c(opacity_);
  shown_->setChecked(settings.shown);
  contours_->setChecked(settings.contours);
  opacity_->setValue(static_cast<int>(std::lround(settings.opacity * 100)));
  showLabelChoices();
  if (filled_) fill(taxonomy_);
}

void ClassLegend::applyControls() {
  settings_.shown = shown_->isChecked();
  settings_.contours = contours_->isChecked();
  settings_.opacity = opacity_->value() / 100.0;
  for (int row = 0; row < classes_->topLevelItemCount(); ++row) {
    const QTreeWidgetItem* item = classes_->topLevelItem(row);
    if (item->flags() & Qt::ItemIsUserCheckable)
      settings_.hidden[taxonomy_].at(static_cast<size_t>(item->data(0, Qt::UserRole).toInt())) =
          item->checkState(0) == Qt::Unchecked;
  }
  Q_EMIT settingsChanged(settings_);
}

}  // namespace kerb
