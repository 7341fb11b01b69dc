#include "routing/judge/burn_rate/spec.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace coalmine::routing::burn_rate {
namespace {

using namespace std::chrono_literals;

std::string refusal(const Spec& spec) {
  const auto checked = check(spec);
  return checked ? "" : checked.error().message;
}

std::string refusal_of(const AlertSpec& alert) {
  Spec spec;
  spec.alerts = {workbook_alerts()[0], alert};
  return refusal(spec);
}

TEST(BurnRateSpec, HasTheAlertsOfTheWorkbook) {
  EXPECT_EQ(refusal({}), "");
  const std::vector<AlertSpec> alerts = Spec{}.alerts;
  ASSERT_EQ(alerts.size(), 3U);
  // The share of a 30-day budget that is gone when the long window is full.
  const auto budget = [](const AlertSpec& alert) {
    return alert.rate * static_cast<double>(alert.long_window / 1min) / (30 * 24 * 60);
  };
  EXPECT_NEAR(budget(alerts[0]), 0.02, 1e-12);
  EXPECT_NEAR(budget(alerts[1]), 0.05, 1e-12);
  EXPECT_NEAR(budget(alerts[2]), 0.10, 1e-12);
  for (const AlertSpec& alert : alerts) EXPECT_EQ(alert.short_window * 12, alert.long_window);
  EXPECT_EQ(alerts[1].severity, Severity::page);
  EXPECT_EQ(alerts[2].severity, Severity::ticket);
}

TEST(BurnRateSpec, BurnsFasterThanARateAboveThatManyBudgets) {
  EXPECT_NEAR(threshold({.objective = 0.999}, 14.4), 0.0144, 1e-15);
  EXPECT_NEAR(threshold({.objective = 0.9}, 2), 0.2, 1e-15);
}

TEST(BurnRateSpec, NeedsAnObjectiveThatLeavesABudget) {
  EXPECT_EQ(refusal({.objective = 1}), "objective: 1 is not above 0 and below 1");
  EXPECT_EQ(refusal({.objective = 0}), "objective: 0 is not above 0 and below 1");
  EXPECT_EQ(refusal({.objective = std::numeric_limits<double>::quiet_NaN()}),
            "objective: nan is not above 0 and below 1");
}

TEST(BurnRateSpec, RefusesWhatCannotBeMeasured) {
  EXPECT_EQ(refusal({.bad = Bad::slow}), "bad: the limit is not above 0");
  EXPECT_EQ(refusal({.bad = Bad::slow, .limit = 1ms}), "");
  EXPECT_EQ(refusal({.scope = Dimension::difference}), "scope: a difference has no budget");
  EXPECT_EQ(refusal({.every = 0s}), "every: not in full seconds, above 0");
  EXPECT_EQ(refusal({.every = 1500ms}), "every: not in full seconds, above 0");
  EXPECT_EQ(refusal({.delay = -1s}), "delay: not in full seconds, 0 or more");
  EXPECT_EQ(refusal({.alerts = {}}), "alerts: there are none");
}

TEST(BurnRateSpec, RefusesAnAlertThatNeverFires) {
  // Ten times a budget of 10 % would be all invocations and more.
  EXPECT_EQ(refusal({.objective = 0.875, .alerts = {{8, 10min, 1min}}}),
            "alerts: number 1: never fires: 8 times the budget of 12.5 % is 100 % of all "
            "invocations");
  EXPECT_EQ(refusal({.objective = 0.875, .alerts = {{7.9, 10min, 1min}}}), "");
}

TEST(BurnRateSpec, RefusesWindowsThatMeanNothing) {
  EXPECT_EQ(refusal_of({0, 10min, 1min}), "alerts: number 2: rate 0 is not above 0");
  EXPECT_EQ(refusal_of({2, 10min, 0s}), "alerts: number 2: the short window is not above 0");
  EXPECT_EQ(refusal_of({2, 1min, 2min}),
            "alerts: number 2: the short window is longer than the long one");
  EXPECT_EQ(refusal_of({2, 1min, 1min}), "");
  EXPECT_EQ(refusal_of({2, 1min, 1500ms}), "alerts: number 2: a window is not in full seconds");
  EXPECT_EQ(refusal_of({2, 61500ms, 1min}), "alerts: number 2: a window is not in full seconds");
  EXPECT_EQ(refusal_of({2, 10min, 1min, -1s}), "alerts: number 2: it cannot burn for less than 0");
}

}  // namespace
}  // namespace coalmine::routing::burn_rate
