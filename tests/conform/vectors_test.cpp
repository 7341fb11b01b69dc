#include "conform/vectors.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <string>

namespace coalmine::conform {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

// The files that lie in tests/vectors, one for each product that was run.
constexpr const char* files[] = {"configcat",  "flagd",          "flagsmith", "flipper",
                                 "growthbook", "grpc-ring-hash", "haproxy",   "launchdarkly",
                                 "nginx",      "optimizely",     "posthog",   "split",
                                 "statsig",    "unleash-ruby",   "unleash"};

std::string path_of(const std::string& name) {
  return fmt::format("{}/tests/vectors/{}.json", COALMINE_SOURCE_DIR, name);
}

Json json_of(const std::string& name) {
  std::ifstream file(path_of(name));
  return Json::parse(file);
}

class VectorFileTest : public testing::TestWithParam<const char*> {};

TEST_P(VectorFileTest, IsRecomputedWithoutAnException) {
  const auto report = check_vector_file(path_of(GetParam()));
  ASSERT_TRUE(report) << report.error().front().message;
  EXPECT_EQ(report->passed, 1000U);
  EXPECT_EQ(report->failed, 0U);
  for (const Mismatch& mismatch : report->mismatches) {
    ADD_FAILURE() << fmt::format("case {}: {} expected {}, got {}", mismatch.case_number,
                                 mismatch.field, mismatch.expected, mismatch.got);
  }
}

// Something else of the kind that the value is.
Json another(const Json& value) {
  if (value.is_string()) return value.get<std::string>() + "0";
  if (value.is_null()) return 17;
  return value.get<double>() + 1;
}

// A file of one case, in which a result says something else, does not pass.
void expect_noticed(Json file, Json one, const std::string& result) {
  if (result == "at") {
    if (one["at"].empty()) return;
    Json& decision = one["at"].back()[1];
    decision = another(decision);
  } else {
    one[result] = another(one[result]);
  }
  file["cases"] = Json::array({one});
  const auto report = check_vectors(file.dump(), "changed.json");
  ASSERT_TRUE(report) << report.error().front().message;
  EXPECT_EQ(report->failed, 1U) << result << " of " << one.dump();
  ASSERT_EQ(report->mismatches.size(), 1U);
  EXPECT_EQ(report->mismatches[0].field.substr(0, result.size()), result);
}

TEST_P(VectorFileTest, HasNoResultThatIsNotCompared) {
  Json file = json_of(GetParam());
  const Json cases = file["cases"];
  std::set<std::string> seen;  // mode and fields: one case of each kind is enough
  for (const Json& one : cases) {
    for (const char* result : {"h", "hash", "b", "n", "g", "at", "pick", "in", "inExp", "idx"}) {
      if (!one.contains(result)) continue;
      const std::string kind = one["m"].get<std::string>() + result;
      if (seen.insert(kind).second) expect_noticed(file, one, result);
    }
  }
  EXPECT_GE(seen.size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Products, VectorFileTest, testing::ValuesIn(files), [](const auto& file) {
  std::string name = file.param;
  std::erase(name, '-');
  return name;
});

std::string flipper(const std::string& one) {
  return "{\"product\": \"Flipper (Ruby)\",\n \"cases\": [\n" + one + "]}";
}

// The one diagnostic that the text gives.
Diagnostic diagnostic_of(const std::string& text) {
  const auto report = check_vectors(text, "file.json");
  if (report || report.error().size() != 1) {
    ADD_FAILURE() << "expected one diagnostic";
    return {};
  }
  EXPECT_EQ(report.error()[0].file, "file.json");
  return report.error()[0];
}

TEST(VectorsTest, ReportsACaseThatComesOutOtherwise) {
  const auto report = check_vectors(
      flipper(R"({"m":"percentage_of_actors","feature":"a","id":"67","n":64,"at":[[0.063,1]]})"),
      "file.json");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->failed, 1U);
  ASSERT_EQ(report->mismatches.size(), 2U);
  EXPECT_EQ(report->mismatches[0].field, "n");
  EXPECT_EQ(report->mismatches[0].expected, "64");
  EXPECT_EQ(report->mismatches[0].got, "63");
  EXPECT_EQ(report->mismatches[1].field, "at[0]");
}

TEST(VectorsTest, SaysWhereAFileStopsBeingJson) {
  const Diagnostic diagnostic = diagnostic_of("{\"product\":\n  nothing}");
  EXPECT_EQ(diagnostic.at, (Position{2, 4}));
  EXPECT_EQ(diagnostic.message, "is not JSON");
}

TEST(VectorsTest, RefusesWhatIsNoVectorFile) {
  for (const char* text : {"[]", "{}", R"({"product": 1, "cases": []})", R"({"cases": [{}]})"}) {
    EXPECT_EQ(diagnostic_of(text).message, "is no vector file") << text;
  }
}

TEST(VectorsTest, DoesNotPassAFileWithoutCases) {
  EXPECT_THAT(diagnostic_of(R"({"product": "Statsig", "cases": []})").message,
              HasSubstr("has no cases"));
}

TEST(VectorsTest, NamesTheProductsWhenOneIsUnknown) {
  const Diagnostic diagnostic = diagnostic_of(R"({"product": "Statsik", "cases": [{}]})");
  EXPECT_EQ(diagnostic.message, "unknown product \"Statsik\"");
  EXPECT_EQ(diagnostic.hint, "did you mean \"Statsig\"?");
}

TEST(VectorsTest, RefusesACaseThatItCannotCheck) {
  EXPECT_THAT(diagnostic_of(flipper("{}")).message, HasSubstr("case 1: \"m\" is missing"));
  EXPECT_THAT(diagnostic_of(flipper("7")).message, HasSubstr("case 1 is no object"));
  EXPECT_THAT(diagnostic_of(flipper(R"({"m":"odd"})")).message, HasSubstr("no mode of Flipper"));
  EXPECT_THAT(
      diagnostic_of(flipper(R"({"m":"percentage_of_actors","id":"1","n":1,"at":[]})")).message,
      HasSubstr("\"feature\" is missing"));
  EXPECT_THAT(
      diagnostic_of(
          flipper(R"({"m":"percentage_of_actors","feature":"a","id":"1","at":[],"pick":0})"))
          .message,
      HasSubstr("\"pick\" is a result that this mode does not have"));
  EXPECT_THAT(
      diagnostic_of(flipper(R"({"m":"percentage_of_actors","feature":"a","id":"1","at":[5]})"))
          .message,
      HasSubstr("\"at\" is no list of [threshold, decision]"));
}

TEST(VectorsTest, SurvivesInputsOfTheWrongKind) {
  // Each input of one case of each mode, as something that it should not be.
  for (const char* name : files) {
    Json file = json_of(name);
    const Json cases = file["cases"];
    std::set<std::string> modes;
    for (const Json& one : cases) {
      if (!modes.insert(one["m"]).second) continue;
      for (const auto& [key, value] : one.items()) {
        for (const Json& wrong : {Json(), Json(-1), Json(1e300), Json("?"), Json::array({"x", 1}),
                                  Json::array({Json::array({1, 2, 3})}), Json::object()}) {
          Json changed = one;
          changed[key] = wrong;
          file["cases"] = Json::array({changed});
          const auto report = check_vectors(file.dump(), name);
          EXPECT_TRUE(!report || report->passed + report->failed == 1);
        }
      }
    }
  }
}

TEST(VectorsTest, SaysThatAFileCannotBeRead) {
  const auto report = check_vector_file("/nonexistent/vectors.json");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error()[0].message, "cannot be read");
}

}  // namespace
}  // namespace coalmine::conform
