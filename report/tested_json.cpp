#include <cassert>

#include "report/expectation_json.hpp"
#include "report/json_text.hpp"
#include "report/tested.hpp"

namespace coalmine::report {
namespace {

constexpr int schema_version = 1;

std::string_view name_of(TestOutcome outcome) {
  switch (outcome) {
    case TestOutcome::ok:
      return "ok";
    case TestOutcome::failed:
      return "failed";
    case TestOutcome::bad:
      return "bad";
    case TestOutcome::skipped:
      return "skipped";
    case TestOutcome::left_out:
      return "left out";
  }
  assert(false);
  return {};
}

// Where there is no position, null.
Json position_json(int number) { return number > 0 ? Json(number) : Json(nullptr); }

Json problem_json(const Diagnostic& problem) {
  Json json;
  json["file"] = problem.file;
  json["line"] = position_json(problem.at.line);
  json["column"] = position_json(problem.at.column);
  json["message"] = problem.message;
  json["hint"] = problem.hint;
  return json;
}

Json scenario_json(const TestedScenario& scenario) {
  Json json;
  json["file"] = scenario.file;
  json["outcome"] = name_of(scenario.outcome);
  if (!scenario.expectations.empty()) {
    json["scenario"]["name"] = scenario.name;
    json["scenario"]["digest"] = scenario.digest;
    json["seed"] = scenario.seed;
    json["replications"] = scenario.replications;
  }
  json["expectations"] = Json::array();
  for (const TestedExpectation& each : scenario.expectations) {
    Json expectation = expectation_json(each.judgement);
    expectation["line"] = position_json(each.at.line);
    expectation["column"] = position_json(each.at.column);
    json["expectations"].push_back(std::move(expectation));
  }
  json["problems"] = Json::array();
  for (const Diagnostic& problem : scenario.problems) {
    json["problems"].push_back(problem_json(problem));
  }
  return json;
}

}  // namespace

std::string to_json(const std::vector<TestedScenario>& all, std::string_view version) {
  Json json;
  json["coalmine"] = version;
  json["schema"] = schema_version;
  for (const TestOutcome outcome : {TestOutcome::ok, TestOutcome::failed, TestOutcome::bad,
                                    TestOutcome::skipped, TestOutcome::left_out}) {
    json["counts"][std::string(name_of(outcome))] = count_of(all, outcome);
  }
  json["scenarios"] = Json::array();
  for (const TestedScenario& scenario : all) json["scenarios"].push_back(scenario_json(scenario));
  return json_text(json);
}

}  // namespace coalmine::report
