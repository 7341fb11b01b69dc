// Closed forms of policies that remember, against cases of the oracle, by their ids, and numbers
// worked out by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "parts.hpp"

namespace coalmine::harness {
namespace {

using std::exp;

constexpr auto half = "{ steps: [{ weight: 50%, for: 10m }] }";
constexpr auto linear = "{ linear: { share: 10%, interval: 1m } }";

// The canary alone is remembered ------------------------------------------------------------------

TEST(ClosedFormMemory, BugAsRareAsTheCanaryB18) {
  const Parts b18{.traffic =
                      "users: 1000, requests: { poisson: { per_user: 1/min, rates: { gamma: { "
                      "shape: 0.5 } } } }",
                  .release = "bugs: [{ in: api, fails: 10% }]",
                  .policy = "route: { cookie: canary-only }"};
  expect_exactly(b18["blast_radius.exposed"], 0.5406234365454553);
  expect_exactly(b18["blast_radius.harmed"], 0.31907183208475426);
}

// The case has the ratio of the sums. The mean of the ratio, which a figure is, is smaller by a
// part in 10'000, for a request has one fellow less than there are requests.
TEST(ClosedFormMemory, ShareOfTrafficB24) {
  const Parts b24{.traffic = "users: 500, requests: { poisson: { per_user: 1/min } }",
                  .policy = "route: { cookie: canary-only }"};
  EXPECT_NEAR(b24["canary.traffic_share"].value(), 0.43109149705429806, 1e-4);
  Parts many = b24;
  many.traffic = "users: 100000000, requests: { poisson: { per_user: 1/min } }";
  EXPECT_NEAR(many["canary.traffic_share"].value(), 0.43109149705429806, 1e-9);
}

TEST(ClosedFormMemory, LinearRampB36) {
  const Parts b36{
      .release = "bugs: [{ in: api, fails: 30% }]", .rollout = linear, .policy = "route: flagger"};
  expect_exactly(b36["blast_radius.exposed"], 0.9959584450049855);
  expect_exactly(b36["blast_radius.harmed"], 0.8767272738493067);
}

TEST(ClosedFormMemory, FirstStepOfACanaryB39) {
  const Parts b39{.traffic = "users: 1000, requests: { poisson: { per_user: 1.5/min } }",
                  .release = "bugs: [{ in: api, fails: 10% }]",
                  .policy = "route: { cookie: canary-only }"};
  expect_exactly(b39["blast_radius.exposed"], 0.7768700774979296);
  expect_exactly(b39["blast_radius.harmed"], 0.4756442691518756);
}

// Two requests of the only user: the first is drawn; the second with 1/2.
TEST(ClosedFormMemory, TwoRequestsByHand) {
  const Parts two{.traffic = "users: 1, requests: { fixed: 2 }",
                  .release = "bugs: [{ in: api, fails: 50% }]",
                  .rollout = half,
                  .policy = "route: { cookie: canary-only }"};
  expect_exactly(two["blast_radius.exposed"], 3.0 / 4);
  expect_exactly(two["blast_radius.harmed"], 1.0 / 2 * 3 / 4 + 1.0 / 4 * 1 / 2);
  expect_exactly(two["users.mixed"], 1.0 / 4);
  expect_exactly(two["users.flips"], 1.0 / 4);
  expect_exactly(two["users.flipped"], 0);
  expect_exactly(two["decisions.drawn"], 3.0 / 2);
  expect_exactly(two["canary.user_share"], 3.0 / 4);
}

// Either decision is remembered -------------------------------------------------------------------

TEST(ClosedFormMemory, FirstDecisionKeptForAMinuteB27) {
  const Parts b27{.policy = "route: { cookie: { keeps: first, ttl: 1m } }"};
  expect_exactly(b27["blast_radius.exposed"], 0.41277422653014234);
  expect_exactly(b27["decisions.drawn"], 5.125000003903622 / (1 - exp(-10)));
  expect_exactly(b27["canary.traffic_share"], 0.1);
}

TEST(ClosedFormMemory, DecisionForgottenAfterAMinuteOfSilenceB30) {
  const Parts b30{.policy = "route: { cookie: { keeps: first, ttl: 1m, renewal: sliding } }"};
  expect_exactly(b30["blast_radius.exposed"], 0.3361202512064394);
  expect_exactly(b30["decisions.drawn"], 3.9430355293715516 / (1 - exp(-10)));
}

TEST(ClosedFormMemory, DecisionThatIsNeverForgottenIsAUsersOwn) {
  const Parts first{.policy = "route: { cookie: first }"};
  expect_exactly(first["blast_radius.exposed"], 0.1);
  expect_exactly(first["decisions.drawn"], 1);
  expect_exactly(first["users.mixed"], 0);
  expect_exactly(first["users.flips"], 0);
}

// Of two requests in ten minutes the first is before the fifth with 3/4.
TEST(ClosedFormMemory, FirstDecisionIsThatOfTheStepItFellInto) {
  const Parts steps{.traffic = "users: 1, requests: { fixed: 2 }",
                    .rollout = "{ steps: [{ weight: 20%, for: 5m }, { weight: 60%, for: 5m }] }",
                    .policy = "route: { cookie: first }"};
  expect_exactly(steps["blast_radius.exposed"], 0.2 * 3 / 4 + 0.6 / 4);
  expect_exactly(steps["canary.user_share.step_1"], 0.2 * 3 / 4);
  expect_exactly(steps["canary.user_share.step_2"], 0.2 * 3 / 4 + 0.6 / 4);
}

// A request a minute on average, and five minutes before the release: e^-5 of the users are new.
TEST(ClosedFormMemory, WhoCameBeforeTheReleaseIsPinnedToStable) {
  const Parts pinned{.release = "start: 5m", .policy = "route: gateway-api"};
  expect_exactly(pinned["blast_radius.exposed"], 0.1 * exp(-5));
  expect_exactly(pinned["canary.traffic_share"], 0.1 * exp(-5));
  expect_exactly(pinned["decisions.drawn"], exp(-5));
}

// IN-03: a user draws a minute after the last draw and a wait of ten seconds.
TEST(ClosedFormMemory, TwoCookiesOvershootMoreSlowlyThanOne) {
  const Parts two{.traffic = "users: 1000, requests: { poisson: { per_user: 6/min } }",
                  .policy = "route: flagger-two-sided"};
  const auto exposed = two["blast_radius.exposed"];
  EXPECT_GT(exposed.value(), 0.55);
  EXPECT_LT(exposed.value(), 1 - exp(-6));
  expect_exactly(two["decisions.drawn"], *exposed / 0.1);
  expect_exactly(two["users.mixed"], *exposed - 0.1);
}

TEST(ClosedFormMemory, RedrawnDecisionsAreThoseOfOneBucket) {
  const Parts redraw{
      .release = "bugs: [{ in: api, fails: 30% }]", .rollout = linear, .policy = "route: redraw"};
  const Parts bucket{
      .release = redraw.release, .rollout = linear, .policy = "route: { sticky: user }"};
  for (const char* figure : {"blast_radius.exposed", "blast_radius.harmed", "canary.traffic_share",
                             "users.mixed", "users.flips", "canary.user_share.step_4"}) {
    expect_exactly(redraw[figure], bucket[figure].value());
  }
}

// Connections
// --------------------------------------------------------------------------------------

// All stable when the release begins; ten minutes later as many are left as have lasted.
TEST(ClosedFormHolders, ShareFollowsTheAgeOfConnections) {
  const Parts exponential{.rollout = half,
                          .policy = "route: { connection: { life: 10m, pool: 20 } }"};
  expect_exactly(exponential["canary.traffic_share"], 0.5 * (1 - (1 - exp(-1))));
  const Parts fixed{.rollout = half,
                    .policy = "route: { connection: { life: 10m, pool: 20, ages: fixed } }"};
  expect_exactly(fixed["canary.traffic_share"], 0.5 * 0.5);
  const Parts short_lived{.rollout = half,
                          .policy = "route: { connection: { life: 5m, pool: 20, ages: fixed } }"};
  expect_exactly(short_lived["canary.traffic_share"], 0.5 * 0.75);
}

TEST(ClosedFormHolders, ProcessesThatNeverLookAgainStayOnStable) {
  const Parts process{.rollout = half, .policy = "route: { process: { count: 7 } }"};
  expect_exactly(process["canary.traffic_share"], 0);
}

// Rollback
// -----------------------------------------------------------------------------------------

TEST(ClosedFormRollback, LeavesNobodyWhereTheWeightDecides) {
  for (const char* route :
       {"weighted", "{ sticky: user }", "traefik-sticky", "flagger", "redraw", "traefik"}) {
    const Parts back{.release = "rollback_at: 5m", .policy = std::string("route: ") + route};
    expect_exactly(back["blast_radius.exposed_after_rollback"], 0);
    expect_exactly(back["blast_radius.exposure_after_rollback"], 0);
    expect_exactly(back["blast_radius.exposure_ends_after"], 0);
  }
}

// 0.1 of a thousand users are pinned, of those who have come by then; a last request comes a minute
// before the end, on average.
TEST(ClosedFormRollback, LeavesThoseWhoseSessionOutranksTheWeight) {
  const Parts back{.release = "rollback_at: 5m", .policy = "route: gateway-api"};
  const double pinned = 0.1 * (1 - exp(-5));
  expect_exactly(back["blast_radius.exposed_after_rollback"],
                 pinned * (1 - exp(-5)) / (1 - exp(-10)));
  expect_exactly(back["blast_radius.exposure_after_rollback"],
                 1000 * pinned * 60 * (5 - (1 - exp(-5))));
}

// IN-05, in a tenth of the time: six minutes of life, of which three are left. The first request
// comes 0.6 s after the release, so the cookie ends so much later; the last one in it comes 0.6 s
// before that.
TEST(ClosedFormRollback, LeavesUsersAsLongAsTheirCookieLives) {
  const Parts back{
      .traffic = "users: 10000, requests: { poisson: { per_user: 100/min } }",
      .release = "rollback_at: 3m",
      .policy = "route: { cookie: { keeps: first, ttl: 6m, at_zero: kept, at_rest: true } }"};
  expect_exactly(back["blast_radius.exposure_after_rollback"], 1000 * 180);
  expect_exactly(back["blast_radius.exposed_after_rollback"], 0.1);
}

// Other routes
// -------------------------------------------------------------------------------------

TEST(ClosedFormRoutes, NeighboursOfOneUserDifferWithTwiceWTimesRest) {
  const Parts ten{.traffic = "users: 10, requests: { fixed: 10 }"};
  expect_exactly(ten["users.flips"], 9 * 2 * 0.1 * 0.9);
  const Parts sticky{.traffic = ten.traffic, .policy = "route: { sticky: user }"};
  expect_exactly(sticky["users.flips"], 0);
}

TEST(ClosedFormRoutes, WrongRendezvousGivesHalfTheOdds) {
  const Parts wrong{.policy = "route: { iter8: {} }"};
  expect_exactly(wrong["canary.traffic_share"], 0.1 / (2 * 0.9));
  const Parts most{.rollout = "{ steps: [{ weight: 75%, for: 10m }] }",
                   .policy = "route: { iter8: { processes: 3 } }"};
  expect_exactly(most["canary.traffic_share"], 1 - 0.25 / (2 * 0.75));
}

// One worker of four reads three of twelve partitions, asked for any weight up to 3/8.
TEST(ClosedFormRoutes, PartitionsAreWholeWorkers) {
  const Parts ramp{.rollout = "{ steps: [{ weight: 5%, for: 5m }, { weight: 15%, for: 5m }] }",
                   .policy = "route: { partitions: { count: 12, workers: 4 } }"};
  expect_exactly(ramp["canary.traffic_share"], 0.25);
  const double there = 1 - exp(-5);
  expect_exactly(ramp["blast_radius.exposed"],
                 (1 - (1 - 0.25 * there) * (1 - 0.25 * there)) / (1 - exp(-10)));
}

// IN-24: two keys, two buckets.
TEST(ClosedFormRoutes, ALoginIsASecondDraw) {
  const Parts login{.traffic = "users: 10, requests: { fixed: 1000 }, logins: { after: 5m }",
                    .policy = "route: { sticky: user }"};
  expect_exactly(login["blast_radius.exposed"], 1 - 0.9 * 0.9);
  expect_exactly(login["users.flips"], 2 * 0.1 * 0.9);
  const Parts kept{.traffic = login.traffic,
                   .policy = "route: { sticky: { key: user, keeps_first: true } }"};
  expect_exactly(kept["blast_radius.exposed"], 0.1);
}

// IN-25: of 13 requests in turn the 9th is the canary's, as of every ten.
TEST(ClosedFormRoutes, TurnsLeaveNothingToChance) {
  const Parts thirteen{.traffic = "users: 3, requests: { total: 13 }", .policy = "route: traefik"};
  expect_exactly(thirteen["canary.traffic_share"], 1.0 / 13);
  const auto pages = [](int length) {
    return Parts{.traffic = fmt::format("users: 30, requests: {{ sessions: {{ per_user: 0.1/min, "
                                        "length: {}, gap: 0s }} }}",
                                        length),
                 .policy = "route: traefik"};
  };
  expect_exactly(pages(10)["blast_radius.exposed"], 1);
  EXPECT_EQ(pages(9)["blast_radius.exposed"], std::nullopt);
}

// A poll comes half a minute after the change on average, and at most one.
TEST(ClosedFormFlags, DecisionsAreStaleUntilTheNewsHaveArrived) {
  const Parts poll{.policy = "route: weighted, staleness: { poll: 1m }"};
  expect_exactly(poll["flags.stale_share"], 0.5 / 10);
  const Parts stream{.rollout = "{ steps: [{ weight: 10%, for: 4m }, { weight: 20%, for: 6m }] }",
                     .policy = "route: weighted, staleness: { stream: 5m }"};
  expect_exactly(stream["flags.stale_share"], (4.0 + 5.0) / 10);
}

// S01, S04: a step back to 0 at the end of the warm-up, and a minute of window.
TEST(ClosedFormFlags, RollbackThatIsLateS01S04) {
  const auto stale = [](const std::string& staleness) {
    Parts parts{.traffic = "users: 500, requests: { poisson: { per_user: 0.2/s } }",
                .rollout = "{ steps: [{ weight: 10%, for: 9m }, { weight: 0%, for: 1m }] }",
                .policy = "route: weighted, staleness: { " + staleness + " }"};
    parts.more = "warm_up: 9m";
    return parts["flags.stale_share"];
  };
  expect_exactly(stale("stream: { lognormal: { median: 200ms, sigma: 1 } }, instances: 20"),
                 0.0054957364102261735);
  expect_exactly(stale("poll: 30s, latency: 2s, instances: 10"), 0.2833333333333333);
}

}  // namespace
}  // namespace coalmine::harness
