// The timeline over replications: means and bands.
#include "harness/timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::harness {
namespace {

using testing::ElementsAre;
using testing::Optional;
using Values = std::vector<std::optional<double>>;

// A step in which so many users were exposed.
TimelineRow row(std::uint64_t exposed_users) { return {.exposed_users = exposed_users}; }

// A step in which stable answered so many, of which so many failed.
TimelineRow answered(std::uint64_t invocations, std::uint64_t errors) {
  return {.counts = {routing::Counts{invocations, errors}, routing::Counts{}}};
}

const Series& line(const std::vector<Series>& series, const std::string& name) {
  return *std::find_if(series.begin(), series.end(),
                       [&](const Series& each) { return each.name == name; });
}

TEST(TimelineTest, HasABandFromTheFifthToTheNinetyFifthPercentile) {
  Timeline timeline(1);
  for (std::uint64_t users = 1; users <= 100; ++users) timeline.add({row(101 - users)});
  const auto series = timeline.series();
  const Series& exposed = line(series, "exposed_users");
  EXPECT_THAT(exposed.values, ElementsAre(Optional(50.5)));
  EXPECT_THAT(exposed.low, ElementsAre(Optional(5.0)));
  EXPECT_THAT(exposed.high, ElementsAre(Optional(95.0)));
}

TEST(TimelineTest, HasABandForEachStep) {
  Timeline timeline(2);
  timeline.add({row(1), row(10)});
  timeline.add({row(3), row(30)});
  const auto series = timeline.series();
  EXPECT_THAT(line(series, "exposed_users").low, ElementsAre(Optional(1.0), Optional(10.0)));
  EXPECT_THAT(line(series, "exposed_users").high, ElementsAre(Optional(3.0), Optional(30.0)));
}

TEST(TimelineTest, TakesTheBandFromTheFirstReplicationsAndTheMeanFromAll) {
  Timeline timeline(1);
  for (std::uint32_t i = 0; i < band_replications; ++i) timeline.add({row(1)});
  for (std::uint32_t i = 0; i < 3 * band_replications; ++i) timeline.add({row(5)});
  const auto series = timeline.series();
  EXPECT_THAT(line(series, "exposed_users").values, ElementsAre(Optional(4.0)));
  EXPECT_THAT(line(series, "exposed_users").high, ElementsAre(Optional(1.0)));
}

// A replication without traffic has no rate, which is not a rate of zero.
TEST(TimelineTest, HasRatesOfThoseReplicationsThatHadTraffic) {
  Timeline timeline(2);
  timeline.add({answered(100, 50), answered(0, 0)});
  timeline.add({answered(0, 0), answered(0, 0)});
  const auto series = timeline.series();
  EXPECT_EQ(line(series, "error_rate.stable").low, (Values{0.5, std::nullopt}));
  EXPECT_EQ(line(series, "error_rate.stable").high, (Values{0.5, std::nullopt}));
  EXPECT_EQ(line(series, "error_rate.alias").low, (Values{0.5, std::nullopt}));
  EXPECT_EQ(line(series, "error_rate.canary").low, (Values{std::nullopt, std::nullopt}));
}

TEST(TimelineTest, HasTheRatioOfTheSumsAsTheMeanRate) {
  Timeline timeline(1);
  timeline.add({answered(100, 0)});
  timeline.add({answered(300, 100)});
  EXPECT_THAT(line(timeline.series(), "error_rate.stable").values, ElementsAre(Optional(0.25)));
}

}  // namespace
}  // namespace coalmine::harness
