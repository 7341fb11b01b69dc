#include "harness/judges/scaled.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/experiment.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::scenario_of;
using testing::ElementsAre;

spec::Scenario with(const std::string& traffic, const std::string& route = "weighted") {
  return scenario_of(
      "name: t\nreplications: 20\nduration: 10m\ntraffic: { " + traffic +
      " }\nfunctions: { api: {} }\nrelease: { rollout: AllAtOnce }\npolicies: { p: { route: " +
      route + " } }\n");
}

std::string refusal(const spec::Scenario& scenario, double factor) {
  const auto made = scaled(scenario, factor);
  return made ? "none" : made.error().message;
}

TEST(Scaled, EachUserIsAsBusyAsBefore) {
  for (const std::string requests :
       {"{ poisson: { per_user: 2/min } }", "{ sessions: { per_user: 1/min, length: 2, gap: 1s } }",
        "{ total: 2000 }"}) {
    const spec::Scenario scenario = with("users: 100, requests: " + requests);
    for (const double factor : {0.1, 10.0}) {
      const RunResult result = run(*scaled(scenario, factor));
      const Figures figures(result.policies.front());
      const auto before = run(scenario);
      EXPECT_NEAR(figures.mean("requests.total"),
                  factor * Figures(before.policies.front()).mean("requests.total"),
                  0.06 * factor * 2000)
          << requests;
    }
    EXPECT_EQ(scaled(scenario, 10)->traffic.users, 1000u);
    EXPECT_EQ(scaled(scenario, 0.1)->traffic.users, 10u);
  }
}

TEST(Scaled, RepeatsCountsThatAreFixed) {
  const auto counts = [](double factor) {
    const auto scenario = scaled(with("requests: { list: [1, 2, 3] }"), factor);
    return std::get<models::FixedTraffic>(scenario->traffic.pattern).counts;
  };
  EXPECT_THAT(counts(1), ElementsAre(1, 2, 3));
  EXPECT_THAT(counts(2), ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_THAT(counts(1.4), ElementsAre(1, 2, 3, 1));
  EXPECT_THAT(counts(0.5), ElementsAre(1, 2));
}

TEST(Scaled, ThereIsAlwaysAUser) {
  EXPECT_EQ(scaled(with("users: 3, requests: { fixed: 1 }"), 0.01)->traffic.users, 1u);
}

TEST(Scaled, OnceIsTheSame) {
  const spec::Scenario scenario = with("users: 30, requests: { fixed: 2 }");
  EXPECT_EQ(scaled(scenario, 1)->traffic, scenario.traffic);
}

// Split refuses keys of more than 250 characters. The last of 10 users is number 9, of 100 it
// is 99.
TEST(Scaled, RefusesIdsThatAProductRefuses) {
  const std::string ids(249, 'x');
  const spec::Scenario scenario = with("users: 10, ids: '" + ids + "{}', requests: { fixed: 1 }",
                                       "{ bucket: { product: split, params: { seed: 1 } } }");
  EXPECT_EQ(refusal(scenario, 0.5), "none");
  EXPECT_EQ(refusal(scenario, 10), "split refuses ids such as \"" + ids + "99\"");
}

TEST(Scaled, RefusesWhatItCannotDo) {
  const spec::Scenario usual = with("users: 1000, requests: { poisson: { total: 100/s } }");
  EXPECT_EQ(refusal(usual, 0), "a factor of traffic has to be above 0");
  EXPECT_EQ(refusal(usual, -1), "a factor of traffic has to be above 0");
  EXPECT_EQ(refusal(usual, 1e7), "about 1e+10 users are too many: at most 2.15e+09");
  EXPECT_EQ(refusal(usual, 1e6), "about 6e+10 requests are too many: at most 1e+10");
  EXPECT_EQ(refusal(with("users: 1000, requests: { total: 1000000 }"), 1e4),
            "about 1e+10 requests are too many: at most 1e+09");
  EXPECT_EQ(refusal(with("users: 1000, requests: { fixed: 1000 }"), 1e3),
            "about 1e+09 requests are too many: at most 1e+08");
  EXPECT_EQ(refusal(with("requests: { list: [0, 0, 5] }"), 0.3), "no requests are left");
  EXPECT_EQ(refusal(support::with_requests(usual, {{1, 0}}), 2),
            "the traffic is a trace, which cannot be scaled");
}

}  // namespace
}  // namespace coalmine::harness
