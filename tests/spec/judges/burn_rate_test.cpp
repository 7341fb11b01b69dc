#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing::burn_rate;
using routing::Dimension;
using testing::ElementsAre;

std::string judges(const std::string& written) {
  return "judges: { b: { engine: { burn_rate: " + written + " } } }";
}

routing::burn_rate::Spec burn_rate(const std::string& written) {
  return std::get<routing::burn_rate::Spec>(parsed_with({judges(written)}).judges.at(0).engine);
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({judges(written)});
}

TEST(BurnRateInAScenario, HasTheAlertsOfTheWorkbookByDefault) {
  EXPECT_EQ(burn_rate("{}"), routing::burn_rate::Spec{});
}

TEST(BurnRateInAScenario, TakesEverySetting) {
  routing::burn_rate::Spec spec;
  spec.objective = 0.99;
  spec.bad = Bad::slow;
  spec.limit = 300ms;
  spec.scope = Dimension::version;
  spec.alerts = {{10, 10min, 1min, 2min, Severity::page}, {2, 30min, 5min, {}, Severity::ticket}};
  spec.history = History::none;
  spec.every = 30s;
  spec.delay = 60s;
  EXPECT_EQ(burn_rate("{ objective: 99%, bad: { slower_than: 300ms }, scope: version, alerts: "
                      "[{ rate: 10, long: 10m, short: 1m, for: 2m }, "
                      "{ rate: 2, long: 30m, short: 5m, severity: ticket }], "
                      "history: none, every: 30s, delay: 60s }"),
            spec);
  EXPECT_EQ(burn_rate("{ bad: failed, scope: function }").scope, Dimension::function);
}

TEST(BurnRateInAScenario, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(problems_in("{ bad: slow }"),
              ElementsAre("7:44: bad: unknown use of the budget \"slow\" | one of: failed"));
  EXPECT_THAT(problems_in("{ scope: aliass }"),
              ElementsAre("7:46: scope: unknown scope \"aliass\" | did you mean \"alias\"?"));
  EXPECT_THAT(problems_in("{ alerts: [{ rate: 2, long: 1h }] }"),
              ElementsAre("7:48: burn_alert needs the key \"short\" | for example short: 5m"));
  EXPECT_THAT(problems_in("{ alerts: [] }"), ElementsAre("7:47: alerts: the list is empty"));
}

TEST(BurnRateInAScenario, RefusesAnObjectiveWithoutABudget) {
  EXPECT_THAT(problems_in("{ objective: 100% }"),
              ElementsAre("7:50: objective: 1 is not above 0 and below 1"));
}

TEST(BurnRateInAScenario, RefusesAlertsThatNeverFire) {
  EXPECT_THAT(problems_in("{ objective: 90%, alerts: [{ rate: 14.4, long: 1h, short: 5m }] }"),
              ElementsAre("7:63: alerts: number 1: never fires: 14.4 times the budget of 10 % is "
                          "144 % of all invocations"));
  // The alerts that nobody wrote, too.
  EXPECT_THAT(problems_in("{ objective: 90% }"),
              ElementsAre("7:37: alerts: number 1: never fires: 14.4 times the budget of 10 % is "
                          "144 % of all invocations"));
}

TEST(BurnRateInAScenario, RefusesTimesThatMeanNothing) {
  EXPECT_THAT(problems_in("{ alerts: [{ rate: 2, long: 5m, short: 1h }] }"),
              ElementsAre("7:47: alerts: number 1: the short window is longer than the long one"));
  EXPECT_THAT(problems_in("{ every: 1500ms }"),
              ElementsAre("7:46: every: not in full seconds, above 0"));
}

}  // namespace
}  // namespace coalmine::spec
