// People who wait, try again, give up, come back, and send twice.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "story.hpp"

namespace coalmine::harness {
namespace {

std::string fails_until(const std::string& end, const std::string& function = "api") {
  return "incidents: [{ in: " + function + ", from: 0s, to: " + end + ", errors: 100% }]\n";
}

constexpr const char* three_attempts =
    "clients: { retries: { attempts: 3, wait: { first: 1s, factor: 2, longest: 30s }, jitter: "
    "none } }";

// Attempts at 0, 1 and 3 s.
TEST(ClientsTest, RetriesWaitLongerEachTime) {
  expect_told({.more = fails_until("2.999s") + three_attempts}, {{"requests.total", 3},
                                                                 {"requests.failed", 2},
                                                                 {"clients.retries", 2},
                                                                 {"clients.gave_up", 0},
                                                                 {"users.active", 1}});
  expect_told({.more = fails_until("3.001s") + three_attempts},
              {{"requests.total", 3}, {"requests.failed", 3}, {"clients.gave_up", 1}});
  expect_told({.more = fails_until("0.999s") + three_attempts},
              {{"requests.total", 2}, {"requests.failed", 1}});
}

// The wait is counted from the answer: attempts at 0, 3 (2 s of work and 1 s) and 7 s.
TEST(ClientsTest, RetriesWaitFromTheAnswer) {
  Story story{.functions = "{ api: { latency: 2s } }",
              .more = fails_until("6.9s") + three_attempts};
  expect_told(story, {{"requests.failed", 2}});
  story.more = fails_until("7.1s") + three_attempts;
  expect_told(story, {{"requests.failed", 3}});
}

TEST(ClientsTest, WhoGaveUpComesBackOnce) {
  const std::string back = "clients: { come_back: { after: 1m } }";
  expect_told({.more = fails_until("30s") + back}, {{"requests.total", 2},
                                                    {"requests.failed", 1},
                                                    {"clients.came_back", 1},
                                                    {"clients.gave_up", 0}});
  expect_told({.more = fails_until("5m") + back},
              {{"requests.total", 2}, {"clients.came_back", 1}, {"clients.gave_up", 1}});
}

TEST(ClientsTest, WhoComesBackTriesAsOftenAgain) {
  expect_told({.more = fails_until("5m") +
                       "clients: { retries: { attempts: 3, wait: 1s, jitter: none }, come_back: { "
                       "after: 1m } }"},
              {{"requests.total", 6}, {"clients.retries", 4}, {"clients.came_back", 1}});
}

TEST(ClientsTest, AnAnswerAfterTheirPatienceIsNone) {
  expect_told({.functions = "{ api: { latency: 10s } }", .more = "clients: { patience: 2s }"},
              {{"requests.failed.timeout", 1}, {"clients.gave_up", 1}});
  expect_told({.functions = "{ api: { latency: 1s } }", .more = "clients: { patience: 2s }"},
              {{"requests.failed", 0}, {"clients.gave_up", 0}});
}

// Attempts at 0 and, 2 s of patience and 1 s later, at 3 s, which is answered.
TEST(ClientsTest, TheyTryAgainWhenTheyAreTiredOfWaiting) {
  expect_told(
      {.functions = "{ api: { latency: 1s } }",
       .more = "incidents: [{ in: api, from: 0s, to: 2.5s, slower: 10 }]\n"
               "clients: { patience: 2s, retries: { attempts: 3, wait: 1s, jitter: none } }"},
      {{"requests.total", 2}, {"requests.failed.timeout", 1}, {"clients.retries", 1}});
}

TEST(ClientsTest, WhoWaitsTooLongSendsTheSameOnceMore) {
  const std::string twice = "clients: { double_submit: { after: 2s } }";
  expect_told({.functions = "{ api: { latency: 5s } }", .more = twice},
              {{"requests.total", 2}, {"clients.double_submits", 1}, {"requests.failed", 0}});
  expect_told({.functions = "{ api: { latency: 1s } }", .more = twice},
              {{"requests.total", 1}, {"clients.double_submits", 0}});
}

// 0 s, its double at 2 s, and after the failure at 5 s another attempt at 6 s with a double at 8 s:
// nobody tries again because a double has failed.
TEST(ClientsTest, AWishThatWasSentTwiceIsTriedAgainOnce) {
  expect_told({.functions = "{ api: { latency: 5s, errors: 100% } }",
               .more = "clients: { double_submit: { after: 2s }, retries: { attempts: 2, wait: 1s, "
                       "jitter: none } }"},
              {{"requests.total", 4},
               {"clients.retries", 1},
               {"clients.double_submits", 2},
               {"clients.gave_up", 1}});
}

// The same sessions, with and without people who leave after a failure.
TEST(ClientsTest, AFailureEndsTheSession) {
  const auto sessions = [](const std::string& clients) {
    return support::rehearse(R"(
name: sessions
replications: 1
duration: 10m
traffic: { users: 50, requests: { sessions: { total: 20/min, length: 5, gap: 3s } } }
functions: { api: { errors: 100% } }
gateway: { timeout: 10s }
)" + clients + R"(
release: { rollout: { steps: [{ weight: 0%, for: 1h }] } }
policies: { p: { route: weighted } }
)");
  };
  const RunResult stay = sessions("");
  const RunResult leave = sessions("clients: { leaves_session: 100% }");
  const support::Figures stayed(stay.policies[0]);
  const support::Figures left(leave.policies[0]);
  EXPECT_EQ(left.mean("requests.total") + left.mean("clients.not_sent"),
            stayed.mean("requests.total"));
  EXPECT_NEAR(left.mean("requests.total"), 200, 4.5 * std::sqrt(200)) << "one in each session";
}

// The release fails the first attempt and nothing else: the user is harmed all the same.
TEST(ClientsTest, AUserWhoseRetrySucceedsWasHarmed) {
  expect_told({.more = three_attempts,
               .release = "bugs: [{ in: api, fails: 100% }]",
               .rollout = "{ steps: [{ weight: 100%, for: 500ms }, { weight: 0%, for: 1h }] }"},
              {{"requests.total", 2},
               {"requests.failed.bug", 1},
               {"blast_radius.harmed_users", 1},
               {"blast_radius.collateral", 0}});
}

}  // namespace
}  // namespace coalmine::harness
