#include "core/base/recent.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace kerb {
namespace {

TEST(Recent, MakesEachOnceAndForgetsTheLeastRecentlyUsed) {
  Recent<int, int> recent(2);
  int made = 0;
  const auto get = [&](int key) {
    return *recent.get(key, [&] {
      ++made;
      return std::make_shared<const int>(key * 10);
    });
  };
  EXPECT_EQ(get(1), 10);
  EXPECT_EQ(get(2), 20);
  EXPECT_EQ(get(1), 10);
  EXPECT_EQ(made, 2);
  EXPECT_EQ(get(3), 30);  // 2 goes
  EXPECT_EQ(get(1), 10);
  EXPECT_EQ(made, 3);
  EXPECT_EQ(get(2), 20);
  EXPECT_EQ(made, 4);
}

TEST(Recent, ManyWhoWantTheSameWaitForOne) {
  Recent<int, int> recent(4);
  std::atomic<int> made = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto thing = recent.get(i % 2, [&] {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return std::make_shared<const int>(i % 2);
      });
      EXPECT_EQ(*thing, i % 2);
    });
  }
  threads.clear();
  EXPECT_EQ(made, 2);
}

TEST(Recent, AFailureIsToldAndTriedAgain) {
  Recent<int, int> recent(1);
  const auto fails = []() -> std::shared_ptr<const int> { throw std::runtime_error("no"); };
  EXPECT_THROW(recent.get(1, fails), std::runtime_error);
  EXPECT_EQ(*recent.get(1, [] { return std::make_shared<const int>(7); }), 7);
}

}  // namespace
}  // namespace kerb
