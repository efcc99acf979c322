// A band of rows of one picture through the whole reprojection loss: what lies between the input and a number
// is held for a few rows at a time and stays in the cache.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/loss/reprojection_rows.h"

namespace kerb {

/// One batch item.
template <class T>
struct BandInput {
  int64_t height, width;
  int64_t item;                       ///< in the whole batch of a step, for the noise
  const T* target;                    ///< [H,W,3], as the sources
  std::vector<const T*> sources;      ///< S; one number after the last pixel may be read
  std::vector<const uint8_t*> valid;  ///< empty, or S masks [H,W], or null
  bool auto_mask, minimum, noisy, derivatives;
  uint64_t tie_seed;
  T disparity_offset, disparity_slope;
};

/// One scale of it.
template <class T>
struct BandScale {
  int64_t scale;
  const T* sigmoid;                        ///< [H,W]
  std::vector<Projection<T>> projections;  ///< S
  T* by_sigmoid;                           ///< [H,W], with derivatives
  T* error;                                ///< [H,W], or null
  uint8_t* choice;                         ///< [H,W], or null
};

/// Sums over the rows of a band.
struct BandSums {
  double error = 0, count = 0, warps = 0;
  /// Per source the derivative by K R K^-1 (row-major) and K t.
  struct Motion {
    std::array<double, 9> ray{};
    std::array<double, 3> offset{};
  };
  std::vector<Motion> motions;
};

template <class T>
class Band {
 public:
  /// Rows [begin, end). Computes the identity errors, once for all scales.
  Band(const BandInput<T>& input, int64_t begin, int64_t end);
  /// Errors are summed, and the derivatives of their sum by sigmoids written, for the rows of the band.
  BandSums operator()(const BandScale<T>& scale);

 private:
  /// Rows of one candidate that the next windows still need; row r of a ring lies at r modulo 3.
  struct Source {
    std::array<T*, 3> rgb, by_x, by_y, weight;
    std::array<rows::Moments<T>, 3> moments;
    std::array<rows::Positions<T>, 3> positions;
    std::array<std::array<T*, 3>, 3> windows;  // [sum, square, product][row], as adjoint() leaves them
    std::array<T*, 3> fresh;                   // the same of one row, before it is known who is chosen
    T* error;                                  // W, as a candidate
    T* share;                                  // W: 1 or 1/S, 0 where invalid
    std::vector<T*> identity;                  // W for each row of the band and one more on each side
  };

  T* row(int64_t numbers);
  std::array<T*, 3> ring(int64_t numbers) { return {row(numbers), row(numbers), row(numbers)}; }
  void allocate();
  void reflect(T* rgb) const;
  void loadTarget(int64_t y);
  void loadIdentity(Source& source, const T* image, int64_t y);
  void loadWarped(size_t k, int64_t y);
  void evaluate(Source& source, int64_t y, bool derivatives);
  void shares(int64_t y);
  void identities();
  void choose(int64_t y);
  void offer(const T* candidate, int64_t index);
  void meanOf(bool identity, int64_t y);
  void addTieNoise(T* candidate, int64_t index, int64_t y);
  void window(int64_t y);
  void gradient(int64_t y);
  rows::Gradients<T> gradientsOf(const Source& source, int64_t y, T* by_x, T* by_y) const;
  bool inBand(int64_t y) const { return y >= begin_ && y < end_; }
  /// How many windows rows beside the band are needed, for the gradients at its border.
  int64_t halo() const { return input_.derivatives ? 1 : 0; }

  BandInput<T> input_;
  int64_t begin_, end_;
  int64_t identity_candidates_;
  std::vector<std::unique_ptr<T[]>> memory_;
  std::vector<std::unique_ptr<int32_t[]>> cells_;
  std::vector<Source> sources_;
  std::array<T*, 3> target_, target_sum_, target_square_, depth_;
  T *rgb_error_, *best_, *choice_, *scratch_, *candidate_, *by_depth_;
  const BandScale<T>* scale_ = nullptr;
  BandSums sums_;
};

}  // namespace kerb
