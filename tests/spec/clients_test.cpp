// What clients do, the gateway before the entry, and what counts as late or long.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace models;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string in_sessions =
    "traffic: { users: 10, requests: { sessions: { per_user: 2/h, length: 5, gap: 30s } } }";

TEST(Clients, DoNothingByDefault) { EXPECT_EQ(parsed(scenario()).system.clients, Clients{}); }

TEST(Clients, RetryComeBackAndPressTwice) {
  const Clients clients =
      parsed_with(
          {in_sessions,
           "clients: { patience: 10s, retries: { attempts: 5, wait: { first: 100ms, factor: "
           "3, longest: 5s }, jitter: equal }, come_back: { share: 50%, after: { "
           "exponential: { mean: 5m } } }, double_submit: { share: 20%, after: 4s }, "
           "leaves_session: 30% }"})
          .system.clients;
  EXPECT_EQ(clients.patience, Duration{10s});
  EXPECT_EQ(clients.retries, (ClientRetries{5, {100ms, 3, 5s}, Jitter::equal}));
  EXPECT_EQ(clients.come_back, (ComeBack{0.5, Exponential{300}}));
  EXPECT_EQ(clients.double_submit, (DoubleSubmit{0.2, 4s}));
  EXPECT_EQ(clients.leaves_session, 0.3);
}

TEST(Clients, AllDoWhatIsWrittenWithoutAShare) {
  const Clients clients =
      parsed_with(
          {"clients: { retries: {}, come_back: { after: 5m }, double_submit: { after: 4s } }"})
          .system.clients;
  EXPECT_EQ(clients.retries, ClientRetries{});
  EXPECT_EQ(clients.come_back, (ComeBack{1, Constant{300}}));
  EXPECT_EQ(clients.double_submit, (DoubleSubmit{1, 4s}));
}

TEST(Clients, MakeAtMostEightAttempts) {
  EXPECT_THAT(problems_with({"clients: { retries: { attempts: 9 } }"}),
              ElementsAre("7:33: attempts: 9 is out of range | a whole number from 1 to 8"));
  EXPECT_THAT(problems_with({"clients: { retries: { attempts: 8, jitter: half } }"}),
              ElementsAre("7:44: jitter: unknown jitter \"half\" | one of: none, full, equal"));
}

TEST(Clients, PressAgainBeforeTheyGiveUp) {
  EXPECT_THAT(problems_with({"clients: { patience: 4s, double_submit: { after: 4s } }"}),
              ElementsAre("7:50: after: nobody waits so long: patience is 4s"));
  EXPECT_THAT(problems_with({"clients: { patience: 4s, double_submit: { after: 3999ms } }"}),
              IsEmpty());
}

TEST(Clients, LeaveSessionsThatThereAre) {
  EXPECT_THAT(problems_with({"clients: { leaves_session: 20% }"}),
              ElementsAre("7:28: there are no sessions to leave | use traffic.requests.sessions"));
  EXPECT_THAT(problems_with({"clients: { leaves_session: 0% }"}), IsEmpty());
}

TEST(Gateways, AnswerAfter29SecondsByDefault) {  // E20
  EXPECT_EQ(parsed(scenario()).system.gateway_timeout, std::nullopt);
  EXPECT_EQ(parsed_with({"gateway: {}"}).system.gateway_timeout, Duration{29s});
  EXPECT_EQ(parsed_with({"gateway: { timeout: 50ms }"}).system.gateway_timeout, Duration{50ms});
  EXPECT_THAT(problems_with({"gateway: { timeout: 49ms }"}),
              ElementsAre("7:21: timeout: must be from 50ms to 15m"));
}

TEST(Harm, MayBeALateEvent) {
  const System system = parsed_with({"harm: { events_late_after: 1m }"}).system;
  EXPECT_EQ(system.events_late_after, Duration{1min});
  EXPECT_EQ(system.late_after, std::nullopt);
}

TEST(Waits, AreLongWhereTheScenarioSaysSo) {
  EXPECT_EQ(parsed(scenario()).long_wait, std::nullopt);
  EXPECT_EQ(parsed_with({"observe: { long_wait: 1s }"}).long_wait, Duration{1s});
}

}  // namespace
}  // namespace coalmine::spec
