// The lines of a sweep's file, and what is read back of them.
#include "report/sweep/record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

harness::SweepInfo info() {
  return {.scenario = "coffee",
          .digest = "c0ffee",
          .seed = 7,
          .replications = 100,
          .vary = {"traffic.users=100..300:3", "x=1.50,on"},
          .points = 6};
}

class RecordTest : public testing::Test {
 protected:
  harness::SweepPlan plan_ = *harness::plan_sweep(info().vary, {});
  std::string line_ = sweep_line(plan_, 1, coffee());
  std::vector<std::string> metrics_{"users.active", "blast_radius.exposed"};
};

TEST_F(RecordTest, HeaderSaysWhichSweepItIs) {
  EXPECT_EQ(sweep_header(info(), "1.2.3"),
            R"({"sweep": {"coalmine": "1.2.3", "schema": 1, "scenario": "coffee", )"
            R"("digest": "c0ffee", "seed": 7, "replications": 100, )"
            R"("vary": ["traffic.users=100..300:3", "x=1.50,on"], "points": 6}})");
}

TEST_F(RecordTest, HeaderNamesTheSamples) {
  harness::SweepInfo sampled = info();
  sampled.sampling = {20, 9};
  EXPECT_THAT(sweep_header(sampled, "1"),
              HasSubstr(R"("samples": 20, "sample_seed": 9, "points": 6})"));
}

TEST_F(RecordTest, LineIsOneLineWithNumbersWhereValuesAreNumbers) {
  EXPECT_THAT(line_, StartsWith(R"({"point": 1, "vary": {"traffic.users": 100, "x": "on"}, )"
                                R"("replications": 100, "policies": {"weighted": {)"));
  EXPECT_THAT(line_, HasSubstr(R"("blast_radius.exposed": {"unit": "share", "n": 100, )"
                               R"("mean": 0.632, )"));
  EXPECT_THAT(line_, HasSubstr(R"("ci95": [0.629, 0.635], "closed_form": 0.63212})"));
  EXPECT_EQ(line_.find('\n'), std::string::npos);
  EXPECT_EQ(line_.find("\"values\""), std::string::npos);
}

TEST_F(RecordTest, LineIsReadBack) {
  const auto point = read_sweep_line(plan_, 1, line_, metrics_);
  ASSERT_TRUE(point);
  EXPECT_THAT(point->values, testing::ElementsAre("100", "on"));
  EXPECT_EQ(point->replications, 100U);
  ASSERT_EQ(point->policies.size(), coffee().policies.size());
  EXPECT_EQ(point->policies[0].figures.size(), 2U);
  const auto* figure = harness::find_figure(*point, "weighted", "blast_radius.exposed");
  ASSERT_NE(figure, nullptr);
  EXPECT_EQ(figure->unit, "share");
  EXPECT_EQ(figure->n, 100U);
  EXPECT_EQ(figure->mean, 0.632);
  EXPECT_EQ(figure->ci95_low, 0.632 - 0.003);
  EXPECT_EQ(figure->ci95_high, 0.632 + 0.003);
  EXPECT_EQ(figure->closed_form, 0.63212);
}

TEST_F(RecordTest, NoDataStaysNoData) {
  const auto result = result_of({policy("p", {no_data_figure("alarm.time_to_detect", "s")})});
  const auto point =
      read_sweep_line(plan_, 1, sweep_line(plan_, 1, result), {"alarm.time_to_detect"});
  const auto* figure = harness::find_figure(*point, "p", "alarm.time_to_detect");
  ASSERT_NE(figure, nullptr);
  EXPECT_EQ(figure->mean, std::nullopt);
  EXPECT_EQ(figure->ci95_low, std::nullopt);
}

TEST_F(RecordTest, LineOfAnotherPointIsRefused) {
  EXPECT_EQ(read_sweep_line(plan_, 2, line_, metrics_).error().message,
            "the line of point 2 is damaged");
  EXPECT_TRUE(read_sweep_line(plan_, 1, line_, metrics_));
  const std::string moved = R"({"point": 2)" + line_.substr(line_.find(','));
  EXPECT_FALSE(read_sweep_line(plan_, 1, moved, metrics_));
  EXPECT_FALSE(read_sweep_line(plan_, 6, line_, metrics_));  // there are 0 to 5
  const auto other = *harness::plan_sweep({"traffic.users=200..300:3", "x=1.50,on"}, {});
  EXPECT_FALSE(read_sweep_line(other, 1, line_, metrics_));
}

// Whatever a line holds, it is a point or refused.
TEST_F(RecordTest, EveryDamagedLineIsRefused) {
  for (std::size_t size = 0; size < line_.size(); ++size) {
    ASSERT_FALSE(read_sweep_line(plan_, 1, line_.substr(0, size), metrics_)) << size;
  }
  for (
      const char* line :
      {"[]", "1", "{}", R"({"point": 1})",
       R"({"point": 1, "vary": {"traffic.users": 100, "x": "on"}, "replications": "many", "policies": {}})",
       R"({"point": 1, "vary": {"traffic.users": 100, "x": "on"}, "replications": 3, "policies": {"p": {"users.active": 5}}})"}) {
    EXPECT_FALSE(read_sweep_line(plan_, 1, line, metrics_)) << line;
  }
}

TEST_F(RecordTest, KnowsAHeader) {
  EXPECT_TRUE(is_sweep_header(sweep_header(info(), "1")));
  for (const char* line : {"", "{}", "[]", "name: coffee", R"({"sweep": 1})"}) {
    EXPECT_FALSE(is_sweep_header(line)) << line;
  }
}

TEST_F(RecordTest, SaysHowSweepsDiffer) {
  const std::string ours = sweep_header(info(), "1");
  const auto difference = [&](auto change) {
    harness::SweepInfo other = info();
    change(other);
    return sweep_difference(sweep_header(other, "1"), ours);
  };
  EXPECT_EQ(difference([](auto& other) { other.seed = 8; }), "its seed is 8, not 7");
  EXPECT_EQ(difference([](auto& other) { other.digest = "abc"; }),
            "its scenario was another, or had other --set or --policy");
  EXPECT_EQ(difference([](auto& other) { other.vary = {"y=1,2"}; }),
            R"(its vary is ["y=1,2"], not ["traffic.users=100..300:3", "x=1.50,on"])");
  EXPECT_EQ(difference([](auto& other) { other.sampling = {6, 1}; }), "its samples are others");
  EXPECT_EQ(sweep_difference(sweep_header(info(), "2"), ours), "its coalmine is \"2\", not \"1\"");
  EXPECT_EQ(sweep_difference("{}", ours), "it is no sweep");
}

}  // namespace
}  // namespace coalmine::report
