// Fact ids (X1 ...) are those of docs/MODELS-PLATFORM.md, "Facts".
#include "models/platform/lambda_pool.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/models/platform/queueing.hpp"

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;
using Counts = LambdaPool::Counts;
using enum LambdaPool::Start;

constexpr std::size_t stable = 0;
constexpr std::size_t canary = 1;

// A function with an account of its own, unless it is given one. Cold starts take 200 ms, idle
// environments stay for 10 minutes.
class TestFunction {
 public:
  explicit TestFunction(LambdaHost host, Account limits = {})
      : host_(with_cold_start(std::move(host))),
        own_(limits, host_.reserved.value_or(0)),
        pool_(host_, limits, own_) {}
  TestFunction(LambdaHost host, Account limits, LambdaAccount& account)
      : host_(with_cold_start(std::move(host))), own_(limits, 0), pool_(host_, limits, account) {}
  TestFunction(const TestFunction&) = delete;

  // An invocation that begins and goes on.
  LambdaPool::Admission begin(std::size_t version, Instant now) {
    return pool_.admit(version, now, /*cold_bits=*/0, /*idle_bits=*/0);
  }
  LambdaPool::Start start(std::size_t version, Instant now) { return begin(version, now).start; }
  // As many that begin at once and end `took` later.
  void serve(std::size_t version, Instant now, int times = 1, Duration took = 0s) {
    std::vector<std::uint32_t> environments;
    for (int i = 0; i < times; ++i) environments.push_back(begin(version, now).environment);
    for (const std::uint32_t each : environments) pool_.release(each, now + took, false);
  }
  LambdaPool& pool() { return pool_; }

 private:
  static LambdaHost with_cold_start(LambdaHost host) {
    host.cold_start = Constant{0.2};
    return host;
  }

  LambdaHost host_;
  LambdaAccount own_;
  LambdaPool pool_;
};

TEST(LambdaPoolTest, StartsColdWhereThereIsNoEnvironmentAndWarmAfterwards) {  // X2
  TestFunction function({});
  const auto first = function.begin(stable, at(1));
  EXPECT_EQ(first.start, cold);
  EXPECT_EQ(first.init, 200ms);
  function.pool().release(first.environment, at(2), false);
  const auto second = function.begin(stable, at(3));
  EXPECT_EQ(second.start, warm);
  EXPECT_EQ(second.init, 0s);
  EXPECT_EQ(function.pool().counts(stable), (Counts{.cold = 1, .warm = 1}));
}

TEST(LambdaPoolTest, ServesOneInvocationInAnEnvironmentAtATime) {  // X1
  TestFunction function({});
  EXPECT_EQ(function.start(stable, at(1)), cold);
  EXPECT_EQ(function.start(stable, at(1)), cold);
  EXPECT_EQ(function.pool().busy(), 2u);
}

TEST(LambdaPoolTest, DoesNotServeAVersionInTheEnvironmentOfAnother) {  // X1
  TestFunction function({});
  function.serve(stable, at(1));
  EXPECT_EQ(function.start(canary, at(2)), cold);
  EXPECT_EQ(function.start(stable, at(2)), warm);
  EXPECT_EQ(function.pool().counts(canary), (Counts{.cold = 1}));
}

TEST(LambdaPoolTest, KeepsAnIdleEnvironmentUntilItsTimeIsOver) {  // X3
  TestFunction almost({});
  almost.serve(stable, at(0));
  EXPECT_EQ(almost.start(stable, Instant{600s - 1ns}), warm);
  TestFunction over({});
  over.serve(stable, at(0));
  EXPECT_EQ(over.start(stable, Instant{600s}), cold);
}

TEST(LambdaPoolTest, CountsIdleTimeFromTheEndOfTheLastInvocation) {  // X3
  TestFunction function({});
  function.serve(stable, at(0), 1, 300s);
  EXPECT_EQ(function.start(stable, at(899)), warm);
}

TEST(LambdaPoolTest, NeverReusesAnEnvironmentThatIsTooOld) {  // X3
  TestFunction function({.max_lifetime = 1h});
  for (int minute = 10; minute < 70; ++minute) function.serve(stable, Instant{minute * 1min});
  EXPECT_EQ(function.pool().counts(stable).cold, 1u);
  EXPECT_EQ(function.start(stable, Instant{70min}), cold);
}

TEST(LambdaPoolTest, LetsAnInvocationFinishInAnEnvironmentThatGetsTooOld) {  // X3
  TestFunction function({.max_lifetime = 1min});
  const auto long_one = function.begin(stable, at(0));
  function.pool().release(long_one.environment, at(120), false);
  EXPECT_EQ(function.pool().busy(), 0u);
  EXPECT_EQ(function.start(stable, at(120)), cold);
}

TEST(LambdaPoolTest, DrawsHowLongAnEnvironmentStaysIdle) {  // X3
  TestFunction function({.idle_reclaim = Exponential{100}});
  const auto serve = [&](double now, double u) {
    const auto bits = static_cast<std::uint64_t>(u * 0x1p64);
    const auto admission = function.pool().admit(stable, at(now), 0, bits);
    function.pool().release(admission.environment, at(now), false);
    return admission.start;
  };
  serve(0, 0.5);  // 69.3 s from now
  EXPECT_EQ(serve(69.2, 0.5), warm) << "and a life of 69.3 s again";
  EXPECT_EQ(serve(69.2 + 69.2, 0.1), warm) << "which is drawn anew: 10.5 s";
  EXPECT_EQ(serve(69.2 + 69.2 + 10.6, 0.5), cold);
}

TEST(LambdaPoolTest, ReusesTheMostRecentSoThatTheOthersAgeUnused) {
  TestFunction function({});
  function.serve(stable, at(0), 2);
  for (int i = 1; i <= 3; ++i) function.serve(stable, at(250 * i));
  function.serve(stable, at(1000), 2);
  EXPECT_EQ(function.pool().counts(stable), (Counts{.cold = 3, .warm = 4}));
}

TEST(LambdaPoolTest, ReusesTheLeastRecentSoThatAllStay) {
  TestFunction function({.reuse = Reuse::least_recent});
  function.serve(stable, at(0), 2);
  for (int i = 1; i <= 3; ++i) function.serve(stable, at(250 * i));
  function.serve(stable, at(1000), 2);
  EXPECT_EQ(function.pool().counts(stable), (Counts{.cold = 2, .warm = 5}));
}

TEST(LambdaPoolTest, LosesTheEnvironmentOfAnInvocationThatTimedOut) {  // X9
  TestFunction function({});
  const auto lost = function.begin(stable, at(0));
  function.pool().release(lost.environment, at(3), true);
  EXPECT_EQ(function.pool().busy(), 0u);
  EXPECT_EQ(function.start(stable, at(3)), cold);
}

TEST(LambdaPoolTest, RefusesWhatIsAboveTheConcurrencyOfTheAccount) {  // X4
  TestFunction function({}, {.concurrency = 2});
  function.serve(stable, at(0), 2);
  EXPECT_EQ(function.start(stable, at(1)), warm);
  const auto second = function.begin(canary, at(1));
  EXPECT_EQ(function.start(stable, at(1)), refused) << "though an environment is idle";
  function.pool().release(second.environment, at(2), false);
  EXPECT_EQ(function.start(stable, at(2)), warm);
  EXPECT_EQ(function.pool().counts(stable), (Counts{.cold = 2, .warm = 2, .refused = 1}));
}

TEST(LambdaPoolTest, SharesTheConcurrencyOfTheAccountWithOtherFunctions) {  // X4
  const Account limits{.concurrency = 3};
  LambdaAccount account(limits, /*reserved=*/0);
  TestFunction hot({}, limits, account);
  TestFunction cold_one({}, limits, account);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(hot.start(stable, at(0)), cold);
  EXPECT_EQ(cold_one.start(stable, at(0)), refused) << "a neighbour's storm";
}

TEST(LambdaPoolTest, GuaranteesAndCapsReservedConcurrency) {  // X4
  const Account limits{.concurrency = 3};
  LambdaAccount account(limits, /*reserved=*/1);
  TestFunction reserved({.reserved = 1}, limits, account);
  TestFunction other({}, limits, account);
  EXPECT_EQ(other.start(stable, at(0)), cold);
  const auto first = reserved.begin(stable, at(0));
  EXPECT_EQ(first.start, cold) << "guaranteed";
  EXPECT_EQ(reserved.start(canary, at(0)), refused) << "a cap, and of both versions";
  EXPECT_EQ(other.start(stable, at(0)), cold) << "it takes nothing from the others";
  EXPECT_EQ(other.start(stable, at(0)), refused) << "nor they from it";
  reserved.pool().release(first.environment, at(1), false);
  EXPECT_EQ(other.start(stable, at(1)), refused) << "what is given back is not theirs either";
  EXPECT_EQ(reserved.start(canary, at(1)), cold);
}

TEST(LambdaPoolTest, RunsNothingOfAFunctionThatReservesNothing) {  // X4
  TestFunction function({.reserved = 0});
  EXPECT_EQ(function.start(stable, at(0)), refused);
}

TEST(LambdaPoolTest, RefusesMoreThanTenRequestsASecondForEachConcurrency) {  // X4
  TestFunction function({}, {.concurrency = 2});
  function.serve(stable, at(0), 2);
  for (int i = 0; i < 18; ++i) function.serve(stable, at(0));
  EXPECT_EQ(function.start(stable, at(0)), refused);
  EXPECT_EQ(function.start(stable, Instant{50ms}), warm) << "one comes back in 1 / 20 s";
  EXPECT_EQ(function.start(stable, Instant{50ms}), refused);
}

TEST(LambdaPoolTest, DoesNotCountWhatIsRefusedAsARequest) {  // X4
  TestFunction function({}, {.concurrency = 1, .requests_per_concurrency = 2});
  const auto first = function.begin(stable, at(0));
  for (int i = 0; i < 9; ++i) EXPECT_EQ(function.start(stable, at(0)), refused);
  function.pool().release(first.environment, at(0), false);
  EXPECT_EQ(function.start(stable, at(0)), warm);
}

TEST(LambdaPoolTest, AllowsARateBelowOneASecond) {  // X4
  TestFunction function({}, {.concurrency = 1, .requests_per_concurrency = 0.5});
  function.serve(stable, at(0));
  EXPECT_EQ(function.start(stable, Instant{2s - 1ns}), refused);
  EXPECT_EQ(function.start(stable, Instant{2s}), warm);
}

TEST(LambdaPoolTest, AddsEnvironmentsOnlyAsFastAsTheFunctionMayScale) {  // X5
  TestFunction function({}, {.scale_up = 2, .scale_up_every = 10s});
  EXPECT_EQ(function.start(stable, at(0)), cold);
  EXPECT_EQ(function.start(canary, at(0)), cold);
  EXPECT_EQ(function.start(stable, at(0)), refused) << "one limit for both versions";
  EXPECT_EQ(function.start(stable, at(5)), cold);
  EXPECT_EQ(function.start(stable, at(5)), refused);
  EXPECT_EQ(function.pool().busy(), 3u);
  EXPECT_EQ(function.pool().counts(stable), (Counts{.cold = 2, .refused = 2}));
}

TEST(LambdaPoolTest, ReusesWhatThereIsWhileItMayNotScale) {  // X5
  TestFunction function({}, {.scale_up = 1, .scale_up_every = 10s});
  function.serve(stable, at(0));
  EXPECT_EQ(function.start(stable, at(1)), warm);
}

TEST(LambdaPoolTest, LeavesTheScaleOfOtherFunctionsAlone) {  // X5
  const Account limits{.scale_up = 1};
  LambdaAccount account(limits, 0);
  TestFunction one({}, limits, account);
  TestFunction other({}, limits, account);
  EXPECT_EQ(one.start(stable, at(0)), cold);
  EXPECT_EQ(other.start(stable, at(0)), cold);
}

TEST(LambdaPoolTest, StartsWarmInProvisionedEnvironmentsAndSpillsOverBeyond) {  // X6
  TestFunction function({.provisioned = {2, 0}});
  const auto first = function.begin(stable, at(0));
  EXPECT_EQ(first.start, warm);
  EXPECT_EQ(function.start(stable, at(0)), warm);
  EXPECT_EQ(function.start(stable, at(0)), cold);
  EXPECT_EQ(function.start(canary, at(0)), cold) << "it has none";
  EXPECT_EQ(function.pool().counts(stable), (Counts{.cold = 1, .warm = 2, .spilled = 1}));
  EXPECT_EQ(function.pool().counts(canary), (Counts{.cold = 1}));
  function.pool().release(first.environment, at(1), false);
  EXPECT_EQ(function.start(stable, at(1)), warm);
  EXPECT_EQ(function.pool().counts(stable).spilled, 1u);
}

TEST(LambdaPoolTest, NeverReclaimsProvisionedEnvironments) {  // X6
  TestFunction function({.max_lifetime = 1h, .provisioned = {0, 1}});
  function.serve(canary, at(0));
  EXPECT_EQ(function.start(canary, Instant{48h}), warm);
}

TEST(LambdaPoolTest, KeepsProvisionedEnvironmentsThroughTimeouts) {  // X6, X9
  TestFunction function({.provisioned = {1, 0}});
  const auto lost = function.begin(stable, at(0));
  function.pool().release(lost.environment, at(3), true);
  EXPECT_EQ(function.start(stable, at(3)), warm);
}

TEST(LambdaPoolTest, CountsTheBusyProvisionedEnvironmentsAsConcurrency) {  // X4
  TestFunction function({.provisioned = {2, 0}}, {.concurrency = 1});
  EXPECT_EQ(function.start(stable, at(0)), warm);
  EXPECT_EQ(function.start(stable, at(0)), refused);
}

// Two environments on the alias, which take two minutes to prepare.
LambdaHost on_alias() { return {.provisioned = {2, 2}, .provisioned_on_alias = true}; }

TEST(LambdaPoolTest, HasNoProvisionedEnvironmentsOnAnAliasWithWeights) {  // X7
  TestFunction function(on_alias());
  EXPECT_EQ(function.start(stable, at(0)), warm);
  function.pool().set_alias(true, stable, at(60));
  EXPECT_EQ(function.start(stable, at(60)), cold);
  EXPECT_EQ(function.start(canary, at(60)), cold);
  EXPECT_EQ(function.pool().counts(stable).spilled, 0u) << "there is nothing to spill over from";
}

TEST(LambdaPoolTest, PreparesThemForTheVersionThatTheAliasNamesInTheEnd) {  // X7
  TestFunction function(on_alias());
  function.pool().set_alias(true, stable, at(60));
  function.pool().set_alias(false, canary, at(600));
  EXPECT_EQ(function.start(canary, Instant{720s - 1ns}), cold);
  EXPECT_EQ(function.start(canary, at(720)), warm);
  EXPECT_EQ(function.start(stable, at(720)), cold);
}

TEST(LambdaPoolTest, PreparesThemAnewAfterARollback) {  // X7
  TestFunction function(on_alias());
  function.pool().set_alias(true, stable, at(60));
  function.pool().set_alias(false, stable, at(90));
  EXPECT_EQ(function.start(stable, at(209)), cold);
  EXPECT_EQ(function.start(stable, at(210)), warm);
}

TEST(LambdaPoolTest, PreparesThemAnewWhereTheAliasMovesAtOnce) {  // X7
  TestFunction function(on_alias());
  function.pool().set_alias(false, canary, at(60));
  EXPECT_EQ(function.start(canary, at(179)), cold);
  EXPECT_EQ(function.start(stable, at(179)), cold);
  EXPECT_EQ(function.start(canary, at(180)), warm);
}

TEST(LambdaPoolTest, KeepsThemWhereTheAliasStaysAsItIs) {  // X7
  TestFunction function(on_alias());
  function.pool().set_alias(false, stable, at(60));
  EXPECT_EQ(function.start(stable, at(60)), warm);
}

TEST(LambdaPoolTest, KeepsThoseOfAVersionWhateverItsAliasDoes) {  // X6
  TestFunction function({.provisioned = {0, 1}});
  function.pool().set_alias(true, stable, at(60));
  EXPECT_EQ(function.start(canary, at(60)), warm);
}

TEST(LambdaPoolTest, IsAsNewAfterClear) {
  LambdaHost host = on_alias();
  host.provisioned = {1, 0};
  const Account limits{.concurrency = 2, .scale_up = 1, .requests_per_concurrency = 1};
  LambdaAccount account(limits, 0);
  TestFunction function(host, limits, account);
  function.serve(stable, at(1), 2);
  function.start(stable, at(2));
  function.pool().set_alias(false, canary, at(2));
  function.pool().set_alias(true, canary, at(3));
  function.pool().clear();
  account.clear();
  EXPECT_EQ(function.pool().busy(), 0u);
  EXPECT_EQ(function.pool().counts(stable), Counts{});
  EXPECT_EQ(function.start(stable, at(0)), warm);
  EXPECT_EQ(function.start(stable, at(0)), cold);
}

// 100 requests a second that take 1 s each: a version that gets all of them at once needs 100
// environments, and from then on none.
TEST(LambdaPoolTest, OfAVersionThatTakesOverStartsColdOnceForEachConcurrentInvocation) {  // X8
  TestFunction function({});
  Ends ends;
  for (int i = 0; i < 1'000; ++i) {
    const Instant now{i * 10ms};
    ends.run_until(now, [&](std::uint32_t environment, Instant end) {
      function.pool().release(environment, end, false);
    });
    ends.add(now + 1s, function.begin(canary, now).environment);
  }
  EXPECT_EQ(function.pool().counts(canary), (Counts{.cold = 100, .warm = 900}));
}

// The share of cold starts of Poisson arrivals, with no time to start.
Estimate cold_share(double arrival_rate, Duration idle, Reuse reuse, double service_mean,
                    bool exponential = true) {
  constexpr int arrivals = 400'000;
  const Account limits{.concurrency = 1'000'000, .scale_up = 1'000'000};
  const LambdaHost host{
      .idle_reclaim = Constant{in_seconds(idle)}, .max_lifetime = 100'000h, .reuse = reuse};
  LambdaAccount account(limits, 0);
  LambdaPool pool(host, limits, account);
  Bits gaps(Purpose::arrival_gap);
  Bits services(Purpose::invocation);
  Ends ends;
  Estimate share(arrivals / 40);
  Instant now{};
  for (int i = 0; i < arrivals; ++i) {
    now += gaps.exponential(1 / arrival_rate);
    ends.run_until(now, [&](std::uint32_t environment, Instant end) {
      pool.release(environment, end, false);
    });
    const auto admission = pool.admit(stable, now, 0, 0);
    EXPECT_NE(admission.start, refused);
    share.add(admission.start == cold ? 1 : 0);
    const Duration service =
        exponential ? services.exponential(service_mean) : seconds(service_mean);
    ends.add(now + service, admission.environment);
  }
  return share;
}

// Of requests that take no time one is cold if the gap before it was longer than the time-out.
TEST(ColdShareTest, OfInstantRequestsIsThatOfLongGaps) {
  cold_share(0.2, 10s, Reuse::most_recent, 1e-6, false).expect(std::exp(-2));
}

// The exact value follows from the ladder of a queue without limit, in which the environments are
// the steps; it was calculated elsewhere.
TEST(ColdShareTest, OfTheMostRecentAgreesWithTheExactValue) {
  cold_share(2, 3s, Reuse::most_recent, 1).expect(0.15770472228955404);
  cold_share(1.8, 3s, Reuse::most_recent, 1).expect(0.16762675308114186);
}

// No formula; 0.072 is another simulation's, to three places.
TEST(ColdShareTest, OfTheLeastRecentIsLessThanHalfOfThat) {
  const Estimate share = cold_share(2, 3s, Reuse::least_recent, 1);
  EXPECT_NEAR(share.mean(), 0.072, 4.5 * share.standard_error() + 0.0005);
}

// Requests that take no time, one a second, and a life of 3 s on average, both exponential: the
// life is the shorter one with probability (1 / 3) / (1 / 3 + 1).
TEST(ColdShareTest, WithExponentialLivesIsTheRaceOfArrivalAgainstReclaim) {
  constexpr int arrivals = 200'000;
  const LambdaHost host{.idle_reclaim = Exponential{3}, .max_lifetime = 100'000h};
  const Account limits{};
  LambdaAccount account(limits, 0);
  LambdaPool pool(host, limits, account);
  Bits gaps(Purpose::arrival_gap);
  Bits lives(Purpose::holder);
  Estimate share(arrivals / 40);
  Instant now{};
  for (int i = 0; i < arrivals; ++i) {
    now += gaps.exponential(1);
    const auto admission = pool.admit(stable, now, 0, lives.next());
    share.add(admission.start == cold ? 1 : 0);
    pool.release(admission.environment, now, false);
  }
  share.expect(1.0 / (1 + 3));
}

}  // namespace
}  // namespace coalmine::models
