#include "report/compatibility.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/rehearse.hpp"

namespace coalmine::report {
namespace {

using harness::Compatibility;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

Compatibility::Pair forward(const std::string& field) {
  return {.producer = "api", .consumer = "mail", .broken = {{{{{}, {field}}}, {{{}, {}}}}}};
}

Compatibility producer_first() {
  return {.scenario = "orders",
          .pairs = {forward("loyalty_id")},
          .order = {{"api", "kitchen"}, {"mail"}},
          .cycle = {},
          .stuck = {},
          .leftovers = {}};
}

TEST(Compatibility, IsAMatrixForEachPairAndAnOrder) {
  EXPECT_EQ(to_text(producer_first()),
            "api -> mail    stable mail   canary mail\n"
            "  stable api   ok            broken\n"
            "  canary api   ok            ok\n"
            "  stable api with canary mail: loyalty_id\n"
            "\n"
            "An order in which no two meet that do not fit:\n"
            "  1. api, kitchen\n"
            "  2. mail\n"
            "  release: { order: [[api, kitchen], mail] }\n");
}

TEST(Compatibility, HasNoCanaryOfAFunctionThatStays) {
  Compatibility found = producer_first();
  found.pairs[0].consumer_moves = false;
  found.pairs[0].broken = {{{{{}, {}}}, {{{"price"}, {}}}}};
  EXPECT_THAT(to_text(found), StartsWith("api -> mail    stable mail\n"
                                         "  stable api   ok\n"
                                         "  canary api   broken\n"
                                         "  canary api with stable mail: price\n"));
  found.pairs[0].producer_moves = false;
  EXPECT_THAT(to_text(found), Not(HasSubstr("canary")));
}

TEST(Compatibility, SaysWhatAnOrderDoesNotAvoid) {
  Compatibility found = producer_first();
  found.leftovers = {{{"loyalty_id", "price"}, "api", "mail", false, {"orders", "mails"}},
                     {{"size"}, "api", "mail", true, {}},
                     {{"size"}, "api", "kitchen", true, {"orders"}}};
  found.rollback_together = false;
  EXPECT_THAT(
      to_text(found),
      EndsWith("\nWhat that does not avoid:\n"
               "  - What stable api has written and is still unread in orders or mails when mail\n"
               "    begins meets its canary (loyalty_id, price). Let the stream drain first:\n"
               "    release.order_gap.\n"
               "  - After a rollback, what canary api has written and is still in flight meets\n"
               "    stable mail (size).\n"
               "  - After a rollback, what canary api has written and is still unread in orders\n"
               "    meets stable kitchen (size).\n"
               "  - An alarm takes back its own function alone, and so can leave a pair that\n"
               "    does not fit: release.rollback: together.\n"));
}

TEST(Compatibility, SaysWhyThereIsNoOrder) {
  Compatibility found = producer_first();
  found.order.clear();
  found.cycle = {"api", "mail"};
  found.stuck = {{"price", "api", "kitchen"}};
  found.leftovers = {{{"size"}, "api", "mail", true, {}}};
  EXPECT_THAT(
      to_text(found),
      EndsWith("\nNo order avoids every mismatch:\n"
               "  - each of these would have to be complete before the next begins: api, mail,\n"
               "    api\n"
               "  - kitchen would have to move before api (price), and is not part of the\n"
               "    release\n"
               "It takes two releases: first versions that work with the old and the new data,\n"
               "then those that drop the old.\n"));
}

TEST(Compatibility, IsShortWhereEverythingFitsOrNothingIsSaid) {
  Compatibility found{.scenario = "orders", .pairs = {{"api", "mail"}}, .order = {{"api", "mail"}}};
  EXPECT_THAT(to_text(found), EndsWith("\nEvery pair fits: all can move at once.\n"));
  found.pairs.clear();
  EXPECT_THAT(to_text(found), StartsWith("Nothing says what is written and read"));
}

TEST(Compatibility, HasLinesOf80Columns) {
  Compatibility found = producer_first();
  for (int i = 0; i < 40; ++i) {
    found.order[0].push_back("function-" + std::to_string(i));
    found.pairs[0].broken[0][1].push_back("field_" + std::to_string(i));
  }
  std::istringstream lines(to_text(found));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Compatibility, IsADocumentForPrograms) {
  Compatibility found = producer_first();
  found.leftovers = {{{"loyalty_id"}, "api", "mail", false, {"orders"}}};
  const auto json = nlohmann::json::parse(to_json(found, "1.2"));
  EXPECT_EQ(json["coalmine"], "1.2");
  EXPECT_EQ(json["scenario"], "orders");
  EXPECT_EQ(json["order"], nlohmann::json::parse(R"([["api", "kitchen"], ["mail"]])"));
  EXPECT_EQ(json["pairs"][0]["broken"], nlohmann::json::parse(R"([
    { "producer_version": "stable", "consumer_version": "canary", "fields": ["loyalty_id"] }])"));
  EXPECT_EQ(json["leftovers"][0]["when"], "when the consumer begins");
  EXPECT_EQ(json["leftovers"][0]["streams"][0], "orders");
  found.order.clear();
  EXPECT_TRUE(nlohmann::json::parse(to_json(found, "1.2"))["order"].is_null());
}

TEST(Compatibility, IsOfAScenario) {
  const Compatibility found = harness::compatibility_of(support::scenario_of(R"(
name: orders
duration: 1h
traffic: { users: 10, requests: { fixed: 1 } }
functions:
  api: { writes: { stable: [id], canary: [id, loyalty_id] }, writes_schema: { stable: 1, canary: 2 } }
  audit: { reads: [id], latency: 5ms }
  mail: { reads: { stable: [id], canary: [id, loyalty_id] }, reads_schemas: { stable: [1, 2], canary: [2] }, latency: 5ms }
streams:
  orders: { from: api, to: [mail, audit], kinesis: {} }
release: { rollout: AllAtOnce, functions: [api, mail], rollback: alone }
policies: { weighted: { route: weighted } }
)"));
  EXPECT_EQ(found.scenario, "orders");
  EXPECT_EQ(found.order, (std::vector<std::vector<std::string>>{{"api"}, {"mail"}}));
  ASSERT_EQ(found.pairs.size(), 2u);
  EXPECT_EQ(found.pairs[0].consumer, "audit");
  EXPECT_FALSE(found.pairs[0].consumer_moves);
  EXPECT_TRUE(found.pairs[0].producer_moves);
  EXPECT_THAT(found.pairs[1].broken[0][1], testing::ElementsAre("loyalty_id", "schema 1"));
  EXPECT_THAT(found.pairs[1].broken[1][0], IsEmpty());
  ASSERT_EQ(found.leftovers.size(), 1u);
  EXPECT_THAT(found.leftovers[0].fields, testing::ElementsAre("loyalty_id", "schema 1"));
  EXPECT_THAT(found.leftovers[0].streams, testing::ElementsAre("orders"));
  EXPECT_FALSE(found.rollback_together);
}

}  // namespace
}  // namespace coalmine::report
