#include "core/base/ordered_pool.h"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

#include "core/base/checksums.h"
#include "core/base/draws.h"

namespace kerb {
namespace {

TEST(OrderedPool, HandsOverInOrderWhateverTheThreads) {
  for (const int threads : {1, 2, 5}) {
    OrderedPool<int64_t> pool(threads, 3, 10, 60, [](int, int64_t position) {
      if (position % 3 == 0) std::this_thread::yield();
      return position * position;
    });
    for (int64_t i = 10; i < 60; ++i) EXPECT_EQ(pool.next(), i * i) << threads;
    EXPECT_TRUE(pool.done());
  }
}

TEST(OrderedPool, RunsNoFurtherAheadThanItMay) {
  std::atomic<int64_t> made = 0;
  OrderedPool<int> pool(2, 4, 0, 100, [&](int, int64_t) { return static_cast<int>(++made); });
  for (int64_t taken = 1; taken <= 50; ++taken) {
    pool.next();
    EXPECT_LE(made, taken + 4);
  }
}  // and is destroyed in the middle

TEST(OrderedPool, AWorkerMakesOneThingAtATime) {
  std::array<std::atomic<int>, 3> busy{};
  OrderedPool<bool> pool(3, 6, 0, 200,
                         [&](int worker, int64_t) { return busy[worker]++ == 0 && busy[worker]-- == 1; });
  while (!pool.done()) EXPECT_TRUE(pool.next());
}

TEST(OrderedPool, WhatAWorkerThrowsIsThrownInItsPlace) {
  OrderedPool<int64_t> pool(2, 4, 0, 10, [](int, int64_t position) {
    if (position == 3) throw std::runtime_error("three");
    return position;
  });
  for (int64_t i = 0; i < 3; ++i) EXPECT_EQ(pool.next(), i);
  EXPECT_THROW(pool.next(), std::runtime_error);
  EXPECT_EQ(pool.next(), 4);
}

TEST(Crc32c, KnownValues) {
  EXPECT_EQ(crc32c("123456789", 9), 0xE3069283U);
  EXPECT_EQ(crc32c("", 0), 0U);
  EXPECT_EQ(crc32c("56789", 5, crc32c("1234", 4)), 0xE3069283U);
  const std::string zeros(32, '\0');  // RFC 3720, B.4
  EXPECT_EQ(crc32c(zeros.data(), zeros.size()), 0x8A9136AAU);
}

TEST(Crc32, KnownValue) { EXPECT_EQ(crc32("123456789", 9), 0xCBF43926U); }

TEST(Draws, DependOnNothingButTheirKeys) {
  Draws a({1, 2, 3}), b({1, 2, 3}), c({1, 3, 2});
  const double first = a.uniform();
  EXPECT_EQ(first, b.uniform());
  EXPECT_NE(first, c.uniform());
  double sum = 0;
  for (uint64_t i = 0; i < 10'000; ++i) sum += Draws({7, i}).uniform(-1, 1);
  EXPECT_NEAR(sum / 10'000, 0, 0.03);  // five standard deviations
  for (int i = 0; i < 1000; ++i) EXPECT_LT(a.below(7), 7U);
}

}  // namespace
}  // namespace kerb
