// The result JSON, byte for byte.
#include "report/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using harness::Verdict;
using testing::HasSubstr;

TEST(Json, HoldsTheWholeResultInOneOrder) {
  harness::Figure exposed;
  exposed.name = "blast_radius.exposed";
  exposed.unit = "share";
  exposed.n = 2;
  exposed.mean = 0.625;
  exposed.sd = 0.1;
  exposed.ci95_low = 0.5;
  exposed.ci95_high = 0.75;
  exposed.values = {0.5, 0.75, std::nullopt};
  exposed.closed_form = 0.632;

  auto result = result_of({policy("weighted", {exposed})});
  result.replications = 3;
  result.text = "name: coffee\nseed: 7\n";
  result.set = {"traffic.users=5"};
  result.only_policies = {"weighted"};
  result.system = {.entry = "api",
                   .functions = {"api", "kitchen", "receipts"},
                   .moving = {"kitchen"},
                   .watched = "kitchen",
                   .links = {{"api", "kitchen", "orders"}, {"api", "receipts", ""}}};
  result.users = 5;
  result.users_every = 2;
  result.precision = {{"weighted", "blast_radius.exposed", 0.01, 0.125, 400}};
  result.policies[0].alarms = {{"latency.p99", 0.25, "api", "version"}};
  result.policies[0].judges = {"flagger"};
  result.policies[0].fates = "e.-";
  result.policies[0].timeline = {
      {"weight", {0.1, 0.1, 1.0}, {0.1, 0.1, 1.0}, {0.1, 0.1, 1.0}},
      {"canary.error_rate", {0.5, {}, {}}, {0.25, {}, {}}, {0.75, {}, {}}}};
  result.comparisons = {{"users.active", "b", "a", 0, {}, {}, {}, {}}};
  result.judgements = {{"weighted", "blast_radius.exposed", "mean < 70%", 0.625, Verdict::met},
                       {"weighted", "users.mixed", "p95 = 1", {}, Verdict::no_data}};

  EXPECT_EQ(to_json(result, "0.1.0"), R"({
  "coalmine": "0.1.0",
  "schema": 1,
  "scenario": {
    "name": "coffee",
    "digest": "c0ffee",
    "text": "name: coffee\nseed: 7\n",
    "set": ["traffic.users=5"],
    "policies": ["weighted"]
  },
  "system": {
    "entry": "api",
    "functions": ["api", "kitchen", "receipts"],
    "moving": ["kitchen"],
    "watched": "kitchen",
    "links": [
      {"from": "api", "to": "kitchen", "stream": "orders"},
      {"from": "api", "to": "receipts"}
    ]
  },
  "users": {"count": 5, "shown_every": 2},
  "seed": 7,
  "replications": 3,
  "precision": [
    {"policy": "weighted", "metric": "blast_radius.exposed", "half_width_asked": 0.01, "half_width": 0.125, "replications_at_most": 400}
  ],
  "policies": [
    {
      "name": "weighted",
      "alarms": [
        {"metric": "latency.p99", "above": 0.25, "function": "api", "dimension": "version"}
      ],
      "judges": ["flagger"],
      "metrics": {
        "blast_radius.exposed": {
          "unit": "share",
          "n": 2,
          "mean": 0.625,
          "sd": 0.1,
          "ci95": [0.5, 0.75],
          "values": [0.5, 0.75, null],
          "closed_form": 0.632
        }
      },
      "timeline": {
        "step_s": 60,
        "series": {
          "weight": [0.1, 0.1, 1],
          "canary.error_rate": [0.5, null, null]
        },
        "low": {
          "weight": [0.1, 0.1, 1],
          "canary.error_rate": [0.25, null, null]
        },
        "high": {
          "weight": [0.1, 0.1, 1],
          "canary.error_rate": [0.75, null, null]
        }
      },
      "users": "e.-"
    }
  ],
  "comparisons": [
    {"metric": "users.active", "policy": "b", "against": "a", "n": 0, "mean_difference": null, "sd": null, "ci95": null}
  ],
  "expectations": [
    {"policy": "weighted", "metric": "blast_radius.exposed", "rule": "mean < 70%", "value": 0.625, "verdict": "met"},
    {"policy": "weighted", "metric": "users.mixed", "rule": "p95 = 1", "value": null, "verdict": "no data"}
  ]
}
)");
}

// The text of one value, as the mean of a figure.
std::string text_of(double value) {
  auto result = result_of({policy("p", {figure("f", "count", value, 0)})});
  const std::string text = to_json(result, "0");
  const auto start = text.find("\"mean\": ") + 8;
  return text.substr(start, text.find(',', start) - start);
}

TEST(Json, WritesNumbersInTheirShortestFormThatReadsBack) {
  EXPECT_EQ(text_of(0.1), "0.1");
  EXPECT_EQ(text_of(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text_of(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(text_of(5e-324), "5e-324");
}

TEST(Json, WritesWholeNumbersWithoutAPoint) {
  EXPECT_EQ(text_of(1264), "1264");
  EXPECT_EQ(text_of(9007199254740991), "9007199254740991");
  EXPECT_EQ(text_of(-0.0), "0");
}

TEST(Json, KeepsAllBitsOfTheSeed) {
  auto result = result_of({});
  result.seed = std::numeric_limits<std::uint64_t>::max();
  EXPECT_THAT(to_json(result, "0"), HasSubstr("\"seed\": 18446744073709551615,"));
}

TEST(Json, NamesEveryVerdict) {
  auto result = result_of({});
  result.judgements = {{"p", "m", "mean < 1", 2.0, Verdict::not_met}};
  EXPECT_THAT(to_json(result, "0"), HasSubstr(R"("verdict": "not met")"));
}

TEST(Json, StaysValidWhateverANameHolds) {
  auto result = result_of({policy("\"\\\n\xff", {})});
  const auto json = nlohmann::json::parse(to_json(result, "0"));
  EXPECT_EQ(json["policies"][0]["name"], "\"\\\n\uFFFD");
}

TEST(Json, ReadsBackAsWhatWasWritten) {
  const auto json = nlohmann::json::parse(to_json(coffee(), "0.1.0"));
  EXPECT_EQ(json["policies"][1]["metrics"]["blast_radius.exposed"]["mean"], 0.1);
  EXPECT_EQ(json["comparisons"][0]["mean_difference"], -0.532);
  EXPECT_TRUE(json["policies"][0]["metrics"]["alarm.time_to_detect"]["mean"].is_null());
}

}  // namespace
}  // namespace coalmine::report
