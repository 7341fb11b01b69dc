#include "routing/memory.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "base/random.hpp"

namespace coalmine::routing {
namespace {

using std::chrono::seconds;

constexpr Ticket low{0};
constexpr Ticket high{whole - 1};
constexpr Instant noon{seconds{1000}};

Weight share(double value) { return Weight::make(value).value(); }

Held canary_until(Instant until, double weight = 0.1, std::uint32_t step = 1) {
  return {Version::canary, until, share(weight), step};
}
Held stable_until(Instant until, double weight = 0.1, std::uint32_t step = 1) {
  return {Version::stable, until, share(weight), step};
}

// What came of a request, with what is kept.
struct Outcome : Recalled {
  std::optional<Held> held;
};
Outcome after(const Memory& memory, std::optional<Held> held, Weight weight, std::uint32_t step,
              Ticket ticket, Instant now) {
  const Recalled recalled = recall(memory, held, weight, step, ticket, now);
  return {recalled, held};
}

TEST(Memory, FirstRequestDrawsAndIsRemembered) {
  const Memory memory{.time_to_live = {seconds{60}, seconds{3600}}};
  const Outcome canary = after(memory, std::nullopt, share(0.1), 1, low, noon);
  EXPECT_EQ(canary.version, Version::canary);
  EXPECT_TRUE(canary.drew);
  EXPECT_EQ(canary.held, canary_until(noon + seconds{3600}));
  const Outcome stable = after(memory, std::nullopt, share(0.1), 1, high, noon);
  EXPECT_EQ(stable.held, stable_until(noon + seconds{60}));
}

TEST(Memory, WhatIsHeldWinsOverTheTicketUntilItExpires) {
  const Memory memory{.time_to_live = {seconds{60}, seconds{60}}};
  const Held held = stable_until(noon + seconds{60});
  const Outcome before = after(memory, held, share(0.1), 1, low, noon + seconds{60} - Duration{1});
  EXPECT_EQ(before.version, Version::stable);
  EXPECT_FALSE(before.drew);
  EXPECT_FALSE(before.changed);
  const Outcome later = after(memory, held, share(0.1), 1, low, noon + seconds{60});
  EXPECT_EQ(later.version, Version::canary);
  EXPECT_TRUE(later.drew);
}

TEST(Memory, FixedTimeCountsFromTheDecisionAndSlidingTimeFromTheLastRequest) {
  Memory memory{.time_to_live = {seconds{60}, seconds{60}}};
  const Held held = canary_until(noon + seconds{60});
  const Instant later = noon + seconds{40};
  EXPECT_EQ(after(memory, held, share(0.1), 1, high, later).held->until, noon + seconds{60});
  memory.renewal = Renewal::sliding;
  EXPECT_EQ(after(memory, held, share(0.1), 1, high, later).held->until, noon + seconds{100});
}

TEST(Memory, OfTheCanaryAloneDrawsAgainOnStable) {
  const Memory memory{.remembers = {false, true}};
  const Outcome stable = after(memory, std::nullopt, share(0.1), 1, high, noon);
  EXPECT_EQ(stable.version, Version::stable);
  EXPECT_EQ(stable.held, std::nullopt);
  EXPECT_FALSE(stable.changed);
  EXPECT_EQ(after(memory, std::nullopt, share(0.1), 1, low, noon).held->version, Version::canary);
}

TEST(Memory, AtWeightZeroIsKeptOrEvictedAsTheProductDoes) {
  const Held held = canary_until(never);
  const Outcome kept = after({.at_zero = AtZero::kept}, held, Weight{}, 0, low, noon);
  EXPECT_EQ(kept.version, Version::canary);
  EXPECT_FALSE(kept.changed);
  const Outcome evicted = after({.at_zero = AtZero::evicted}, held, Weight{}, 0, low, noon);
  EXPECT_EQ(evicted.version, Version::stable);
  EXPECT_TRUE(evicted.changed);
  EXPECT_EQ(evicted.held, std::nullopt);
}

TEST(Memory, AtRestPinsThoseToStableWhoCameBeforeTheRelease) {
  const Memory pins{.at_rest = true};
  const Outcome before = after(pins, std::nullopt, Weight{}, 0, low, noon);
  ASSERT_EQ(before.held, stable_until(never, 0, 0));
  EXPECT_EQ(after(pins, before.held, share(0.5), 1, low, noon).version, Version::stable);
  EXPECT_EQ(after({}, std::nullopt, Weight{}, 0, low, noon).held, std::nullopt);
}

TEST(Memory, BoundToAStepIsForgottenWithIt) {
  const Memory memory{.step_bound = true};
  const Held held = stable_until(never, 0.1, 1);
  EXPECT_EQ(after(memory, held, share(0.2), 1, low, noon).version, Version::stable);
  EXPECT_EQ(after(memory, held, share(0.2), 2, low, noon).version, Version::canary);
}

// A ramp with draws of their own at each step: users must be spread as if each had one bucket.
struct Walk {
  double share = 0;
  std::uint64_t thrown_back = 0;  // from canary to stable
};

Walk walk(std::initializer_list<double> weights) {
  constexpr std::uint64_t users = 20'000;
  const RandomStream draws(7, 0, Purpose::invocation);
  const Memory redraws{.redraws = true};
  Walk walk;
  for (std::uint64_t user = 0; user < users; ++user) {
    std::optional<Held> held;
    std::uint32_t step = 0;
    for (const double weight : weights) {
      ++step;
      const auto before = held ? held->version : Version::stable;
      const Ticket ticket = Ticket::from_bits(draws.at(user, step).first);
      const Outcome now = after(redraws, held, share(weight), step, ticket, noon);
      held = now.held;
      walk.thrown_back += before == Version::canary && now.version == Version::stable;
    }
    walk.share += held && held->version == Version::canary;
  }
  walk.share /= users;
  return walk;
}

// 4.5 standard deviations of a share of 20,000 users.
constexpr double tolerance = 4.5 * 0.0036;

TEST(ConditionalRedraw, KeepsTheShareAndThrowsNobodyBackWhileTheWeightGrows) {
  const Walk up = walk({0.1, 0.2, 0.5, 0.5, 0.9});
  EXPECT_NEAR(up.share, 0.9, tolerance);
  EXPECT_EQ(up.thrown_back, 0U);
}

TEST(ConditionalRedraw, TakesBackAsManyAsItMustWhenTheWeightFalls) {
  const Walk down = walk({0.8, 0.2});
  EXPECT_NEAR(down.share, 0.2, tolerance);
  EXPECT_NEAR(static_cast<double>(down.thrown_back) / 20'000, 0.6, tolerance);
}

TEST(ConditionalRedraw, LeavesNobodyAtWeightZero) {
  const Walk rolled_back = walk({0.5, 0});
  EXPECT_EQ(rolled_back.share, 0);
}

TEST(ConditionalRedraw, ReachesEverybodyAtWeightOne) { EXPECT_EQ(walk({0.1, 1}).share, 1); }

}  // namespace
}  // namespace coalmine::routing
