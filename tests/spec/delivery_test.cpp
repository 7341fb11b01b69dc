// Streams with an event source, and poison among their records.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace models;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string three_functions =
    "functions: { api: {}, kitchen: { latency: 5ms }, mail: { latency: 5ms, timeout: 40s } }";

std::string streams(const std::string& source) {
  return "streams: { s: { from: api, to: [kitchen, mail], " + source + " } }";
}

template <class Source>
Source source(const std::string& written) {
  const Scenario scenario = parsed_with({three_functions, streams(written)});
  return std::get<Source>(scenario.system.streams[0].delivery);
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({three_functions, streams(written)});
}

TEST(Deliveries, AreNoneUnlessAStreamNamesItsSource) {
  const Scenario scenario = parsed_with({three_functions, streams("delay: 1s")});
  EXPECT_TRUE(std::holds_alternative<std::monostate>(scenario.system.streams[0].delivery));
}

TEST(Kinesis, HasAwsDefaults) {  // E2, E6
  EXPECT_EQ(source<KinesisDelivery>("kinesis: {}"), KinesisDelivery{});
  EXPECT_EQ(source<KinesisDelivery>("kinesis: {}").batch, 100u);
  EXPECT_EQ(source<KinesisDelivery>("kinesis: {}").retries, std::nullopt);
}

TEST(Kinesis, HasEverySettingOfAMapping) {
  EXPECT_EQ(source<KinesisDelivery>(
                "kinesis: { shards: 4, key: request, batch: 10, window: 5s, parallelization: 10, "
                "retries: 3, max_age: 1h, retention: 7d, bisect: true, partial_response: true, "
                "on_failure: true, poll: 0s, retry_wait: { first: 2s, factor: 3, longest: 9s }, "
                "router_hop: 20ms, per_record: 5ms }"),
            (KinesisDelivery{.shards = 4,
                             .key = RecordKey::request,
                             .batch = 10,
                             .window = 5s,
                             .parallelization = 10,
                             .retries = 3,
                             .max_age = 1h,
                             .retention = 168h,
                             .bisect = true,
                             .partial = true,
                             .on_failure = true,
                             .poll = 0s,
                             .retry_wait = {2s, 3, 9s},
                             .router_hop = 20ms,
                             .per_record = 5ms}));
}

TEST(Kinesis, WaitsAlwaysAsLongWhereThereIsOneDuration) {
  EXPECT_EQ(source<KinesisDelivery>("kinesis: { retry_wait: 3s }").retry_wait,
            (Backoff{3s, 1, 3s}));
}

TEST(Kinesis, StaysWithinTheLimitsOfAws) {  // E2
  EXPECT_THAT(problems_in("kinesis: { batch: 10000, window: 300s, parallelization: 10, retries: "
                          "10000, max_age: 60s }"),
              IsEmpty());
  EXPECT_THAT(
      problems_in("kinesis: { batch: 10001, window: 301s, parallelization: 11, retries: 10001 }"),
      ElementsAre("7:67: batch: 10001 is out of range | a whole number from 1 to 10000",
                  "7:82: window: must be from 0s to 5m",
                  "7:105: parallelization: 11 is out of range | a whole number from 1 to 10",
                  "7:118: retries: 10001 is out of range | a whole number from 0 to 10000"));
  EXPECT_THAT(problems_in("kinesis: { max_age: 59s }"),
              ElementsAre("7:69: max_age: must be from 1m to 7d"));
}

TEST(Backoffs, DoNotShrink) {
  EXPECT_THAT(problems_in("kinesis: { retry_wait: { first: 2s, longest: 1s } }"),
              ElementsAre("7:94: longest: is below the first wait of 2s"));
  EXPECT_THAT(problems_in("kinesis: { retry_wait: { first: 2s, longest: 3s, factor: 0.5 } }"),
              ElementsAre("7:106: factor: 0.5 is out of range | a number from 1 to 1000"));
}

TEST(Backoffs, OfNothingNeedAnEnd) {
  EXPECT_THAT(problems_in("kinesis: { retry_wait: 0s }"), IsEmpty());
  const auto problems_of_reader = [](const std::string& reader, const std::string& source) {
    return problems_with({"functions: { api: {}, mail: { " + reader + " } }",
                          "streams: { s: { from: api, to: mail, kinesis: { " + source + " } } }"});
  };
  EXPECT_THAT(problems_of_reader("latency: 0s", "retry_wait: 0s"),
              ElementsAre("7:61: \"mail\" takes no time: without a wait, a batch that fails is "
                          "tried again at once, for ever | give it a latency, or a number of "
                          "retries"));
  EXPECT_THAT(problems_of_reader("latency: 0s", "retry_wait: 0s, retries: 5"), IsEmpty());
  EXPECT_THAT(problems_of_reader("latency: 0s", "retry_wait: 1ms"), IsEmpty());
  EXPECT_THAT(problems_of_reader("latency: 5ms, lambda: {}", "retry_wait: 0s, retries: 5"),
              ElementsAre("7:61: without a wait, a throttled batch of \"mail\" is tried again at "
                          "once, for ever | retry_wait: 100ms"));  // E6
}

TEST(Sqs, HasAwsDefaults) {  // E12, E15
  EXPECT_EQ(source<SqsDelivery>("sqs: { visibility: 40s }"), (SqsDelivery{.visibility = 40s}));
  EXPECT_EQ(source<SqsDelivery>("sqs: { visibility: 40s }").pollers_max, 1250u);
}

TEST(Sqs, HasEverySettingOfAQueue) {
  EXPECT_EQ(
      source<SqsDelivery>("sqs: { fifo: true, key: request, batch: 5, window: 2s, visibility: 3m, "
                          "max_receives: 5, retention: 14d, partial_response: true, pollers: { "
                          "first: 2, per_minute: 60, max: 10 }, per_record: 5ms }"),
      (SqsDelivery{.fifo = true,
                   .key = RecordKey::request,
                   .batch = 5,
                   .window = 2s,
                   .visibility = 3min,
                   .max_receives = 5,
                   .retention = 336h,
                   .partial = true,
                   .pollers_first = 2,
                   .pollers_per_minute = 60,
                   .pollers_max = 10,
                   .per_record = 5ms}));
}

TEST(Sqs, BeginsWithNoMorePollersThanItMayHave) {
  const auto queue = source<SqsDelivery>("sqs: { visibility: 1m, pollers: { max: 1 } }");
  EXPECT_EQ(queue.pollers_first, 1u);
  EXPECT_THAT(problems_in("sqs: { visibility: 1m, pollers: { first: 3, max: 2 } }"),
              ElementsAre("7:90: first: is above the maximum of 2"));
}

TEST(Sqs, ReadsManyOnlyInAWindowAndTenInOrder) {  // E12
  const auto batch = [](const std::string& more) {
    return problems_in("sqs: { visibility: 1m, " + more + " }");
  };
  EXPECT_THAT(batch("batch: 10"), IsEmpty());
  EXPECT_THAT(batch("batch: 11"),
              ElementsAre("7:79: batch: above 10 it needs a window | add window: 1s"));
  EXPECT_THAT(batch("batch: 11, window: 999ms"),
              ElementsAre("7:79: batch: above 10 it needs a window | add window: 1s"));
  EXPECT_THAT(batch("batch: 10000, window: 1s"), IsEmpty());
  EXPECT_THAT(batch("batch: 11, window: 1s, fifo: true"),
              ElementsAre("7:79: batch: 11 is too many for fifo | at most 10"));
}

TEST(Sqs, HasGroupsOnlyInOrder) {
  EXPECT_THAT(problems_in("sqs: { visibility: 1m, key: user }"),
              ElementsAre("7:72: \"key\" goes with fifo: true"));
}

TEST(Sqs, HidesAMessageForAsLongAsItsReaderMayTake) {  // E13
  EXPECT_THAT(problems_in("sqs: { visibility: 39s }"),
              ElementsAre("7:68: a visibility of 39s is shorter than the timeout of 40s of "
                          "\"mail\" | visibility: 4m, six times the timeout, is what AWS advises"));
  EXPECT_THAT(problems_in("sqs: {}"),
              ElementsAre("7:49: a visibility of 30s is shorter than the timeout of 40s of "
                          "\"mail\" | visibility: 4m, six times the timeout, is what AWS advises"));
  EXPECT_THAT(problems_in("sqs: { visibility: 40s }"), IsEmpty());
}

TEST(Async, HasAwsDefaults) {  // E16, E17
  EXPECT_EQ(source<AsyncDelivery>("async: {}"), AsyncDelivery{});
}

TEST(Async, HasEverySettingOfAnInvocation) {
  EXPECT_EQ(source<AsyncDelivery>("async: { retries: 0, max_age: 1h, on_failure: true, redraw: "
                                  "false, retry_wait: 0s, throttle_wait: 2s }"),
            (AsyncDelivery{.retries = 0,
                           .retry_wait = {0s, 1, 0s},
                           .throttle_wait = {2s, 1, 2s},
                           .max_age = 1h,
                           .on_failure = true,
                           .redraw = false}));
}

TEST(Async, StaysWithinTheLimitsOfAws) {  // E17
  EXPECT_THAT(problems_in("async: { retries: 3, max_age: 7h, throttle_wait: 0s }"),
              ElementsAre("7:67: retries: 3 is out of range | a whole number from 0 to 2",
                          "7:79: max_age: must be from 1m to 6h",
                          "7:98: throttle_wait: must be longer than 0"));
}

TEST(Sources, AreOneForAStream) {
  EXPECT_THAT(problems_in("kinesis: {}, async: {}"),
              ElementsAre("7:62: \"kinesis\" and \"async\" exclude one another | a stream of its "
                          "own for the other readers"));
}

TEST(Sources, BringTheirOwnOrderShardsAndBatch) {
  EXPECT_THAT(
      problems_in("kinesis: {}, order: user, shards: 4, batch: 2"),
      ElementsAre("7:62: \"order\" is for streams without \"kinesis\" | leave it out",
                  "7:75: \"shards\" is for streams without \"kinesis\" | it belongs into kinesis:",
                  "7:86: \"batch\" is for streams without \"kinesis\" | it belongs into kinesis:"));
  EXPECT_THAT(problems_in("async: {}, batch: 2"),
              ElementsAre("7:60: \"batch\" is for streams without \"async\" | leave it out"));
}

TEST(Sources, ReadBatchesOnlyWhereNoCallsAreMade) {
  const auto problems_of_caller = [](const std::string& source) {
    return problems_with({"functions: { api: {}, mail: { calls: [db] }, db: {} }",
                          "streams: { s: { from: api, to: mail, " + source + " } }"});
  };
  EXPECT_THAT(problems_of_caller("kinesis: { batch: 1 }"), IsEmpty());
  EXPECT_THAT(problems_of_caller("sqs: { batch: 1 }"), IsEmpty());
  EXPECT_THAT(problems_of_caller("async: {}"), IsEmpty());
  EXPECT_THAT(problems_of_caller("kinesis: { batch: 2 }"),
              ElementsAre("7:56: \"mail\" makes calls, so it reads no batches; this one has up to "
                          "2 | batch: 1, or a stream of its own for it"));
  EXPECT_THAT(problems_of_caller("kinesis: {}"),
              ElementsAre("7:38: \"mail\" makes calls, so it reads no batches; this one has up to "
                          "100 | batch: 1, or a stream of its own for it"));
  EXPECT_THAT(problems_of_caller("sqs: {}"),
              ElementsAre("7:38: \"mail\" makes calls, so it reads no batches; this one has up to "
                          "10 | batch: 1, or a stream of its own for it"));
}

TEST(Sources, SpreadRecordsByTenantsThatThereAre) {
  EXPECT_THAT(problems_in("kinesis: { key: tenant }"),
              ElementsAre("7:65: records by tenant, but there are no tenants | add "
                          "traffic.tenants"));
  EXPECT_THAT(problems_with({"traffic: { users: 10, tenants: 2, requests: { fixed: 1 } }",
                             three_functions, streams("kinesis: { key: tenant }")}),
              IsEmpty());
}

std::vector<std::string> problems_of_poison(const std::string& poison) {
  return problems_with({three_functions, streams("kinesis: {}"), "poison: [" + poison + "]"});
}

TEST(Poison, IsTheFirstUsersAndNobodyCanReadIt) {
  const Scenario scenario = parsed_with(
      {three_functions, streams("kinesis: {}"),
       "poison: [{ stream: s, at: 3m }, { stream: s, at: 4m, written_by: stable, unreadable_by: "
       "canary, user: 9 }]"});
  EXPECT_THAT(scenario.system.poison, ElementsAre(Poison{0, 3min, 1, {true, true}, 0},
                                                  Poison{0, 4min, 0, {false, true}, 9}));
}

TEST(Poison, ComesToAStreamWhileSomebodyLooks) {
  EXPECT_THAT(problems_of_poison("{ stream: t, at: 1m }"),
              ElementsAre("8:20: unknown stream \"t\" | one of: s"));
  EXPECT_THAT(problems_of_poison("{ stream: s, at: 10m }"),
              ElementsAre("8:27: the record comes at 10m, but only 10m are observed"));
  EXPECT_THAT(problems_of_poison("{ stream: s, at: 1m, user: 10 }"),
              ElementsAre("8:37: there is no user 10 | from 0 to 9"));
  EXPECT_THAT(problems_with({"poison: [{ stream: s, at: 1m }]"}),
              ElementsAre("7:20: unknown stream \"s\" | add streams"));
}

TEST(Poison, HarmsSomebody) {
  EXPECT_THAT(
      problems_with({three_functions, streams("delay: 0s"), "poison: [{ stream: s, at: 1m }]"}),
      ElementsAre("8:20: nobody tries a record of \"s\" twice, so poison harms nobody | "
                  "give the stream kinesis, sqs or async"));
  EXPECT_THAT(problems_with({three_functions, streams("kinesis: {}"),
                             "release: { functions: [api], rollout: AllAtOnce }",
                             "poison: [{ stream: s, at: 1m, unreadable_by: canary }]"}),
              ElementsAre("8:46: nobody who reads \"s\" has a canary | add a reader to "
                          "release.functions"));
}

}  // namespace
}  // namespace coalmine::spec
