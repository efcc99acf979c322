#include "core/train/plan.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace kerb {
namespace {

template <class Spec>
const Spec& named(const std::vector<Spec>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &Spec::name);
  if (found == all.end()) throw std::out_of_range("the training plan names no '" + name + "'");
  return *found;
}

}  // namespace

double Schedule::at(int64_t epoch, int64_t epochs) const {
  switch (kind) {
    case Kind::constant:
      return 1;
    case Kind::step:
      return std::pow(factor, static_cast<double>(epoch / period));
    case Kind::linear:
      if (epoch < period || epochs <= period) return 1;
      return static_cast<double>(epochs - epoch) / static_cast<double>(epochs - period);
  }
  throw std::invalid_argument("a schedule of no kind");
}

const StreamSpec& TrainingPlan::stream(const std::string& name) const { return named(streams, name); }

const OptimiserSpec& TrainingPlan::optimiser(const std::string& name) const {
  return named(optimisers, name);
}

}  // namespace kerb
