#include "core/source/video_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {
using testing::ElementsAre;

std::vector<int64_t> shown(OrderRule rule, const std::vector<PacketFacts>& packets) {
  std::vector<int64_t> order;
  PresentationOrder presentation(rule, 25, [&order](int64_t n) { order.push_back(n); });
  for (size_t i = 0; i < packets.size(); ++i) presentation.add(static_cast<int64_t>(i), packets[i]);
  presentation.finish();
  return order;
}

PacketFacts timed(int64_t pts, int64_t dts) {
  PacketFacts packet;
  packet.pts = pts;
  packet.dts = dts;
  return packet;
}

TEST(PresentationOrder, ByTime) {
  EXPECT_THAT(shown(OrderRule::time, {timed(1, 0), timed(4, 1), timed(2, 2), timed(3, 3), timed(5, 4)}),
              ElementsAre(0, 2, 3, 1, 4));
}

// As libav reads fields from Matroska: dts is ahead of what is still to come.
TEST(PresentationOrder, ByTimeAlone) {
  EXPECT_THAT(shown(OrderRule::time_alone,
                    {timed(0, 0), timed(80, 20), timed(100, 80), timed(40, 40), timed(60, 60)}),
              ElementsAre(0, 3, 4, 1, 2));
}

TEST(PresentationOrder, AJumpBackInTimeStartsANewPart) {
  EXPECT_THAT(shown(OrderRule::time,
                    {timed(1001, 1000), timed(1003, 1001), timed(1002, 1002), timed(2, 1), timed(3, 2)}),
              ElementsAre(0, 2, 1, 3, 4));
}

TEST(PresentationOrder, AJumpBackInTimeAloneStartsANewPart) {
  EXPECT_THAT(shown(OrderRule::time_alone, {timed(1000, 0), timed(1080, 20), timed(1040, 80), timed(1, 40),
                                            timed(9, 60), timed(5, 0)}),
              ElementsAre(0, 2, 1, 3, 5, 4));
}

TEST(PresentationOrder, FramesComeOutAsSoonAsTheyAreCertain) {
  std::vector<int64_t> order;
  PresentationOrder presentation(OrderRule::time, 25, [&order](int64_t n) { order.push_back(n); });
  presentation.add(0, timed(2, 0));
  presentation.add(1, timed(4, 1));
  EXPECT_TRUE(order.empty());
  presentation.add(2, timed(3, 2));
  EXPECT_THAT(order, ElementsAre(0));
}

TEST(PresentationOrder, ByPictureType) {
  PacketFacts reference;
  PacketFacts b;
  b.shown_at_once = true;
  EXPECT_THAT(shown(OrderRule::picture_type, {reference, reference, b, b, reference, b}),
              ElementsAre(0, 2, 3, 1, 5, 4));
}

TEST(PresentationOrder, ByPictureOrderCountWithinEachSequence) {
  const auto counted = [](int64_t count, bool starts) {
    PacketFacts packet;
    packet.picture_order = count;
    packet.starts_sequence = starts;
    return packet;
  };
  EXPECT_THAT(shown(OrderRule::picture_order_count, {counted(0, true), counted(6, false), counted(2, false),
                                                     counted(4, false), counted(0, true), counted(2, false)}),
              ElementsAre(0, 2, 3, 1, 4, 5));
}

}  // namespace
}  // namespace kerb
