#include "widgets/view/depth_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>
#include <array>
#include <cmath>

#include <ATen/core/TensorAccessor.h>

#include "widgets/panel/control_menu.h"
#include "widgets/panel/number_box.h"
#include "widgets/panel/translated.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/look.h"

namespace kerb {
namespace {

constexpr std::array kColours{ColourMap::turbo, ColourMap::magma, ColourMap::viridis, ColourMap::grey};
constexpr std::array kScalings{Scaling::inverse, Scaling::log, Scaling::linear};
constexpr double kSmallestDepth = 0.001;
constexpr int kDecimals = 2;
const QString kBetweenNotes = QStringLiteral(" · ");

/// Three digits of an end, and of what tells it from the other one; two decimals at least.
int decimalsOf(double end, const Range& range) {
  const double fine = std::min(end, range.hi - range.lo);
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(fine))), kDecimals, NumberBox::kMostDecimals);
}

/// `name`: QT_TR_NOOP("...") of DepthView.
NumberBox* rangeBox(QWidget* parent, double value, const char* name) {
  auto* box = new NumberBox(parent);
  box->setRange(kSmallestDepth, 100'000);
  box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  box->setValue(value);
  translated(box, [box, name] {
    box->setAccessibleName(DepthView::tr(name));
    box->setToolTip(DepthView::tr(name));
  });
  return box;
}

/// The value at the pixel of a map that may have another resolution than the picture.
std::optional<float> valueAt(const at::Tensor& map, QPoint pixel, QSize picture) {
  if (map.dim() != 2 || map.scalar_type() != at::kFloat || !map.is_cpu() || picture.isEmpty()) return {};
  const int64_t x = pixel.x() * map.size(1) / picture.width();
  const int64_t y = pixel.y() * map.size(0) / picture.height();
  if (x < 0 || x >= map.size(1) || y < 0 || y >= map.size(0)) return {};  // the picture is of a frame before
  return map.const_data_ptr<float>()[y * map.stride(0) + x * map.stride(1)];
}

/// Ends in an ellipsis where there is no room for all of it.
class ElidedLabel final : public QLabel {
 public:
  using QLabel::QLabel;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    const QString fitting = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    style()->drawItemText(&painter, rect(), static_cast<int>(alignment()), palette(), isEnabled(), fitting,
                          foregroundRole());
  }
};

}  // namespace

DepthView::DepthView(ViewLink* link, QWidget* parent) : QWidget(parent) {
  canvas_ = new ImageCanvas(link, this);
  canvas_->setReadout([this](QPoint pixel) { return readout(pixel); });
  connect(canvas_, &ImageCanvas::finerWanted, this, &DepthView::repaintDepth);
  bar_ = new ColourBar(this);
  layOutWithBar(this, makeControls(), canvas_, bar_);
  painter_ = std::make_unique<LatestWorker<DepthJob, PaintedDepth>>(
      [painter = std::make_shared<DepthPainter>()](const DepthJob& job, const std::stop_token&) {
        return painter->paint(job);
      },
      [this](const Result<PaintedDepth>& painted) { receive(painted); });
  showSettings();
  translated(this, [this] { setTexts(); });
}

void DepthView::setTexts() {
  canvas_->setAccessibleName(tr("Depth"));
  const auto name = [](QComboBox* box, const QString& text) {
    box->setAccessibleName(text);
    box->setToolTip(text);
  };
  setItemTexts(colours_, {tr("Turbo"), tr("Magma"), tr("Viridis"), tr("Grey")});
  name(colours_, tr("Colours"));
  setItemTexts(scaling_, {tr("Inverse"), tr("Logarithmic"), tr("Linear")});
  name(scaling_, tr("How depth becomes colour: inverse gives near things most of the colours"));
  setItemTexts(mode_, {tr("Range follows"), tr("Range locked"), tr("Range by hand")});
  name(mode_, tr("Follows: 5th to 95th percentile of the depth, smoothed over time"));
  repaintDepth();  // its texts come back with it
}

QWidget* DepthView::makeControls() {
  auto* controls = new QWidget(this);
  auto* row = new QHBoxLayout(controls);
  row->setContentsMargins(look::kGap, look::kSmallGap, look::kGap, look::kSmallGap);
  row->setSpacing(look::kGap);
  const auto combo = [&](size_t items) {
    auto* box = new QComboBox(controls);
    for (size_t i = 0; i < items; ++i) box->addItem(QString());  // setTexts() names them
    box->setFocusPolicy(Qt::TabFocus);                           // as addTool()
    row->addWidget(box);
    connect(box, &QComboBox::activated, this, &DepthView::applyControls);
    return box;
  };
  colours_ = combo(kColours.size());
  scaling_ = combo(kScalings.size());
  mode_ = combo(3);
  near_ = rangeBox(controls, settings_.range.lo, QT_TR_NOOP("Depth of the near end of the colours"));
  far_ = rangeBox(controls, settings_.range.hi, QT_TR_NOOP("Depth of the far end of the colours"));
  for (NumberBox* box : {near_, far_}) row->addWidget(box);
  connect(near_, &QDoubleSpinBox::valueChanged, this, [this](double depth) { takeEnd(&Range::lo, depth); });
  connect(far_, &QDoubleSpinBox::valueChanged, this, [this](double depth) { takeEnd(&Range::hi, depth); });
  tools_ = new QHBoxLayout;
  row->addLayout(tools_);
  scale_ = new ElidedLabel(controls);
  scale_->setObjectName(QStringLiteral("depthScale"));
  scale_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  scale_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // a long text widens no panel
  row->addWidget(scale_, 1);
  return controls;
}

void DepthView::addTool(QAction* tool) {
  auto* button = new QToolButton(this);
  button->setDefaultAction(tool);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);  // a click must not take the keys from the picture
  tools_->addWidget(button);
}

void DepthView::addTo(QMenu* menu) {
  constexpr auto kBoth = Qt::CTRL | Qt::SHIFT;
  addChoices(menu, colours_, "depth-colours", {Qt::Key_F5, Qt::Key_F6, Qt::Key_F7, Qt::Key_F8},
             [] { return tr("&Colours"); });
  addChoices(menu, scaling_, "depth-scaling",
             {keys(Qt::CTRL, Qt::Key_F5), keys(Qt::CTRL, Qt::Key_F6), keys(Qt::CTRL, Qt::Key_F7)},
             [] { return tr("&Scaling"); });
  addChoices(menu, mode_, "depth-range",
             {keys(kBoth, Qt::Key_F5), keys(kBoth, Qt::Key_F6), keys(kBoth, Qt::Key_F7)},
             [] { return tr("Ra&nge of the Colours"); });
}

void DepthView::applyControls() {
  DepthSettings wanted = settings_;
  wanted.colours = kColours.at(static_cast<size_t>(colours_->currentIndex()));
  wanted.scaling = kScalings.at(static_cast<size_t>(scaling_->currentIndex()));
  wanted.mode = static_cast<RangeMode>(mode_->currentIndex());
  // Whoever takes the range into their hands starts from what is shown.
  if (wanted.mode != RangeMode::follow && settings_.mode == RangeMode::follow) wanted.range = range_;
  setSettings(wanted);
}

void DepthView::takeEnd(double Range::* end, double depth) {
  DepthSettings wanted = settings_;
  wanted.range.*end = depth;
  setSettings(wanted);
}

void DepthView::setSettings(const DepthSettings& settings) {
  DepthSettings sound = settings;
  sound.range.lo = std::max(sound.range.lo, kSmallestDepth);
  sound.range.hi = std::max(sound.range.hi, sound.range.lo * 1.01);
  const bool changed = !(sound == settings_);
  settings_ = sound;
  showSettings();
  if (!changed) return;
  repaintDepth();
  Q_EMIT settingsChanged();
}

void DepthView::showSettings() {
  colours_->setCurrentIndex(
      static_cast<int>(std::ranges::find(kColours, settings_.colours) - kColours.begin()));
  scaling_->setCurrentIndex(
      static_cast<int>(std::ranges::find(kScalings, settings_.scaling) - kScalings.begin()));
  mode_->setCurrentIndex(static_cast<int>(settings_.mode));
  const QSignalBlocker near_quiet(near_), far_quiet(far_);
  for (const auto& [box, end] : {std::pair{near_, settings_.range.lo}, {far_, settings_.range.hi}}) {
    box->showValue(end, decimalsOf(end, settings_.range));
    box->setVisible(settings_.mode == RangeMode::byHand);
  }
}

void DepthView::setPrediction(std::shared_ptr<const Prediction> prediction, qint64 index, double time_s) {
  prediction_ = std::move(prediction);
  index_ = index;
  time_s_ = time_s;
  repaintDepth();
  Q_EMIT predictionChanged();
}

void DepthView::setCameraIsGuess(bool guess) {
  camera_is_guess_ = guess;
  if (prediction_ && !scale_->text().isEmpty()) showScale();
}

void DepthView::clear() {
  ++round_;
  prediction_.reset();
  canvas_->clear();
  canvas_->setNote({});
  bar_->clear();
  scale_->clear();
  Q_EMIT predictionChanged();
}

void DepthView::repaintDepth() {
  if (!prediction_) return;
  if (!prediction_->depth) {
    canvas_->clear();
    canvas_->setNote(fallbacks().join(kBetweenNotes));
    bar_->clear();
    scale_->clear();
    canvas_->setEmptyText(tr("No depth in this frame"), tr("The method gives none for it."));
    return;
  }
  const QSize size(static_cast<int>(prediction_->depth->size(1)),
                   static_cast<int>(prediction_->depth->size(0)));
  painter_->submit({prediction_, settings_, index_, time_s_, canvas_->sizeOnScreen(size), round_});
}

void DepthView::receive(const Result<PaintedDepth>& painted) {
  if (!prediction_ || !prediction_->depth) return;  // cleared in the meantime
  if (!painted) {
    canvas_->setNote(QString::fromStdString(painted.error().message()));
    return;
  }
  range_ = painted->range;
  histogram_ = painted->histogram;
  canvas_->setPicture(painted->picture);
  QStringList notes = fallbacks();
  if (!painted->has_values) notes << tr("no pixel of this frame has depth");
  canvas_->setNote(notes.join(kBetweenNotes));
  showScale();
  Q_EMIT rangeShown();
}

/// What was put in place of something missing.
QStringList DepthView::fallbacks() const {
  QStringList said;
  for (const std::string& each : prediction_->fallbacks) said << translatedText("Methods", each);
  return said;
}

void DepthView::showScale() {
  const DepthScale& scale = prediction_->scale;
  const bool metric = scale.kind != ScaleKind::relative;
  const QString how = translatedText("Methods", scale.how);
  const QString said = metric ? how : tr("relative: right up to one factor");
  scale_->setText(camera_is_guess_ ? tr("%1 · the camera is a guess").arg(said) : said);
  scale_->setToolTip(metric ? scale_->text() : scale_->text() + QLatin1Char('\n') + how);
  bar_->show(range_, settings_.colours, settings_.scaling, metric ? tr("m") : tr("relative"), histogram_);
}

QString DepthView::readout(QPoint pixel) const {
  if (!prediction_ || !prediction_->depth) return {};
  const auto& depth = *prediction_->depth;
  const QSize picture(static_cast<int>(depth.size(1)), static_cast<int>(depth.size(0)));
  const auto value = valueAt(depth, pixel, picture);
  if (!value || !std::isfinite(*value) || *value == 0) return tr("no depth");
  const QString number = locale().toString(static_cast<double>(*value), 'f', *value < 10 ? 2 : 1);
  QString text =
      prediction_->scale.kind == ScaleKind::relative ? tr("%1 relative").arg(number) : tr("%1 m").arg(number);
  const auto disparity =
      prediction_->disparity ? valueAt(*prediction_->disparity, pixel, picture) : std::nullopt;
  if (disparity && *disparity > 0)
    text += QStringLiteral("   ") + tr("disparity %1 %2")
                                        .arg(locale().toString(static_cast<double>(*disparity), 'g', 4),
                                             translatedText("Methods", prediction_->disparity_unit));
  return text;
}

}  // namespace kerb
