#include "routing/judge/codedeploy/deployment.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace coalmine::routing::codedeploy {
namespace {

using namespace std::chrono_literals;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

constexpr RollbackOn nothing{.failure = false, .alarm = false, .stop = false};

Spec with_hooks() {
  Spec spec;
  spec.before_hook = Hook{30s};
  spec.after_hook = Hook{30s};
  return spec;
}

// A deployment that begins at minute 1.
class DeploymentTest : public testing::Test {
 protected:
  void configure(const Spec& spec) { deployment_ = Deployment(spec, at(1min)); }
  void start() { deployment_.handle_deadline(at(1min)); }
  void hook(bool succeeded, Duration when) { deployment_.handle_hook(succeeded, at(when)); }
  void shifted(Duration when) { deployment_.handle_traffic_shifted(at(when)); }
  void poll(Poll what, Duration when) { deployment_.handle_poll(what, at(when)); }
  void expect(State state) const { EXPECT_EQ(name_of(deployment_.state()), name_of(state)); }

  Deployment deployment_{Spec{}, at(1min)};
};

TEST_F(DeploymentTest, WaitsForItsStart) {
  EXPECT_EQ(deployment_.next_deadline(), at(1min));
  EXPECT_EQ(deployment_.next_poll(), std::nullopt);
  deployment_.handle_deadline(at(1min - 1ns));
  expect(State::created);
}

TEST_F(DeploymentTest, ShiftsTrafficAtOnceWithoutAHook) {
  start();
  expect(State::allow_traffic);
  EXPECT_EQ(deployment_.next_deadline(), std::nullopt);
}

TEST_F(DeploymentTest, SucceedsWithTheLastShiftWithoutAHook) {
  start();
  shifted(11min);
  expect(State::succeeded);
  EXPECT_TRUE(deployment_.ended());
}

TEST_F(DeploymentTest, WaitsForBothHooks) {
  configure(with_hooks());
  start();
  expect(State::before_allow_traffic);
  EXPECT_EQ(deployment_.hook_began(), at(1min));
  hook(true, 2min);
  expect(State::allow_traffic);
  EXPECT_EQ(deployment_.hook_began(), std::nullopt);
  shifted(12min);
  expect(State::after_allow_traffic);
  EXPECT_EQ(deployment_.hook_began(), at(12min));
  hook(true, 13min);
  expect(State::succeeded);
}

TEST_F(DeploymentTest, RollsBackWhenAHookFails) {  // C11, C16
  configure(with_hooks());
  start();
  hook(false, 2min);
  expect(State::rolled_back);

  configure(with_hooks());
  start();
  hook(true, 2min);
  shifted(12min);
  hook(false, 13min);
  expect(State::rolled_back);
}

TEST_F(DeploymentTest, TakesAHookThatIsSilentForAnHourForAFailure) {  // C10
  Spec spec = with_hooks();
  spec.rollback_on = nothing;
  configure(spec);
  start();
  EXPECT_EQ(deployment_.next_deadline(), at(1h + 1min));
  deployment_.handle_deadline(at(1h + 1min - 1ns));
  expect(State::before_allow_traffic);
  deployment_.handle_deadline(at(1h + 1min));
  expect(State::failed);
}

TEST_F(DeploymentTest, ReadsAlarmsEveryTenSecondsFromItsStart) {  // C15
  start();
  EXPECT_EQ(deployment_.next_poll(), at(1min));
  poll(Poll::none_in_alarm, 1min);
  EXPECT_EQ(deployment_.next_poll(), at(1min + 10s));
}

TEST_F(DeploymentTest, IsStoppedByAnAlarmThatIsRedBeforeItStarts) {  // C15
  configure(with_hooks());
  start();
  poll(Poll::in_alarm, 1min);
  expect(State::rolled_back);
}

TEST_F(DeploymentTest, IsStoppedByAnAlarmInEachOfItsEvents) {
  Spec spec = with_hooks();
  spec.rollback_on = nothing;
  const auto stopped_at = [&](Duration when) {
    configure(spec);
    start();
    for (Duration now = 1min; now <= when; now += 10s) {
      if (now == 2min) hook(true, now);
      if (now == 3min) shifted(now);
      poll(now == when ? Poll::in_alarm : Poll::none_in_alarm, now);
    }
    return deployment_.state();
  };
  EXPECT_EQ(stopped_at(1min + 50s), State::stopped);
  EXPECT_EQ(stopped_at(2min + 30s), State::stopped);
  EXPECT_EQ(stopped_at(3min + 30s), State::stopped);
}

TEST_F(DeploymentTest, IsNotStoppedBetweenTwoPolls) {
  start();
  poll(Poll::none_in_alarm, 1min);
  poll(Poll::in_alarm, 1min + 10s - 1ns);
  expect(State::allow_traffic);
}

TEST_F(DeploymentTest, IsWatchedByNobodyOnceAllTrafficHasShifted) {  // C7
  start();
  shifted(11min);
  EXPECT_EQ(deployment_.next_poll(), std::nullopt);
  poll(Poll::in_alarm, 11min);
  expect(State::succeeded);
}

TEST_F(DeploymentTest, CanLeaveHooksUnwatched) {
  Spec spec = with_hooks();
  spec.watches_in_hooks = false;
  configure(spec);
  start();
  EXPECT_EQ(deployment_.next_poll(), std::nullopt);
  hook(true, 1min + 25s);
  EXPECT_EQ(deployment_.next_poll(), at(1min + 25s));  // before anything shifts
  shifted(11min);
  EXPECT_EQ(deployment_.next_poll(), std::nullopt);
}

TEST_F(DeploymentTest, GoesOnPollingAtItsPaceFromHookToTraffic) {
  configure(with_hooks());
  start();
  for (Duration now = 1min; now <= 1min + 20s; now += 10s) poll(Poll::none_in_alarm, now);
  hook(true, 1min + 25s);
  EXPECT_EQ(deployment_.next_poll(), at(1min + 30s));
}

TEST_F(DeploymentTest, IsStoppedByAlarmsThatCannotBeReadUnlessToldOtherwise) {  // C14
  start();
  poll(Poll::unreadable, 1min);
  expect(State::rolled_back);

  Spec spec;
  spec.ignore_poll_failure = true;
  configure(spec);
  start();
  poll(Poll::unreadable, 1min);
  expect(State::allow_traffic);
}

TEST_F(DeploymentTest, RollsBackOnlyWhatTheGroupChose) {  // C16
  const auto ends = [&](RollbackOn on) {
    std::vector<State> states;
    Spec spec = with_hooks();
    spec.rollback_on = on;
    configure(spec);
    start();
    hook(false, 2min);
    states.push_back(deployment_.state());
    configure(spec);
    start();
    poll(Poll::in_alarm, 1min);
    states.push_back(deployment_.state());
    configure(spec);
    start();
    deployment_.handle_stop(at(2min));
    states.push_back(deployment_.state());
    return states;
  };
  using testing::ElementsAre;
  const State failed = State::failed, stopped = State::stopped, back = State::rolled_back;
  EXPECT_THAT(ends(nothing), ElementsAre(failed, stopped, stopped));
  EXPECT_THAT(ends({true, false, false}), ElementsAre(back, stopped, stopped));
  EXPECT_THAT(ends({false, true, false}), ElementsAre(failed, back, stopped));
  EXPECT_THAT(ends({false, false, true}), ElementsAre(failed, stopped, back));
}

TEST_F(DeploymentTest, TakesItsTimeToRollBack) {  // C17
  Spec spec;
  spec.rollback_delay = 20s;
  configure(spec);
  start();
  poll(Poll::in_alarm, 1min);
  expect(State::rolling_back);
  EXPECT_FALSE(deployment_.ended());
  EXPECT_EQ(deployment_.next_poll(), std::nullopt);
  EXPECT_EQ(deployment_.next_deadline(), at(1min + 20s));
  deployment_.handle_deadline(at(1min + 20s));
  expect(State::rolled_back);
  EXPECT_TRUE(deployment_.ended());
}

// A deployment in `state`, which rolls nothing back by itself unless it has to get there.
Deployment deployment_in(State state) {
  Spec spec = with_hooks();
  const bool rolls_back = state == State::rolling_back || state == State::rolled_back;
  if (!rolls_back) spec.rollback_on = nothing;
  spec.rollback_delay = 1h;
  Deployment deployment(spec, at(1min));
  if (state == State::created) return deployment;
  deployment.handle_deadline(at(1min));
  if (state == State::before_allow_traffic) return deployment;
  if (state == State::failed) {
    deployment.handle_hook(false, at(2min));
    return deployment;
  }
  if (state == State::stopped || rolls_back) {
    deployment.handle_stop(at(2min));
    if (state == State::rolled_back) deployment.handle_deadline(at(2h));
    return deployment;
  }
  deployment.handle_hook(true, at(2min));
  if (state == State::allow_traffic) return deployment;
  deployment.handle_traffic_shifted(at(3min));
  if (state == State::succeeded) deployment.handle_hook(true, at(4min));
  return deployment;
}

// Tells it the news at a time when whatever it waits for is due. `roll_back` is no news.
void tell(Deployment& deployment, Signal signal) {
  const Instant now = at(5h);
  switch (signal) {
    case Signal::start:
    case Signal::hook_timed_out:
    case Signal::traffic_back:
      return deployment.handle_deadline(now);
    case Signal::hook_succeeded:
      return deployment.handle_hook(true, now);
    case Signal::hook_failed:
      return deployment.handle_hook(false, now);
    case Signal::traffic_shifted:
      return deployment.handle_traffic_shifted(now);
    case Signal::alarm:
      return deployment.handle_poll(Poll::in_alarm, now);
    case Signal::poll_failed:
      return deployment.handle_poll(Poll::unreadable, now);
    case Signal::stop:
      return deployment.handle_stop(now);
    case Signal::roll_back:
      return;
  }
}

TEST(Transitions, AreWhatEveryStateMakesOfEveryNews) {
  const std::set<Signal> of_time{Signal::start, Signal::hook_timed_out, Signal::traffic_back};
  for (const State state : states) {
    for (const Signal signal : signals) {
      Deployment deployment = deployment_in(state);
      ASSERT_EQ(name_of(deployment.state()), name_of(state));
      const auto next = next_state(transitions, state, signal);
      if (signal == Signal::roll_back) continue;        // follows by itself: see RollsBackOnly...
      if (!next && of_time.contains(signal)) continue;  // what is due is the state's to say
      tell(deployment, signal);
      EXPECT_EQ(name_of(deployment.state()), name_of(next.value_or(state)))
          << name_of(state) << " " << name_of(signal);
    }
  }
}

TEST(Transitions, LeadToEveryStateAndOutOfEveryStateThatIsNotAnEnd) {
  for (const State state : states) {
    const auto from = [&](const auto& row) { return row.from == state; };
    const auto to = [&](const auto& row) { return row.to == state; };
    EXPECT_NE(std::ranges::any_of(transitions, to), state == State::created) << name_of(state);
    const bool end = state == State::succeeded || state == State::rolled_back;
    EXPECT_NE(std::ranges::any_of(transitions, from), end) << name_of(state);
  }
}

TEST(Transitions, HaveOneRowForAPairAndANameForAll) {
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (const NamedRow& row : transitions_by_name()) {
    EXPECT_TRUE(pairs.emplace(row.from, row.signal).second) << row.from << " " << row.signal;
    EXPECT_NE(row.from, "");
    EXPECT_NE(row.signal, "");
    EXPECT_NE(row.to, "");
  }
  EXPECT_EQ(pairs.size(), transitions.size());
}

// A deployment goes forward only: whatever happens, no state is entered twice.
TEST(Transitions, MakeNoCircle) {
  for (const auto& row : transitions) {
    EXPECT_LT(static_cast<int>(row.from), static_cast<int>(row.to));
  }
}

}  // namespace
}  // namespace coalmine::routing::codedeploy
