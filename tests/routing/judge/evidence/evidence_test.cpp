#include "routing/judge/evidence/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace coalmine::routing::evidence {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant began{10min};
const Seen stable{.counts = {900, 9}};   // 1 %
const Seen healthy{.counts = {100, 1}};  // 1 %
const Seen broken{.counts = {100, 40}};  // 40 %
const Seen thin{.counts = {99, 50}};     // one request short of the minimum

Spec looking_every_minute_for(std::optional<Duration> time) {
  return {.every = 1min, .until = time};
}

// The states after one look each.
std::vector<State> states(const Spec& spec, const std::vector<Seen>& canaries) {
  Evidence test(spec, began, 0);
  std::vector<State> states;
  for (const Seen& canary : canaries) {
    test.handle_look(stable, canary, *test.next_look());
    states.push_back(test.state());
  }
  return states;
}

TEST(EvidenceTest, GathersUntilBothVersionsHaveEnough) {
  EXPECT_THAT(states({}, {thin, healthy}), ElementsAre(State::gathering, State::watching));
  Evidence test({}, began, 0);
  test.handle_look(thin, broken, began + 1min);
  EXPECT_EQ(test.state(), State::gathering);
}

TEST(EvidenceTest, HasEnoughWithTheLeastNumberOfRequests) {
  Evidence test({.min_requests = 100}, began, 0);
  test.handle_look({.counts = {100, 1}}, {.counts = {100, 1}}, began + 1min);
  EXPECT_EQ(test.state(), State::watching);
}

TEST(EvidenceTest, SaysThatTheCanaryIsWorseAtOnceOrLater) {
  EXPECT_THAT(states({}, {broken}), ElementsAre(State::worse));
  EXPECT_THAT(states({}, {thin, healthy, broken}),
              ElementsAre(State::gathering, State::watching, State::worse));
}

TEST(EvidenceTest, LooksNoMoreOnceTheCanaryIsWorse) {
  Evidence test({}, began, 0);
  test.handle_look(stable, broken, began + 1min);
  EXPECT_FALSE(test.next_look());
}

TEST(EvidenceTest, LooksForAsLongAsItIsToldTo) {
  Evidence test(looking_every_minute_for(2min), began, 0);
  EXPECT_EQ(test.next_look(), began + 1min);
  test.handle_look(stable, healthy, began + 1min);
  EXPECT_EQ(test.next_look(), began + 2min);
  test.handle_look(stable, healthy, began + 2min);
  EXPECT_FALSE(test.next_look());
  EXPECT_EQ(test.state(), State::not_shown_worse);
}

TEST(EvidenceTest, JudgesAtItsLastLookBeforeItEnds) {
  EXPECT_THAT(states(looking_every_minute_for(1min), {broken}), ElementsAre(State::worse));
}

TEST(EvidenceTest, IsUndecidedWhereThereWasNeverEnough) {
  EXPECT_THAT(states(looking_every_minute_for(2min), {thin, thin}),
              ElementsAre(State::gathering, State::undecided));
}

TEST(EvidenceTest, LooksOnceWhereToldSo) {
  const Spec once{.method = Method::two_proportion, .every = 0s, .until = 30min};
  Evidence test(once, began, 0);
  EXPECT_EQ(test.next_look(), began + 30min);
  EXPECT_THAT(states(once, {healthy}), ElementsAre(State::not_shown_worse));
  EXPECT_THAT(states(once, {broken}), ElementsAre(State::worse));
}

TEST(EvidenceTest, KeepsItsTimesWhenALookIsLate) {
  Evidence test({}, began, 0);
  test.handle_look(stable, healthy, began + 150s);
  EXPECT_EQ(test.next_look(), began + 180s);
}

TEST(EvidenceTest, BeginsAnewForAnotherRollout) {
  Evidence test({}, began, 0);
  test.handle_look(stable, broken, began + 1min);
  const Evidence other = test.again(began + 1h);
  EXPECT_EQ(other.state(), State::gathering);
  EXPECT_EQ(other.next_look(), began + 1h + 1min);
  EXPECT_FALSE(other.p_value());
}

TEST(EvidenceTest, RemembersTheSmallestPValue) {
  Evidence test({.level = 1e-9}, began, 0);
  const Seen worse{.counts = {100, 8}};
  test.handle_look(stable, worse, began + 1min);
  const auto smallest = test.p_value();
  EXPECT_LT(*smallest, 1);
  test.handle_look(stable, healthy, began + 2min);
  EXPECT_EQ(test.p_value(), smallest);
}

TEST(EvidenceTest, SequentialTestsDrawTheLineAtTheirLevel) {
  const Seen worse{.counts = {100, 8}};
  Evidence any({.level = 1e-9}, began, 0);
  any.handle_look(stable, worse, began + 1min);
  EXPECT_EQ(states({.level = *any.p_value() * (1 - 1e-9)}, {worse})[0], State::watching);
  EXPECT_EQ(states({.level = *any.p_value()}, {worse})[0], State::worse);
}

TEST(EvidenceTest, ClassicalTestsHaveNoPValueThatWouldBeValidWhenOneStops) {
  Evidence test({.method = Method::two_proportion}, began, 0);
  test.handle_look(stable, healthy, began + 1min);
  EXPECT_FALSE(test.p_value());
}

// One error more is evidence, and not one less: each test's line, by hand.
struct Line {
  Spec spec;
  std::uint64_t errors_max;  // of 100, beside 9 of 900, without evidence
};

TEST(EvidenceTest, DrawsTheLineWhereItsTestDoes) {
  for (const Line& line : {
           // Pooled: 3 errors z = 1.72; 2 errors z = 0.89.
           Line{{.method = Method::two_proportion}, 2},
           // From 2 % on: 8 % - 1 % - 2 % in 2.74 % is 1.82; 7 % gives 1.54.
           Line{{.method = Method::two_proportion, .margin = 0.02}, 7},
           Line{{.method = Method::two_proportion, .level = 0.01}, 3},
       }) {
    Seen canary{.counts = {100, line.errors_max}};
    EXPECT_EQ(states(line.spec, {canary})[0], State::watching);
    canary.counts.errors += 1;
    EXPECT_EQ(states(line.spec, {canary})[0], State::worse) << line.errors_max;
  }
}

TEST(EvidenceTest, MarginsMakeSequentialTestsMorePatient) {
  const Seen worse{.counts = {100, 14}};
  for (const Method method : {Method::msprt, Method::growthbook}) {
    EXPECT_EQ(states({.method = method}, {worse})[0], State::worse);
    EXPECT_EQ(states({.method = method, .margin = 0.1}, {worse})[0], State::watching);
  }
}

TEST(EvidenceTest, GrowthBookSaysNothingBesideAStableWithoutErrors) {
  const Seen never_fails{.counts = {900, 0}};
  for (const auto& [method, state] :
       {std::pair{Method::growthbook, State::watching}, std::pair{Method::msprt, State::worse}}) {
    Evidence test({.method = method}, began, 0);
    test.handle_look(never_fails, broken, began + 1min);
    EXPECT_EQ(test.state(), state);
  }
}

// Users of ten invocations each, `failing` of whom always fail.
Seen users(std::uint64_t number, std::uint64_t failing) {
  return {.clusters = {.users = number,
                       .invocations = number * 10,
                       .errors = failing * 10,
                       .square_invocations = number * 100,
                       .square_errors = failing * 100,
                       .cross = failing * 100}};
}

TEST(EvidenceTest, TakesUsersForEvidenceWhereClustered) {
  Spec spec{.method = Method::two_proportion};
  const Seen of_stable = users(400, 4);
  const Seen of_canary = users(50, 2);
  EXPECT_EQ(of_canary.clusters.counts(), (Counts{500, 20}));
  Evidence by_request(spec, began, 0);
  by_request.handle_look({.counts = of_stable.clusters.counts()},
                         {.counts = of_canary.clusters.counts()}, began + 1min);
  EXPECT_EQ(by_request.state(), State::worse);
  spec.clustered = true;
  Evidence by_user(spec, began, 0);
  by_user.handle_look(of_stable, of_canary, began + 1min);
  EXPECT_EQ(by_user.state(), State::watching);
}

TEST(EvidenceTest, NeedsEnoughUsersWhereClustered) {
  Evidence test({.clustered = true}, began, 0);
  test.handle_look(users(400, 4), users(39, 39), began + 1min);
  EXPECT_EQ(test.state(), State::gathering);
  test.handle_look(users(400, 4), users(40, 39), began + 2min);
  EXPECT_EQ(test.state(), State::worse);
}

TEST(EvidenceTest, NeedsEnoughRequestsWhereClustered) {
  for (const bool enough : {false, true}) {
    const std::uint64_t least = enough ? 400 : 401;
    Evidence test({.clustered = true, .min_requests = least}, began, 0);
    test.handle_look(users(400, 4), users(40, 1), began + 1min);
    EXPECT_EQ(test.state(), enough ? State::watching : State::gathering);
  }
}

TEST(EvidenceTest, GrowthBookByUserSaysNothingBesideAStableWithoutErrors) {
  Evidence test({.method = Method::growthbook, .clustered = true}, began, 0);
  test.handle_look(users(400, 0), users(50, 25), began + 1min);
  EXPECT_EQ(test.state(), State::watching);
  test.handle_look(users(400, 4), users(50, 25), began + 2min);
  EXPECT_EQ(test.state(), State::worse);
}

std::vector<Tied> latencies(Duration first, int n) {
  std::vector<Tied> each;
  for (int i = 0; i < n; ++i) each.push_back({first + i * 1ms, 1});
  return each;
}

TEST(EvidenceTest, ComparesQuantilesOnceTheyAreBounded) {
  const Spec spec{.measure = Measure::quantile,
                  .quantile = 0.95,
                  .min_requests = 10,
                  .margin = 0,
                  .mixture = 0.05};
  const auto of_stable = latencies(1ms, 1'000);
  const auto slow = latencies(901ms, 300);
  Evidence test(spec, began, 0);
  test.handle_look({.latencies = of_stable}, {.latencies = std::span(slow).first(72)},
                   began + 1min);
  EXPECT_EQ(test.state(), State::gathering);
  test.handle_look({.latencies = of_stable}, {.latencies = slow}, began + 2min);
  EXPECT_EQ(test.state(), State::worse);
}

TEST(EvidenceTest, ComparesWholeLatenciesByRanks) {
  const Spec spec{.measure = Measure::latency, .method = Method::mann_whitney};
  const auto of_stable = latencies(1ms, 300);
  const auto slower = latencies(61ms, 300);
  Evidence test(spec, began, 0);
  test.handle_look({.latencies = of_stable}, {.latencies = of_stable}, began + 1min);
  EXPECT_EQ(test.state(), State::watching);
  test.handle_look({.latencies = of_stable}, {.latencies = slower}, began + 2min);
  EXPECT_EQ(test.state(), State::worse);
  Spec patient = spec;
  patient.margin = 0.060;
  Evidence with_margin(patient, began, 0);
  with_margin.handle_look({.latencies = of_stable}, {.latencies = slower}, began + 1min);
  EXPECT_EQ(with_margin.state(), State::watching);
}

TEST(EvidenceTable, HasNoRowOutOfAnEnd) {
  for (const State end : {State::worse, State::not_shown_worse, State::undecided}) {
    for (const Signal signal : signals) EXPECT_FALSE(next_state(transitions, end, signal));
  }
}

TEST(EvidenceTable, NeverGoesBackToGathering) {
  EXPECT_FALSE(next_state(transitions, State::watching, Signal::too_little));
  for (const Signal signal : signals) {
    EXPECT_NE(next_state(transitions, State::watching, signal), State::gathering);
  }
}

TEST(EvidenceTable, IsPrintedByName) {
  EXPECT_EQ(transitions_by_name().size(), transitions.size());
  EXPECT_EQ(transitions_by_name().front(), (NamedRow{"gathering", "too_little", "gathering"}));
  EXPECT_EQ(transitions_by_name().back(), (NamedRow{"watching", "last_look", "not_shown_worse"}));
}

}  // namespace
}  // namespace coalmine::routing::evidence
