#include "routing/judge/evidence/spec.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace coalmine::routing::evidence {
namespace {

using namespace std::chrono_literals;

// Why a spec is refused; empty if it is not.
std::string refusal(const Spec& spec) {
  const auto checked = check(spec);
  return checked ? "" : checked.error().message;
}

TEST(EvidenceSpec, IsSoundByDefault) { EXPECT_EQ(refusal({}), ""); }

TEST(EvidenceSpec, GoesWithTheMeasureItsTestIsMadeFor) {
  const auto of = [](Measure measure, Method method) {
    return refusal({.measure = measure, .limit = 1s, .quantile = 0.5, .method = method});
  };
  for (const Measure share : {Measure::error_rate, Measure::slower_than}) {
    EXPECT_EQ(of(share, Method::two_proportion), "");
    EXPECT_EQ(of(share, Method::msprt), "");
    EXPECT_EQ(of(share, Method::growthbook), "");
    EXPECT_EQ(of(share, Method::mann_whitney), "test: mann_whitney compares whole latencies");
  }
  EXPECT_EQ(of(Measure::quantile, Method::msprt), "");
  EXPECT_EQ(of(Measure::quantile, Method::growthbook), "");
  EXPECT_EQ(of(Measure::quantile, Method::two_proportion), "test: two_proportion compares shares");
  EXPECT_EQ(of(Measure::quantile, Method::mann_whitney),
            "test: mann_whitney compares whole latencies");
  EXPECT_EQ(of(Measure::latency, Method::mann_whitney), "");
  EXPECT_EQ(of(Measure::latency, Method::msprt),
            "test: only mann_whitney compares whole latencies");
  EXPECT_EQ(of(Measure::latency, Method::growthbook),
            "test: only mann_whitney compares whole latencies");
  EXPECT_EQ(of(Measure::latency, Method::two_proportion),
            "test: only mann_whitney compares whole latencies");
}

TEST(EvidenceSpec, KnowsUsersByTheirErrorsAlone) {
  EXPECT_EQ(refusal({.clustered = true}), "");
  EXPECT_EQ(refusal({.measure = Measure::slower_than, .limit = 1s, .clustered = true}),
            "clustered: only errors are known user by user");
  EXPECT_EQ(refusal({.clustered = true, .min_users = 1}), "min_users: at least 2");
  EXPECT_EQ(refusal({.min_users = 1}), "");
}

TEST(EvidenceSpec, LooksInFullSecondsAndBeforeItEnds) {
  EXPECT_EQ(refusal({.every = 500ms}), "every: not in full seconds, 0 or more");
  EXPECT_EQ(refusal({.every = -1s}), "every: not in full seconds, 0 or more");
  EXPECT_EQ(refusal({.delay = 1500ms}), "delay: not in full seconds, 0 or more");
  EXPECT_EQ(refusal({.delay = -1s}), "delay: not in full seconds, 0 or more");
  EXPECT_EQ(refusal({.until = 90500ms}), "until: not in full seconds, 0 or more");
  EXPECT_EQ(refusal({.until = 59s}), "until: ends before it has looked");
  EXPECT_EQ(refusal({.until = 60s}), "");
  EXPECT_EQ(refusal({.until = 60s, .delay = 60s}),
            "until: ends before anything is known, see delay");
  EXPECT_EQ(refusal({.every = 0s}), "at: the only look needs a time");
  EXPECT_EQ(refusal({.every = 0s, .until = 0s}), "at: ends before anything is known, see delay");
  EXPECT_EQ(refusal({.every = 0s, .until = 30min}), "");
}

TEST(EvidenceSpec, RefusesSizesThatMeanNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refusal({.level = 0}), "level: 0 is not above 0 and below 0.5");
  EXPECT_EQ(refusal({.level = 0.5}), "level: 0.5 is not above 0 and below 0.5");
  EXPECT_EQ(refusal({.level = nan}), "level: nan is not above 0 and below 0.5");
  EXPECT_EQ(refusal({.min_requests = 0}), "min_requests: at least 1");
  EXPECT_EQ(refusal({.measure = Measure::quantile, .quantile = 1}),
            "measure: quantile 1 is not above 0 and below 1");
  EXPECT_EQ(refusal({.measure = Measure::slower_than}), "measure: the limit is not above 0");
  EXPECT_EQ(refusal({.margin = 1}), "margin: 1 is not below 1, 0 or more");
  EXPECT_EQ(refusal({.margin = -0.1}), "margin: -0.1 is not below 1, 0 or more");
  EXPECT_EQ(refusal({.measure = Measure::quantile, .quantile = 0.5, .margin = 2}), "");
  EXPECT_EQ(refusal({.mixture = 0}), "mixture: 0 is not above 0");
  EXPECT_EQ(refusal({.planned = 0.5}), "planned: 0.5 is not 1 or more");
}

}  // namespace
}  // namespace coalmine::routing::evidence
