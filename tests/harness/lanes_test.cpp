#include "harness/lanes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace coalmine::harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto stable = routing::Version::stable;
constexpr auto canary = routing::Version::canary;

models::Stream ordered(std::uint32_t shards, std::uint32_t batch = 1) {
  return {.name = "orders",
          .from = 0,
          .to = {1},
          .order = models::StreamOrder::user,
          .shards = shards,
          .batch = batch};
}

Visit record(std::uint32_t flight, std::optional<routing::Version> sent = {}) {
  return {.flight = flight, .node = 1, .sent = sent};
}

std::vector<std::uint32_t> released(Lanes& lanes, std::uint64_t lane, bool same_decision = false) {
  std::vector<Visit> batch;
  lanes.release(lane, same_decision, batch);
  std::vector<std::uint32_t> flights;
  for (const Visit& visit : batch) flights.push_back(visit.flight);
  return flights;
}

TEST(LanesTest, LetARecordWaitForTheOneBeforeItInItsLane) {
  const models::Stream stream = ordered(0);
  Lanes lanes(stream);
  EXPECT_TRUE(lanes.admit(7, record(1)));
  EXPECT_FALSE(lanes.admit(7, record(2)));
  EXPECT_FALSE(lanes.admit(7, record(3)));
  EXPECT_TRUE(lanes.admit(8, record(4))) << "another lane is free";
  EXPECT_THAT(released(lanes, 7), ElementsAre(2));
  EXPECT_FALSE(lanes.admit(7, record(5))) << "the second is worked on";
  EXPECT_THAT(released(lanes, 7), ElementsAre(3));
  EXPECT_THAT(released(lanes, 7), ElementsAre(5));
  EXPECT_THAT(released(lanes, 7), IsEmpty());
  EXPECT_TRUE(lanes.admit(7, record(6))) << "all are done with";
}

TEST(LanesTest, GiveEachUserALaneWithoutShards) {
  const models::Stream stream = ordered(0);
  const Lanes lanes(stream);
  EXPECT_EQ(lanes.lane_of(3), 3u);
  EXPECT_EQ(lanes.lane_of(1'000'000), 1'000'000u);
}

TEST(LanesTest, LetUsersShareShards) {
  const models::Stream stream = ordered(4);
  const Lanes lanes(stream);
  std::set<std::uint64_t> used;
  for (std::uint32_t user = 0; user < 100; ++user) {
    EXPECT_EQ(lanes.lane_of(user), lanes.lane_of(user));
    used.insert(lanes.lane_of(user));
  }
  EXPECT_THAT(used, ElementsAre(0, 1, 2, 3));
}

TEST(LanesTest, HandOutBatchesOfTheWaitingRecords) {
  const models::Stream stream = ordered(0, 3);
  Lanes lanes(stream);
  for (std::uint32_t flight = 0; flight < 5; ++flight) lanes.admit(7, record(flight));
  EXPECT_THAT(released(lanes, 7), ElementsAre(1, 2, 3));
  EXPECT_THAT(released(lanes, 7), ElementsAre(4));
}

TEST(LanesTest, EndABatchWhereTheDecisionChanges) {
  const models::Stream stream = ordered(0, 10);
  Lanes lanes(stream);
  lanes.admit(7, record(0, stable));
  lanes.admit(7, record(1, stable));
  lanes.admit(7, record(2, stable));
  lanes.admit(7, record(3, canary));
  lanes.admit(7, record(4));
  EXPECT_THAT(released(lanes, 7, true), ElementsAre(1, 2));
  EXPECT_THAT(released(lanes, 7, true), ElementsAre(3));
  EXPECT_THAT(released(lanes, 7, true), ElementsAre(4));
}

TEST(LanesTest, DoNotLookAtDecisionsThatDoNotTravel) {
  const models::Stream stream = ordered(0, 10);
  Lanes lanes(stream);
  lanes.admit(7, record(0, stable));
  lanes.admit(7, record(1, stable));
  lanes.admit(7, record(2, canary));
  EXPECT_THAT(released(lanes, 7, false), ElementsAre(1, 2));
}

}  // namespace
}  // namespace coalmine::harness
