// How often and how soon alarms stop a canary: against closed forms, through the whole adapter.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "base/math.hpp"
#include "harness/judges/codedeploy_judge.hpp"
#include "tests/harness/judges/codedeploy_groups.hpp"
#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::cloudwatch;
using routing::codedeploy::Spec;

constexpr Instant begins = at(10min);

routing::Plan canary_for(Duration length) { return routing::canary_plan(0.1, length).value(); }

// What the canary did in one minute: nobody came, all was well, something failed.
enum class Minute : std::uint8_t { missing, fine, breaching };

Judged deployed_with(const Spec& spec, const std::vector<Minute>& minutes) {
  Judged deployed(spec, canary_for(1min * static_cast<int>(minutes.size())), begins);
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    if (minutes[i] == Minute::missing) continue;
    const Instant began = begins + 1min * static_cast<int>(i) + 7s;
    deployed.record({.began = began, .failed = minutes[i] == Minute::breaching});
  }
  deployed.run();
  return deployed;
}

bool rolls_back(const Spec& spec, const std::vector<Minute>& minutes) {
  return deployed_with(spec, minutes).said_at(Command::roll_back).has_value();
}

// The first `length` digits of `number` in base `base`, as minutes from `lowest` on.
std::vector<Minute> pattern(std::uint32_t number, std::size_t length, std::uint32_t base,
                            Minute lowest) {
  std::vector<Minute> minutes;
  for (std::size_t i = 0; i < length; ++i, number /= base) {
    minutes.push_back(static_cast<Minute>(static_cast<std::uint32_t>(lowest) + number % base));
  }
  return minutes;
}

// IN-14: one request a second, 10 % of them to a canary that fails 5 %, in minutes.
constexpr double canary_per_minute = 60 * 1 * 0.1;
const double silent = math::exp(-canary_per_minute);       // no request at all
const double q = -math::expm1(-canary_per_minute * 0.05);  // at least one fails

// P(two of `minutes` in a row breach), each with probability q: by the last minute's state.
double two_in_a_row_within(int minutes) {
  double fine = 1, breached = 0, done = 0;
  for (int i = 0; i < minutes; ++i) {
    const double again = breached * q;
    breached = fine * q;
    fine = 1 - done - again - breached;
    done += again;
  }
  return done;
}

// P(the deployment is rolled back), summed over all patterns of fine and breaching minutes.
double detected(const Spec& spec, std::size_t minutes) {
  double sum = 0;
  for (std::uint32_t number = 0; number < 1U << minutes; ++number) {
    const auto each = pattern(number, minutes, 2, Minute::fine);
    if (!rolls_back(spec, each)) continue;
    double probability = 1;
    for (const Minute minute : each) probability *= minute == Minute::breaching ? q : 1 - q;
    sum += probability;
  }
  return sum;
}

Spec two_of_two(MissingData missing) {
  return group_with(errors_alarm(2, Dimension::version, missing));
}

TEST(TwoMinutesInARow, AreFoundAsOftenAsTheRecursionSays) {  // IN-14
  EXPECT_NEAR(two_in_a_row_within(5), 0.21, 0.005);
  EXPECT_NEAR(two_in_a_row_within(10), 0.41, 0.005);
  EXPECT_NEAR(two_in_a_row_within(30), 0.81, 0.005);
}

TEST(TwoMinutesInARow, AreFoundInEveryMinuteOfTheCanaryWhereMetricsAreNotLate) {
  Spec spec = two_of_two(MissingData::not_breaching);
  spec.metric_delay = 0s;
  EXPECT_NEAR(detected(spec, 5), two_in_a_row_within(5), 1e-12);
  EXPECT_NEAR(detected(spec, 10), two_in_a_row_within(10), 1e-12);
}

// The last minute is published after the canary has become everything (C7): 17 % instead of 21 %.
TEST(TwoMinutesInARow, AreFoundInOneMinuteLessWhereMetricsAreAMinuteLate) {
  const Spec spec = two_of_two(MissingData::not_breaching);
  EXPECT_NEAR(detected(spec, 5), two_in_a_row_within(4), 1e-12);
  EXPECT_NEAR(detected(spec, 10), two_in_a_row_within(9), 1e-12);
}

// With missing data treated as missing, the first minute suffices if it breaches: two minutes after
// it began its point stands alone in the second slot (W12).
TEST(TwoMinutesInARow, AreNotNeededInTheFirstMinuteOfASeries) {
  const Spec spec = two_of_two(MissingData::missing);
  // Unless the first minute breaches: the rest, three minutes.
  EXPECT_NEAR(detected(spec, 5), q + (1 - q) * two_in_a_row_within(3), 1e-12);
}

// Slots of the evaluation range that are missing are skipped (W11): with the newest one never
// visible, two breaching minutes may have one silent minute between them.
TEST(TwoMinutesInARow, MayHaveASilentMinuteBetweenThem) {
  const Spec spec = two_of_two(MissingData::not_breaching);
  double sum = 0, in_a_row = 0;
  for (std::uint32_t number = 0; number < 81; ++number) {
    auto minutes = pattern(number, 4, 3, Minute::missing);
    const auto breaching = [&](std::size_t i) { return minutes[i] == Minute::breaching; };
    bool pair = false, split = false;
    for (std::size_t i = 1; i < 4; ++i) pair = pair || (breaching(i - 1) && breaching(i));
    for (std::size_t i = 2; i < 4; ++i) {
      split = split || (breaching(i - 2) && minutes[i - 1] == Minute::missing && breaching(i));
    }
    double probability = 1;
    for (const Minute minute : minutes) {
      const double of_traffic = minute == Minute::breaching ? q : 1 - q - silent;
      probability *= minute == Minute::missing ? silent : of_traffic;
    }
    if (pair) in_a_row += probability;
    minutes.push_back(Minute::fine);  // the fifth minute is never seen
    EXPECT_EQ(rolls_back(spec, minutes), pair || split) << number;
    if (rolls_back(spec, minutes)) sum += probability;
  }
  EXPECT_GT(sum, in_a_row);
  EXPECT_NEAR(sum, in_a_row, 2 * silent * q * q);
}

// The same through random traffic: 30 minutes, of which 29 are seen.
TEST(TwoMinutesInARow, AreFoundInRandomTraffic) {
  const Spec spec = two_of_two(MissingData::not_breaching);
  constexpr std::uint32_t replications = 2'000;
  std::uint32_t found = 0;
  for (std::uint32_t replication = 0; replication < replications; ++replication) {
    const RandomStream draws(1, replication, Purpose::fault);
    std::vector<Minute> minutes;
    for (std::uint64_t i = 0; i < 30; ++i) {
      minutes.push_back(unit(draws.at(i).first) < q ? Minute::breaching : Minute::fine);
    }
    found += rolls_back(spec, minutes);
  }
  const double expected = two_in_a_row_within(29);
  EXPECT_NEAR(expected, 0.802, 0.001);
  EXPECT_NEAR(found / double{replications}, expected, 3 * 0.0089);  // 3 standard errors
}

// From the fault until the weight is back, where everything fails from then on; nothing if never.
std::optional<Duration> detection(const Spec& spec, Duration fault) {
  Judged deployed(spec, canary_for(2h), begins);
  for (Duration now = 0s; now < 40min; now += 1s) {
    deployed.record({.began = begins + now, .failed = now >= fault});
  }
  deployed.run();
  if (!deployed.said_at(Command::roll_back)) return std::nullopt;
  return *deployed.said_at(Command::roll_back) - (begins + fault);
}

// C19: M periods, of which the first may be partly over; the delay; up to one evaluation; up to one
// poll.
TEST(Detection, TakesPeriodsDelayEvaluationAndPoll) {
  for (const std::uint32_t periods : {1U, 2U, 3U}) {
    for (const Duration delay : {Duration{0s}, Duration{45s}, Duration{60s}, Duration{120s}}) {
      for (const Duration poll : {Duration{10s}, Duration{25s}}) {
        Spec spec = group_with(errors_alarm(periods, Dimension::version));
        spec.metric_delay = delay;
        spec.poll = poll;
        for (const Duration fault :
             {Duration{5min}, Duration{5min + 1s}, Duration{5min + 30s}, Duration{5min + 59s}}) {
          const auto took = detection(spec, fault);
          ASSERT_TRUE(took) << periods;
          EXPECT_GT(*took, 1min * (periods - 1) + delay) << periods;
          EXPECT_LT(*took, 1min * periods + delay + 1min + poll) << periods;
        }
      }
    }
  }
}

// N minutes of one and a delay of one: where the fault begins with a minute, to the second.
TEST(Detection, IsExactWhereEverythingFallsOnMinutes) {
  for (const std::uint32_t periods : {1U, 2U, 5U}) {
    const Spec spec = group_with(errors_alarm(periods, Dimension::version));
    EXPECT_EQ(detection(spec, 5min), 1min * periods + 1min);
    EXPECT_EQ(detection(spec, 5min + 59s), 1min * periods + 1s);
  }
}

// N + 2 slots are fetched (W11). A delay of more than two minutes leaves fewer than N that have
// arrived, and an alarm that takes missing data for good ones never has enough.
TEST(Detection, FailsWhereTheDelayIsLongerThanTheSpareSlotsOfTheRange) {
  Spec spec = group_with(errors_alarm(2, Dimension::version));
  spec.metric_delay = 121s;
  EXPECT_EQ(detection(spec, 5min), std::nullopt);
  std::get<MetricAlarmSpec>(spec.alarms[0].alarm).evaluation_range = 5;
  EXPECT_EQ(detection(spec, 5min), Duration{2min + 3min});
}

// W24 in a canary of five minutes, from its first second: what AWS recommends (C19).
TEST(Detection, OfRecommendedAlarmsBarelyFitsIntoFiveMinutes) {
  const std::vector<Minute> all_fail(5, Minute::breaching);
  const auto found_after = [&](std::uint32_t periods) -> std::optional<Duration> {
    const Spec spec = group_with(errors_alarm(periods, Dimension::version));
    const auto found = deployed_with(spec, all_fail).said_at(Command::roll_back);
    if (!found) return std::nullopt;
    return *found - begins;
  };
  EXPECT_EQ(found_after(3), Duration{4min});  // Errors, 3 of 3
  EXPECT_EQ(found_after(4), Duration{5min});  // the very last instant
  EXPECT_EQ(found_after(5), std::nullopt);    // Throttles, 5 of 5
  EXPECT_EQ(found_after(15), std::nullopt);   // Duration, 15 of 15
}

}  // namespace
}  // namespace coalmine::harness
