// Random draws that are a pure function of what they are for, so that neither threads, ranks nor a resume
// change them.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace kerb {

/// SplitMix64 (Steele, Lea and Flood 2014), keyed: Draws({seed, epoch, sample}) always gives the same
/// numbers.
class Draws {
 public:
  Draws(std::initializer_list<uint64_t> keys) {
    for (const uint64_t key : keys) state_ = mixed(state_ + kStep + mixed(key + kStep));
  }
  uint64_t next() { return mixed(state_ += kStep); }
  /// 0 <= x < 1, of 53 bits.
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double probability) { return uniform() < probability; }
  /// 0 <= x < count, for counts far below 2^53.
  uint64_t below(uint64_t count) { return static_cast<uint64_t>(uniform() * static_cast<double>(count)); }

 private:
  static constexpr uint64_t kStep = 0x9E3779B97F4A7C15;
  static uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EB;
    return z ^ (z >> 31U);
  }
  uint64_t state_ = 0;
};

}  // namespace kerb
