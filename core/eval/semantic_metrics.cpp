#include "core/eval/semantic_metrics.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/base/shape.h"

namespace kerb {
namespace {

double share(int64_t part, int64_t whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : static_cast<double>(part) / static_cast<double>(whole);
}

/// As numpy.nanmean.
std::optional<double> meanOfPresent(const std::vector<double>& values) {
  double sum = 0;
  int64_t present = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++present;
  }
  if (present == 0) return std::nullopt;
  return sum / static_cast<double>(present);
}

}  // namespace

Confusion::Confusion(Taxonomy taxonomy)
    : taxonomy_(taxonomy),
      class_count_(static_cast<int64_t>(classes(taxonomy).size())),
      counts_(static_cast<size_t>(class_count_ * (class_count_ + 1))) {}

Taxonomy Confusion::common(Taxonomy a, Taxonomy b) { return a == b ? a : Taxonomy::camvid; }

void Confusion::add(const SemanticMap& prediction, const SemanticMap& truth) {
  expectShape(truth.ids, {"H", "W"});
  expectShape(prediction.ids, {truth.ids.size(0), truth.ids.size(1)});
  const at::Tensor predicted =
      mapLabels(prediction.ids.cpu(), labelTable(prediction.taxonomy, taxonomy_)).contiguous();
  const at::Tensor actual = mapLabels(truth.ids.cpu(), labelTable(truth.taxonomy, taxonomy_)).contiguous();
  const auto* p = predicted.const_data_ptr<uint8_t>();
  const auto* t = actual.const_data_ptr<uint8_t>();
  for (int64_t i = 0; i < actual.numel(); ++i) {
    if (t[i] == kIgnoreLabel) continue;
    const int64_t column = p[i] == kIgnoreLabel ? class_count_ : p[i];
    ++counts_[static_cast<size_t>(t[i] * (class_count_ + 1) + column)];
  }
}

void Confusion::add(const Confusion& other) {
  if (other.taxonomy_ != taxonomy_) throw std::invalid_argument("Confusion: other classes");
  for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

int64_t Confusion::pixels(int64_t truth, int64_t predicted) const {
  return counts_.at(static_cast<size_t>(truth * (class_count_ + 1) + predicted));
}

int64_t Confusion::pixels() const {
  int64_t all = 0;
  for (const int64_t count : counts_) all += count;
  return all;
}

std::vector<double> Confusion::iou() const {
  std::vector<double> values;
  for (int64_t c = 0; c < class_count_; ++c) {
    int64_t united = -pixels(c, c);
    for (int64_t k = 0; k <= class_count_; ++k) united += pixels(c, k);
    for (int64_t k = 0; k < class_count_; ++k) united += pixels(k, c);
    values.push_back(share(pixels(c, c), united));
  }
  return values;
}

std::optional<double> Confusion::meanIou() const { return meanOfPresent(iou()); }

std::optional<double> Confusion::binaryIou() const {
  if (taxonomy_ != Taxonomy::cityscapes) return std::nullopt;
  const LabelTable& foreground = foregroundFromTrainId();
  int64_t right[2] = {}, united[2] = {};  // of background, of things
  for (int64_t t = 0; t < class_count_; ++t) {
    const size_t truth = foreground[static_cast<size_t>(t)];
    for (int64_t p = 0; p <= class_count_; ++p) {
      const int64_t count = pixels(t, p);
      united[truth] += count;
      if (p == class_count_) continue;
      const size_t predicted = foreground[static_cast<size_t>(p)];
      if (predicted == truth)
        right[truth] += count;
      else
        united[predicted] += count;
    }
  }
  return meanOfPresent({share(right[0], united[0]), share(right[1], united[1])});
}

std::optional<double> Confusion::accuracy() const {
  if (pixels() == 0) return std::nullopt;
  int64_t right = 0;
  for (int64_t c = 0; c < class_count_; ++c) right += pixels(c, c);
  return share(right, pixels());
}

}  // namespace kerb
