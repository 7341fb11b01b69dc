#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace models;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> problems_in(const std::string& functions) {
  return problems_with({"functions: " + functions});
}

TEST(System, PutsTheEntryFirstAndKeepsTheOrderOfTheRest) {
  const System system =
      parsed_with(
          {"functions: { a: {}, b: { calls: [a] }, api: { calls: [b, c] }, c: {} }", "entry: api"})
          .system;
  ASSERT_EQ(system.functions.size(), 4U);
  EXPECT_EQ(system.functions[0].name, "api");
  EXPECT_EQ(system.functions[1].name, "a");
  EXPECT_EQ(system.functions[2].name, "b");
  EXPECT_EQ(system.functions[3].name, "c");
  EXPECT_THAT(system.functions[0].calls, ElementsAre(Call{2}, Call{3}));
  EXPECT_THAT(system.functions[2].calls, ElementsAre(Call{1}));
}

TEST(System, HasFunctionsThatDoNothingByDefault) {
  const Function function = parsed(scenario()).system.functions[1];
  EXPECT_EQ(function.name, "db");
  EXPECT_EQ(function.latency, (PerVersion<Distribution>{Constant{0}, Constant{0}}));
  EXPECT_EQ(function.error_rate, (PerVersion<double>{0, 0}));
  EXPECT_EQ(function.timeout, std::nullopt);
  EXPECT_THAT(function.calls, IsEmpty());
}

TEST(System, HasCallsByNameOrWithDelayAndLoss) {
  const System system = parsed_with({"functions: { api: { calls: [db, { to: db, delay: 2ms, "
                                     "loses_decision: 5% }], timeout: 3s }, db: {} }"})
                            .system;
  EXPECT_THAT(system.functions[0].calls, ElementsAre(Call{1}, Call{1, 2ms, 0.05}));
  EXPECT_EQ(system.functions[0].timeout, Duration{3s});
}

TEST(System, HasLatencyAndErrorsForBothVersionsOrEach) {
  const System system = parsed_with({"functions: { api: { latency: 5ms, errors: 1%, calls: [db] }, "
                                     "db: { latency: { stable: 5ms, canary: { exponential: { mean: "
                                     "10ms } } }, errors: { stable: 0, canary: 0.2% } } }"})
                            .system;
  EXPECT_EQ(system.functions[0].latency,
            (PerVersion<Distribution>{Constant{0.005}, Constant{0.005}}));
  EXPECT_EQ(system.functions[0].error_rate, (PerVersion<double>{0.01, 0.01}));
  EXPECT_EQ(system.functions[1].latency,
            (PerVersion<Distribution>{Constant{0.005}, Exponential{0.01}}));
  EXPECT_EQ(system.functions[1].error_rate, (PerVersion<double>{0, 0.002}));
}

Distribution latency(const std::string& written) {
  return parsed_with({"functions: { api: { latency: " + written + " } }"})
      .system.functions[0]
      .latency[0];
}

TEST(Distributions, AreWrittenByShape) {
  EXPECT_EQ(latency("{ constant: 5ms }"), Distribution(Constant{0.005}));
  EXPECT_EQ(latency("{ lognormal: { median: 100ms, sigma: 0.5 } }"),
            Distribution(Lognormal{0.1, 0.5}));
  EXPECT_EQ(latency("{ lognormal: { p50: 80ms, p99: 400ms } }"),
            Distribution(lognormal_from_percentiles(0.08, 0.4)));
  EXPECT_EQ(latency("{ gamma: { shape: 2, mean: 80ms } }"), Distribution(Gamma{2, 0.08}));
  EXPECT_EQ(latency("{ weibull: { shape: 1.5, scale: 80ms } }"), Distribution(Weibull{1.5, 0.08}));
  EXPECT_EQ(latency("{ percentiles: { p100: 200ms, p0: 1ms, p99.9: 80ms } }"),
            Distribution(Empirical{{{0, 0.001}, {0.999, 0.08}, {1, 0.2}}}));
}

TEST(Distributions, ThatAreNoneAreRefused) {
  const auto problems = [](const std::string& written) {
    return problems_in("{ api: { latency: " + written + " } }");
  };
  EXPECT_THAT(problems("80"), ElementsAre("4:30: latency: \"80\" has no unit | write it as 250us, "
                                          "80ms, 1.5s, 10m, 2h, 1d or 1h30m"));
  EXPECT_THAT(
      problems("{ lognromal: { p50: 1s, p99: 2s } }"),
      ElementsAre("4:32: unknown key \"lognromal\" in distribution | did you mean \"lognormal\"?"));
  EXPECT_THAT(problems("{ lognormal: { p50: 1s } }"),
              ElementsAre("4:43: lognormal: needs p50 and p99, or median and sigma | for example { "
                          "p50: 80ms, p99: 400ms }"));
  EXPECT_THAT(problems("{ lognormal: { p50: 2s, p99: 1s } }"),
              ElementsAre("4:43: lognormal: p50 is above p99"));
  EXPECT_THAT(problems("{ gamma: { shape: 0, mean: 1s } }"),
              ElementsAre("4:48: shape: 0 is out of range | a number above 0, at most 1000"));
  EXPECT_THAT(problems("{ exponential: { mean: 0s } }"),
              ElementsAre("4:53: mean: must be longer than 0"));
  EXPECT_THAT(problems("{ percentiles: { p50: 1s, 99: 2s } }"),
              ElementsAre("4:45: percentiles: p0 and p100 are required | the least and the "
                          "greatest value there can be",
                          "4:56: \"99\" is not a percentile | p0, p50, p99.9 ... p100"));
  EXPECT_THAT(
      problems("{ stabel: 1s, canary: 2s }"),
      ElementsAre("4:32: unknown key \"stabel\" in latency_by_version | did you mean \"stable\"?"));
}

TEST(Functions, HaveKnownKeysOfTheRightKind) {
  EXPECT_THAT(problems_in("{ api: { timout: 3s } }"),
              ElementsAre("4:21: unknown key \"timout\" in function | did you mean \"timeout\"?"));
  EXPECT_THAT(problems_in("{ api: { errors: 5 } }"),
              ElementsAre("4:29: errors: \"5\" is above 1 | did you mean \"5%\"?"));
  EXPECT_THAT(
      problems_in("{ api: { calls: db } }"),
      ElementsAre(
          "4:28: calls: expected list of names of functions or calls, found a single value"));
  EXPECT_THAT(problems_in("{ api: }"),
              ElementsAre("4:14: api: expected function, found nothing | {} is the empty one"));
  EXPECT_THAT(problems_in("{}"), ElementsAre("4:12: functions: the map is empty"));
}

TEST(Functions, HaveNamesOfLettersDigitsAndDashes) {
  EXPECT_THAT(
      problems_in("{ \"a b\": {} }"),
      ElementsAre("4:14: \"a b\" is not a name | letters, digits, \"-\" and \"_\", at most 100"));
}

TEST(Functions, CallFunctionsThatExist) {
  EXPECT_THAT(problems_in("{ api: { calls: [paymets] }, payments: {} }"),
              ElementsAre("4:29: unknown function \"paymets\" | did you mean \"payments\"?"));
  EXPECT_THAT(problems_with({"entry: ap"}),
              ElementsAre("7:8: unknown function \"ap\" | did you mean \"api\"?"));
}

TEST(Functions, NeverCallThemselvesInACircle) {
  EXPECT_THAT(
      problems_in("{ api: { calls: [kitchen] }, kitchen: { calls: [api] } }"),
      ElementsAre(
          "4:60: calls and streams make a cycle: api -> kitchen -> api | a chain must end"));
  EXPECT_THAT(problems_in("{ api: { calls: [api] } }"),
              ElementsAre("4:29: calls and streams make a cycle: api -> api | a chain must end"));
}

TEST(Functions, NeverCallThemselvesThroughAStream) {
  EXPECT_THAT(
      problems_with({"functions: { api: { calls: [db] }, db: {}, mail: {} }",
                     "streams: { s: { from: db, to: [mail, api] } }"}),
      ElementsAre("7:38: calls and streams make a cycle: api -> db -> api | a chain must end"));
}

TEST(Functions, AreAllReachable) {
  EXPECT_THAT(problems_in("{ api: {}, lonely: { calls: [db] }, db: {} }"),
              ElementsAre("4:23: function \"lonely\" never runs: nothing leads to it from the "
                          "entry \"api\" | call it, or feed it from a stream",
                          "4:48: function \"db\" never runs: nothing leads to it from the entry "
                          "\"api\" | call it, or feed it from a stream"));
}

TEST(Functions, AreNotCalledUnreachableBecauseOfAMisspeltLink) {
  EXPECT_THAT(problems_in("{ api: { cals: [db] }, db: {} }"),
              ElementsAre("4:21: unknown key \"cals\" in function | did you mean \"calls\"?"));
  EXPECT_THAT(
      problems_with({"functions: { api: {}, mail: {} }", "strems: { s: { from: api, to: mail } }"}),
      ElementsAre("7:1: unknown key \"strems\" in scenario | did you mean \"streams\"?"));
  EXPECT_THAT(problems_with(
                  {"functions: { api: {}, mail: {} }", "streams: { s: { from: api, too: mail } }"}),
              ElementsAre("7:28: unknown key \"too\" in stream | did you mean \"to\"?"));
}

// Each function calls the next one twice, so that the last runs 2^n times.
std::string doubling(int functions) {
  std::string text = "{ ";
  for (int i = 0; i + 1 < functions; ++i)
    text += fmt::format("f{}: {{ calls: [f{}, f{}] }}, ", i, i + 1, i + 1);
  return text + fmt::format("f{}: {{}} }}", functions - 1);
}

TEST(Functions, MakeChainsOfAtMost64Invocations) {
  EXPECT_THAT(problems_in(doubling(6)), IsEmpty());  // 1 + 2 + 4 + 8 + 16 + 32 = 63
  const auto too_many = ElementsAre(
      "4:14: a request to \"f0\" causes more than 64 invocations | a function runs once for each "
      "path that leads to it");
  EXPECT_THAT(problems_in(doubling(7)), too_many);
  EXPECT_THAT(problems_in(doubling(64)), too_many);
}

TEST(Functions, AreAtMost64) {
  EXPECT_THAT(problems_in(doubling(65)),
              testing::Contains(testing::EndsWith("65 functions are too many | at most 64")));
}

TEST(Streams, ReadEveryRecordInEachFunction) {
  const System system =
      parsed_with({"functions: { api: {}, kitchen: {}, courier: {} }",
                   "streams: { orders: { from: api, to: [kitchen, courier], delay: 200ms, order: "
                   "user, shards: 4, batch: 10, loses_decision: 5% } }"})
          .system;
  EXPECT_THAT(system.streams,
              ElementsAre(Stream{"orders", 0, {1, 2}, 200ms, StreamOrder::user, 4, 10, 0.05}));
}

TEST(Streams, HaveALaneForEachUserAndNoBatchesByDefault) {
  const System system =
      parsed_with({"functions: { api: {}, mail: {} }", "streams: { s: { from: api, to: mail } }"})
          .system;
  EXPECT_THAT(system.streams, ElementsAre(Stream{"s", 0, {1}, 0s, StreamOrder::none, 0, 1, 0}));
}

std::vector<std::string> problems_in_stream(const std::string& stream) {
  return problems_with({"functions: { api: {}, mail: {} }", "streams: { s: " + stream + " }"});
}

TEST(Streams, HaveBatchesAndShardsOnlyWithAnOrder) {
  EXPECT_THAT(problems_in_stream("{ from: api, to: mail, shards: 4, batch: 2 }"),
              ElementsAre("7:38: shards without an order mean nothing | add order: user",
                          "7:49: a batch above 1 needs an order | add order: user"));
  EXPECT_THAT(problems_in_stream("{ from: api, to: mail, batch: 1 }"), IsEmpty());
  EXPECT_THAT(problems_in_stream("{ from: api, to: mail, order: user, shards: 0 }"),
              ElementsAre("7:59: shards: 0 is out of range | a whole number from 1 to 1000000"));
}

TEST(Streams, NameFunctionsOnce) {
  EXPECT_THAT(problems_in_stream("{ from: api, to: [mail, mail] }"),
              ElementsAre("7:39: \"mail\" reads the stream twice"));
  EXPECT_THAT(problems_in_stream("{ from: apy, to: mail }"),
              ElementsAre("7:23: unknown function \"apy\" | did you mean \"api\"?"));
  EXPECT_THAT(problems_in_stream("{ from: api, to: [] }"),
              ElementsAre("7:32: to: the list is empty"));
}

TEST(Incidents, StrikeBothVersionsUnlessTheySayWhich) {
  const System system = parsed_with({"incidents: [{ in: db, to: 6m, slower: 3 }, { in: api, "
                                     "version: stable, from: 3m, to: 6m, errors: 10% }]"})
                            .system;
  EXPECT_THAT(system.incidents, ElementsAre(Incident{1, {true, true}, 0s, 6min, std::nullopt, 3},
                                            Incident{0, {true, false}, 3min, 6min, 0.1, 1}));
}

TEST(Incidents, BeginBeforeTheyEndAndDoSomething) {
  EXPECT_THAT(
      problems_with(
          {"incidents: [{ in: api, from: 6m, to: 6m, errors: 1% }, { in: api, to: 1m }]"}),
      ElementsAre("7:38: to: 6m is not after from: 6m",
                  "7:56: the incident does nothing | give it errors: 10%, or slower: 3, or both"));
  EXPECT_THAT(
      problems_with({"incidents: [{ in: api, from: -6m, to: 6m, errors: 1%, version: old }]"}),
      ElementsAre("7:30: from: \"-6m\" is negative | a duration is at least 0s",
                  "7:64: version: unknown version \"old\" | one of: stable, canary, both"));
}

TEST(Harm, MayBeLateness) {
  EXPECT_EQ(parsed_with({"harm: { late_after: 1s }"}).system.late_after, Duration{1s});
}

}  // namespace
}  // namespace coalmine::spec
