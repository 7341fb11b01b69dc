#include "harness/baseline/gate.hpp"

#include <gtest/gtest.h>

#include <string>

#include "spec/metrics.hpp"

namespace coalmine::harness {
namespace {

TEST(Gate, JudgesOnlyWhatCanBeJudged) {
  for (const std::string_view metric : default_gate()) {
    EXPECT_TRUE(check_judged(metric)) << metric;
    EXPECT_EQ(spec::find_metric(metric)->better, spec::Better::lower) << metric;
  }
}

TEST(Gate, CountsNoFactTwice) {
  for (const std::string_view metric : default_gate()) {
    EXPECT_FALSE(metric.ends_with("_users")) << metric;
    EXPECT_EQ(metric.find(".per_"), std::string_view::npos) << metric;
  }
}

TEST(Gate, RefusesWhatDependsOnTheRelease) {
  for (const char* metric : {"rollout.rolled_back", "alarm.detected", "rollout.completed"}) {
    EXPECT_FALSE(check_judged(metric)) << metric;
  }
}

TEST(Gate, SuggestsOnlyWhatItCanJudge) {
  EXPECT_EQ(check_judged("alarm.mised").error().message,
            "unknown metric \"alarm.mised\"; did you mean \"alarm.missed\"?");
  EXPECT_EQ(check_judged("users.activ").error().message.find("users.active"), std::string::npos);
}

TEST(Gate, JudgesFiguresThatAreNamedAfterSomething) {
  EXPECT_TRUE(check_judged("chains.broken.api.receipts.stable_canary"));
  EXPECT_TRUE(check_judged("servers.wait.api"));
}

TEST(Gate, KnowsWhatARollbackAloneHas) {
  EXPECT_TRUE(has_data_by_outcome("alarm.time_to_detect"));
  EXPECT_FALSE(has_data_by_outcome("blast_radius.exposed"));
}

}  // namespace
}  // namespace coalmine::harness
