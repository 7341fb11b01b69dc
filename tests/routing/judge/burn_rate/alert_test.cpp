#include "routing/judge/burn_rate/alert.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "routing/judge/burn_rate/alerts.hpp"

namespace coalmine::routing::burn_rate {
namespace {

using namespace std::chrono_literals;

constexpr double limit = 0.01;
constexpr Counts good{1'000, 10};  // exactly at the limit: does not burn
constexpr Counts bad{1'000, 11};
constexpr Counts silent{0, 0};
constexpr Windows burning{bad, bad};
constexpr Windows quiet{good, good};

// The state after each evaluation, one a minute: i, P or F.
std::string course(Duration hold, const std::vector<Windows>& evaluations) {
  BurnAlert alert(limit, hold);
  std::string course;
  Instant now{};
  for (const Windows& windows : evaluations) {
    now += 1min;
    alert.handle_evaluation(windows, now);
    course += "iPF"[static_cast<int>(alert.state())];
  }
  return course;
}

TEST(BurnAlertTest, IsInactiveBeforeTheFirstEvaluation) {
  EXPECT_EQ(BurnAlert(limit, 0s).state(), State::inactive);
}

TEST(BurnAlertTest, FiresAtTheFirstEvaluationThatBurnsIfNothingIsToBeWaitedFor) {
  EXPECT_EQ(course(0s, {quiet, burning, burning, quiet, burning}), "iFFiF");
}

TEST(BurnAlertTest, NeedsBothWindowsAboveTheLimitAndNotAtIt) {
  EXPECT_EQ(course(0s, {{bad, good}, {good, bad}, {bad, bad}}), "iiF");
}

TEST(BurnAlertTest, IsPendingUntilItHasBurntLongEnough) {
  EXPECT_EQ(course(2min, {burning, burning, burning, burning}), "PPFF");
  EXPECT_EQ(course(90s, {burning, burning, burning}), "PPF");
}

TEST(BurnAlertTest, StartsItsWaitAgainAfterABreak) {
  EXPECT_EQ(course(2min, {burning, burning, quiet, burning, burning, burning, quiet}), "PPiPPFi");
}

TEST(BurnAlertTest, TakesSilenceForNoErrors) {
  EXPECT_EQ(course(0s, {burning, {bad, silent}, {silent, bad}, {silent, silent}}), "Fiii");
}

TEST(BurnAlertTable, HasARowForEachStateAndWhatAnEvaluationFinds) {
  for (const State state : states) {
    EXPECT_TRUE(next_state(transitions, state, Signal::burns));
    EXPECT_EQ(next_state(transitions, state, Signal::burns_no_more), State::inactive);
    EXPECT_EQ(next_state(transitions, state, Signal::held).has_value(), state == State::pending);
  }
  EXPECT_EQ(transitions_by_name().at(3), (NamedRow{"pending", "held", "firing"}));
}

Spec page_and_ticket() {
  Spec spec;
  spec.objective = 0.99;
  spec.alerts = {{2, 10min, 1min, {}, Severity::page}, {1, 30min, 5min, {}, Severity::ticket}};
  return spec;
}

TEST(BurnAlertsTest, PagesOnlyByAlertsThatArePages) {
  constexpr Windows above_one{{1'000, 15}, {1'000, 15}};  // burn rate 1.5
  constexpr Windows above_two{{1'000, 25}, {1'000, 25}};
  BurnAlerts alerts(page_and_ticket(), Instant{});
  alerts.handle_evaluation(std::vector{above_one, above_one}, Instant{1min});
  EXPECT_EQ(alerts.alerts()[0].state(), State::inactive);
  EXPECT_EQ(alerts.alerts()[1].state(), State::firing);
  EXPECT_FALSE(alerts.pages());
  alerts.handle_evaluation(std::vector{above_two, above_one}, Instant{2min});
  EXPECT_TRUE(alerts.pages());
}

TEST(BurnAlertsTest, EvaluatesInEvenIntervals) {
  BurnAlerts alerts(page_and_ticket(), Instant{3min});
  EXPECT_EQ(alerts.next_evaluation(), Instant{4min});
  alerts.handle_evaluation(std::vector{quiet, quiet}, Instant{4min});
  EXPECT_EQ(alerts.next_evaluation(), Instant{5min});
  alerts.handle_evaluation(std::vector{quiet, quiet}, Instant{6min + 30s});
  EXPECT_EQ(alerts.next_evaluation(), Instant{7min});
}

}  // namespace
}  // namespace coalmine::routing::burn_rate
