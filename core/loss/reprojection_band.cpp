#include "core/loss/reprojection_band.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/loss/tie_noise.h"

namespace kerb {
namespace {

/// The rows above and below, reflected at the border of the picture.
std::array<int64_t, 3> reflectedRows(int64_t y, int64_t height) {
  return {y == 0 ? 1 : y - 1, y, y == height - 1 ? height - 2 : y + 1};
}

template <class T>
rows::Triple<T> pick(const std::array<T*, 3>& ring, const std::array<int64_t, 3>& at) {
  return {ring[at[0] % 3], ring[at[1] % 3], ring[at[2] % 3]};
}

template <class T>
rows::Triple<T> pick(const std::array<rows::Moments<T>, 3>& ring, T* rows::Moments<T>::* which,
                     const std::array<int64_t, 3>& at) {
  return {ring[at[0] % 3].*which, ring[at[1] % 3].*which, ring[at[2] % 3].*which};
}

}  // namespace

template <class T>
Band<T>::Band(const BandInput<T>& input, int64_t begin, int64_t end)
    : input_(input), begin_(begin), end_(end), sources_(input.sources.size()) {
  identity_candidates_ = !input.auto_mask ? 0 : input.minimum ? static_cast<int64_t>(sources_.size()) : 1;
  allocate();
  if (input.auto_mask) identities();
}

/// A row of so many numbers, with one pixel before and after; zero, since a row that was never written may be
/// multiplied by zero.
template <class T>
T* Band<T>::row(int64_t numbers) {
  memory_.push_back(std::make_unique<T[]>(static_cast<size_t>(numbers) + 8));
  return memory_.back().get() + 4;
}

template <class T>
void Band<T>::allocate() {
  const int64_t n = input_.width, rgb = 3 * n;
  const auto positions = [&] {
    cells_.push_back(std::make_unique<int32_t[]>(static_cast<size_t>(n)));
    return rows::Positions<T>{row(n), row(n), row(n), row(n), row(n), row(n), row(n), cells_.back().get()};
  };
  const auto moments = [&] { return rows::Moments<T>{row(rgb), row(rgb), row(rgb)}; };
  for (Source& s : sources_) {
    for (auto* ring_of : {&s.rgb, &s.by_x, &s.by_y, &s.weight, &s.fresh}) *ring_of = ring(rgb);
    for (auto& windows : s.windows) windows = ring(rgb);
    for (size_t i = 0; i < 3; ++i) s.moments[i] = moments();
    for (size_t i = 0; i < 3; ++i) s.positions[i] = positions();
    s.error = row(n);
    s.share = row(n);
    const T share = input_.minimum ? T(1) : T(1) / static_cast<T>(sources_.size());
    std::fill_n(s.share, n, share);
  }
  for (auto* ring_of : {&target_, &target_sum_, &target_square_}) *ring_of = ring(rgb);
  depth_ = ring(n);
  rgb_error_ = row(rgb);
  scratch_ = row(2 * rgb + 6);
  for (T** buffer : {&best_, &choice_, &candidate_, &by_depth_}) *buffer = row(n);
}

/// One pixel before the first and after the last: reflection without repeating the border.
template <class T>
void Band<T>::reflect(T* rgb) const {
  const int64_t size = 3 * input_.width;
  for (int64_t c = 0; c < 3; ++c) {
    rgb[c - 3] = rgb[c + 3];
    rgb[size + c] = rgb[size - 6 + c];
  }
}

template <class T>
void Band<T>::loadTarget(int64_t y) {
  const int64_t slot = y % 3;
  std::copy_n(input_.target + y * 3 * input_.width, 3 * input_.width, target_[slot]);
  reflect(target_[slot]);
  // The third moment, of the target with itself, is its square again.
  rows::moments(target_[slot], target_[slot], input_.width,
                {target_sum_[slot], target_square_[slot], scratch_});
}

template <class T>
void Band<T>::loadIdentity(Source& source, const T* image, int64_t y) {
  const int64_t slot = y % 3;
  std::copy_n(image + y * 3 * input_.width, 3 * input_.width, source.rgb[slot]);
  reflect(source.rgb[slot]);
  rows::moments(source.rgb[slot], target_[slot], input_.width, source.moments[slot]);
}

template <class T>
void Band<T>::loadWarped(size_t k, int64_t y) {
  const int64_t slot = y % 3, n = input_.width;
  Source& s = sources_[k];
  rows::project(scale_->projections[k], depth_[slot], y, input_.height, n, s.positions[slot]);
  rows::sample(input_.sources[k], s.positions[slot], n, {s.rgb[slot], s.by_x[slot], s.by_y[slot]});
  reflect(s.rgb[slot]);
  rows::moments(s.rgb[slot], target_[slot], n, s.moments[slot]);
}

/// Errors of row y into rgb_error_.
template <class T>
void Band<T>::evaluate(Source& s, int64_t y, bool derivatives) {
  using M = rows::Moments<T>;
  const auto at = reflectedRows(y, input_.height);
  rows::windows({pick(s.moments, &M::x, at), pick(s.moments, &M::xx, at), pick(s.moments, &M::xy, at),
                 pick(target_sum_, at), pick(target_square_, at), s.rgb[y % 3], target_[y % 3], rgb_error_,
                 s.fresh[0], s.fresh[1], s.fresh[2]},
                derivatives, input_.width);
}

/// How much each source counts at each pixel of row y.
template <class T>
void Band<T>::shares(int64_t y) {
  if (input_.valid.empty()) return;
  const auto valid = [&](size_t k, int64_t x) {
    return input_.valid[k] == nullptr || input_.valid[k][y * input_.width + x] != 0 ? T(1) : T(0);
  };
  for (int64_t x = 0; x < input_.width; ++x) {
    T count = 0;
    for (size_t k = 0; k < sources_.size(); ++k) count += valid(k, x);
    const T each = input_.minimum ? T(1) : T(1) / std::max(count, T(1));
    for (size_t k = 0; k < sources_.size(); ++k) sources_[k].share[x] = valid(k, x) * each;
  }
}

template <class T>
void Band<T>::identities() {
  const int64_t first = std::max<int64_t>(begin_ - halo(), 0), last = std::min(end_ + halo(), input_.height);
  for (Source& s : sources_) {
    for (int64_t y = first; y < last; ++y) s.identity.push_back(row(input_.width));
  }
  for (int64_t y = std::max<int64_t>(first - 1, 0); y <= last; ++y) {
    if (y < input_.height) loadTarget(y);
    const int64_t centre = y - 1;
    if (centre >= first) shares(centre);
    for (size_t k = 0; k < sources_.size(); ++k) {
      if (y < input_.height) loadIdentity(sources_[k], input_.sources[k], y);
      if (centre < first) continue;
      evaluate(sources_[k], centre, false);
      rows::candidate(rgb_error_, sources_[k].share, input_.width, sources_[k].identity[centre - first]);
    }
  }
}

template <class T>
void Band<T>::offer(const T* candidate, int64_t index) {
  rows::takeSmaller(candidate, static_cast<T>(index), input_.width, best_, choice_);
}

template <class T>
void Band<T>::addTieNoise(T* candidate, int64_t index, int64_t y) {
  if (!input_.noisy) return;
  const uint32_t map = tieMap(scale_->scale, input_.item, index, identity_candidates_);
  rows::addNoise(tieKey(input_.tie_seed, map), y * input_.width, input_.width, candidate);
}

/// The mean over the sources of their errors into candidate_; infinite where none is valid.
template <class T>
void Band<T>::meanOf(bool identity, int64_t y) {
  const int64_t n = input_.width, first = std::max<int64_t>(begin_ - halo(), 0);
  std::fill_n(candidate_, n, T(0));
  for (Source& s : sources_)
    rows::addShare(identity ? s.identity[y - first] : s.error, s.share, n, candidate_);
  for (int64_t x = 0; x < n; ++x) {
    const auto counts = [x](const Source& s) { return s.share[x] > 0; };
    if (std::ranges::none_of(sources_, counts)) candidate_[x] = std::numeric_limits<T>::infinity();
  }
}

template <class T>
void Band<T>::choose(int64_t y) {
  const int64_t n = input_.width, first = std::max<int64_t>(begin_ - halo(), 0);
  std::fill_n(best_, n, std::numeric_limits<T>::infinity());
  std::fill_n(choice_, n, static_cast<T>(kNoChoice));
  for (int64_t k = 0; k < identity_candidates_; ++k) {
    if (input_.minimum) std::copy_n(sources_[k].identity[y - first], n, candidate_);
    if (!input_.minimum) meanOf(true, y);
    addTieNoise(candidate_, k, y);
    offer(candidate_, k);
  }
  if (!input_.minimum) {
    meanOf(false, y);
    return offer(candidate_, identity_candidates_);
  }
  for (size_t k = 0; k < sources_.size(); ++k) {
    offer(sources_[k].error, identity_candidates_ + static_cast<int64_t>(k));
  }
}

template <class T>
void Band<T>::window(int64_t y) {
  const int64_t n = input_.width;
  shares(y);
  // The coefficients of one source wait in its `fresh` rows until it is known where it is chosen.
  for (Source& s : sources_) {
    evaluate(s, y, input_.derivatives);
    rows::candidate(rgb_error_, s.share, n, s.error);
  }
  choose(y);
  if (inBand(y)) {
    const auto [error, count, warps] =
        rows::statistics(best_, choice_, static_cast<T>(identity_candidates_), n);
    sums_.error += error;
    sums_.count += count;
    sums_.warps += warps;
    if (scale_->error != nullptr) std::copy_n(best_, n, scale_->error + y * n);
    if (scale_->choice != nullptr) {
      std::transform(choice_, choice_ + n, scale_->choice + y * n,
                     [](T choice) { return static_cast<uint8_t>(choice); });
    }
  }
  if (!input_.derivatives) return;
  for (size_t k = 0; k < sources_.size(); ++k) {
    Source& s = sources_[k];
    const int64_t index = identity_candidates_ + (input_.minimum ? static_cast<int64_t>(k) : 0);
    rows::weigh(choice_, static_cast<T>(index), s.share, n, s.weight[y % 3]);
    for (size_t i = 0; i < 3; ++i) {
      rows::adjoint(s.fresh[i], s.weight[y % 3], n, scratch_, s.windows[i][y % 3]);
    }
  }
}

template <class T>
rows::Gradients<T> Band<T>::gradientsOf(const Source& s, int64_t y, T* by_x, T* by_y) const {
  const int64_t last = input_.height - 1;
  // Rows outside the picture weigh nothing; a window row at the border saw its neighbour twice.
  const T above = y == 0 ? T(0) : y == 1 ? T(2) : T(1);
  const T below = y == last ? T(0) : y == last - 1 ? T(2) : T(1);
  const std::array<int64_t, 3> at{y + 2, y, y + 1};  // modulo 3: y - 1, y, y + 1
  return {pick(s.windows[0], at),
          pick(s.windows[1], at),
          pick(s.windows[2], at),
          {above, T(1), below},
          s.rgb[y % 3],
          target_[y % 3],
          s.weight[y % 3],
          s.by_x[y % 3],
          s.by_y[y % 3],
          by_x,
          by_y};
}

template <class T>
void Band<T>::gradient(int64_t y) {
  const int64_t n = input_.width, slot = y % 3;
  std::fill_n(by_depth_, n, T(0));
  T *by_x = best_, *by_y = choice_;  // free by now
  T* const by_q[3] = {rgb_error_, rgb_error_ + n, rgb_error_ + 2 * n};
  for (size_t k = 0; k < sources_.size(); ++k) {
    Source& s = sources_[k];
    rows::gradients(gradientsOf(s, y, by_x, by_y), n, scratch_);
    rows::backproject(scale_->projections[k], s.positions[slot], by_x, by_y, y, n, by_q, by_depth_);
    BandSums::Motion& motion = sums_.motions[k];
    for (size_t i = 0; i < 3; ++i) {
      const auto [sum, by_depth, by_column] = rows::poseSums(by_q[i], depth_[slot], n);
      motion.offset[i] += sum;
      motion.ray[3 * i] += by_column;
      motion.ray[3 * i + 1] += by_depth * static_cast<double>(y);
      motion.ray[3 * i + 2] += by_depth;
    }
  }
  rows::bySigmoid(depth_[slot], by_depth_, input_.disparity_slope, n, scale_->by_sigmoid + y * n);
}

template <class T>
BandSums Band<T>::operator()(const BandScale<T>& scale) {
  scale_ = &scale;
  sums_ = {};
  sums_.motions.resize(sources_.size());
  const int64_t height = input_.height;
  const int64_t first_window = std::max<int64_t>(begin_ - halo(), 0),
                last_window = std::min(end_ + halo(), height);
  // Row y of the warp completes the windows of row y-1, and those the gradients of row y-2.
  for (int64_t y = std::max<int64_t>(first_window - 1, 0); y <= end_ + halo(); ++y) {
    if (y < height) {
      loadTarget(y);
      rows::depth(scale.sigmoid + y * input_.width, input_.disparity_offset, input_.disparity_slope,
                  input_.width, depth_[y % 3]);
      for (size_t k = 0; k < sources_.size(); ++k) loadWarped(k, y);
    }
    if (y - 1 >= first_window && y - 1 < last_window) window(y - 1);
    if (input_.derivatives && inBand(y - 2)) gradient(y - 2);
  }
  return std::move(sums_);
}

template class Band<float>;
template class Band<double>;

}  // namespace kerb
