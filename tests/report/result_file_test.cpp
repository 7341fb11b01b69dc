// Results read back: whole, or refused with what is wrong.
#include "report/result_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "tests/support/rehearse.hpp"
#include "tests/support/scratch_directory.hpp"

namespace coalmine::report {
namespace {

using harness::RunResult;
using testing::HasSubstr;
using Json = nlohmann::ordered_json;

constexpr auto shop = R"(
name: shop
replications: 3
duration: 5m
traffic: { users: 30, requests: { poisson: { per_user: 1/min } } }
functions: { api: { calls: [db] }, db: {}, mail: {} }
streams: { sent: { from: api, to: mail } }
release: { rollout: { steps: [{ weight: 20%, for: 5m }] }, bugs: [{ in: db, fails: 10% }] }
policies:
  weighted: { route: weighted, alarms: [{ metric: latency.p99, above: 3s }] }
  sticky: { route: sticky }
expect: [{ policy: sticky, metric: blast_radius.exposed, rule: "mean < 30%" }]
)";

const std::string& shop_result() {
  static const std::string text = to_json(support::rehearse(shop), "0.1.0");
  return text;
}

std::string refusal_of(const std::string& text) {
  const auto result = from_json(text, "r.json");
  return result ? "none" : result.error().message;
}

// What is said of the result of the shop after `change`.
template <class Change>
std::string refusal_after(Change change) {
  Json json = Json::parse(shop_result());
  change(json);
  return refusal_of(json.dump());
}

TEST(ResultFileTest, ReadsEveryFieldBack) {
  const auto result = from_json(shop_result(), "r.json");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->version, "0.1.0");
  EXPECT_EQ(result->scenario, "shop");
  EXPECT_EQ(result->text, shop);
  EXPECT_EQ(result->replications, 3u);
  EXPECT_EQ(result->users, 30u);
  EXPECT_EQ(result->system.links.back().stream, "sent");
  EXPECT_EQ(result->policies[0].alarms[0].above, 3);
  EXPECT_EQ(result->policies[1].fates.size(), 30u);
  EXPECT_EQ(result->policies[1].timeline_step, std::chrono::minutes{1});
  EXPECT_EQ(result->policies[1].timeline[0].high[4], 0.2);
  EXPECT_EQ(result->judgements[0].verdict, harness::Verdict::met);
  EXPECT_EQ(result->comparisons.front().metric, "users.active");
  EXPECT_EQ(result->comparisons.front().policy, "sticky");
  EXPECT_EQ(result->comparisons.front().n, 3u);
}

TEST(ResultFileTest, WritesWhatItReadAsItWas) {
  const auto result = from_json(shop_result(), "r.json");
  EXPECT_EQ(to_json(*result, "another version"), shop_result());
}

// Before there were texts, systems, users, alarms, judges and bands in a result.
TEST(ResultFileTest, ReadsResultsFromBeforeTheyHeldTheirScenario) {
  Json json = Json::parse(shop_result());
  json.erase("system");
  json.erase("users");
  json["scenario"].erase("text");
  for (Json& policy : json["policies"]) {
    for (const char* key : {"alarms", "judges", "users"}) policy.erase(key);
    for (const char* key : {"low", "high"}) policy["timeline"].erase(key);
  }
  const auto result = from_json(json.dump(), "r.json");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->text, "");
  EXPECT_EQ(result->users_every, 1u);
  EXPECT_TRUE(result->system.functions.empty());
  EXPECT_TRUE(result->policies[0].timeline[0].low.empty());
  EXPECT_EQ(result->policies[0].timeline[0].values.size(), 5u);
  EXPECT_TRUE(from_json(to_json(*result, "0"), "again")) << "also when written anew";
}

TEST(ResultFileTest, SkipsKeysThatItDoesNotKnow) {
  EXPECT_EQ(refusal_after([](Json& json) { json["policies"][0]["colour"] = "red"; }), "none");
}

TEST(ResultFileTest, SaysWhereTheJsonIsBroken) {
  EXPECT_EQ(refusal_of("{\n  \"coalmine\": nope\n}"), "r.json:2:16: this is not JSON");
  EXPECT_EQ(refusal_of("[1}"), "r.json:1:3: this is not JSON");  // at the very end
  EXPECT_EQ(refusal_of("{\n  \"coalmine\":"),
            "r.json:2:14: the JSON ends here, in the middle: is the file complete?");
  EXPECT_EQ(refusal_of("{\"coalmine\": 1e999}"), "r.json: a number in it is too large");
}

TEST(ResultFileTest, SaysWhatElseAFileIs) {
  EXPECT_EQ(refusal_of(""), "r.json: the file is empty");
  EXPECT_EQ(refusal_of(" \n"), "r.json: the file is empty");
  EXPECT_EQ(refusal_of("[1, 2]"),
            "r.json: this is JSON, but not coalmine's: a result of `coalmine run --json` is "
            "expected");
  EXPECT_EQ(refusal_of(R"({"coalmine": "0.1.0", "schema": 1, "promises": []})"),
            "r.json: this is of another command of coalmine: a result of `coalmine run --json` is "
            "expected");
  EXPECT_EQ(read_result(COALMINE_SOURCE_DIR "/results/judges/food-ordering.json").error().message,
            COALMINE_SOURCE_DIR
            "/results/judges/food-ordering.json: this is a result of `coalmine judges`: a result "
            "of `coalmine run --json` is expected");
}

TEST(ResultFileTest, ReadsOneLayout) {
  EXPECT_EQ(refusal_after([](Json& json) { json["schema"] = 2; }),
            "r.json: schema: its layout is 2, and this coalmine reads 1");
}

TEST(ResultFileTest, SaysWhichValueIsWrong) {
  const auto figure = [](Json& json) -> Json& {
    return json["policies"][1]["metrics"]["users.active"];
  };
  const std::string place = "r.json: policies[1].metrics[\"users.active\"]";
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json)["n"] = "3"; }),
            place + ".n: expected a whole number, found a text");
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json)["n"] = 4; }),
            place + ".n: expected a whole number from 0 to 3");
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json).erase("unit"); }),
            place + ": \"unit\" is missing");
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json)["mean"] = nullptr; }),
            place + ".mean: expected a number");
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json)["ci95"] = {1}; }),
            place + ".ci95: expected the two ends of an interval");
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json)["values"].push_back(1); }),
            place + ".values: expected 3 values, one for each replication, found 4");
  EXPECT_EQ(refusal_after([&](Json& json) { figure(json)["values"][0] = nullptr; }),
            place + ".values: 2 of them are numbers, but n is 3");
}

TEST(ResultFileTest, RefusesWhatContradictsItself) {
  EXPECT_EQ(refusal_after([](Json& json) { json["policies"][1]["name"] = "weighted"; }),
            "r.json: policies[1].name: another policy has this name");
  EXPECT_EQ(refusal_after([](Json& json) { json["policies"] = Json::array(); }),
            "r.json: policies: expected at least one policy");
  EXPECT_EQ(refusal_after([](Json& json) { json["comparisons"][2]["against"] = "nobody"; }),
            "r.json: comparisons[2].against: there is no policy \"nobody\"");
  EXPECT_EQ(refusal_after([](Json& json) { json["expectations"][0]["verdict"] = "fine"; }),
            "r.json: expectations[0].verdict: expected \"met\", \"not met\" or \"no data\"");
  EXPECT_EQ(refusal_after([](Json& json) { json["expectations"][0]["value"] = nullptr; }),
            "r.json: expectations[0].value: expected a number");
  EXPECT_EQ(refusal_after([](Json& json) { json["system"]["links"][0]["to"] = "nowhere"; }),
            "r.json: system.links[0].to: there is no function \"nowhere\"");
  EXPECT_EQ(refusal_after([](Json& json) { json["replications"] = 0; }),
            "r.json: replications: expected a whole number from 1 to 4294967295");
}

TEST(ResultFileTest, RefusesATimelineThatDoesNotFit) {
  const auto timeline = [](Json& json) -> Json& { return json["policies"][0]["timeline"]; };
  EXPECT_EQ(
      refusal_after([&](Json& json) { timeline(json)["series"]["harmed_users"].push_back(1); }),
      "r.json: policies[0].timeline.series.harmed_users: expected 5 steps, as before, found 6");
  EXPECT_EQ(refusal_after([&](Json& json) { timeline(json)["low"]["weight"].erase(0); }),
            "r.json: policies[0].timeline.low.weight: expected 5 steps, as before, found 4");
  EXPECT_EQ(refusal_after([&](Json& json) { timeline(json)["high"].erase("weight"); }),
            "r.json: policies[0].timeline.high: \"weight\" is missing");
  EXPECT_EQ(refusal_after([&](Json& json) { timeline(json)["step_s"] = 0; }),
            "r.json: policies[0].timeline.step_s: expected a length of time above 0");
  EXPECT_EQ(refusal_after([&](Json& json) { timeline(json)["step_s"] = 2.1e8; }),
            "r.json: policies[0].timeline: expected an observation of at most 1000000000 s");
}

TEST(ResultFileTest, RefusesLettersThatAreNoUsers) {
  const auto refusal = [](const std::string& letters) {
    return refusal_after([&](Json& json) { json["policies"][0]["users"] = letters; });
  };
  EXPECT_EQ(refusal(std::string(30, 'x')),
            "r.json: policies[0].users: expected letters out of \"-.ehc\"");
  EXPECT_EQ(refusal("ee"),
            "r.json: policies[0].users: expected 30 letters, one for each user shown, found 2");
}

TEST(ResultFileTest, ReadsFilesAndSaysWhyNot) {
  const ScratchDirectory scratch;
  const std::string path = (scratch.path() / "shop.json").string();
  std::ofstream(path) << shop_result();
  EXPECT_TRUE(read_result(path));
  EXPECT_EQ(
      read_result((scratch.path() / "none.json").string()).error().message,
      "cannot read " + (scratch.path() / "none.json").string() + ": No such file or directory");
  EXPECT_THAT(read_result((scratch.path() / "").string()).error().message,
              HasSubstr("Is a directory"));
}

}  // namespace
}  // namespace coalmine::report
