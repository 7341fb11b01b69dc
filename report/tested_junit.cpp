#include <fmt/format.h>

#include "report/junit.hpp"
#include "report/tested.hpp"
#include "report/tested_words.hpp"

namespace coalmine::report {
namespace {

JunitCase case_of(const TestedExpectation& expectation) {
  const harness::Judgement& judgement = expectation.judgement;
  JunitCase test{
      .name = fmt::format("{}: {} {}", judgement.policy, judgement.metric, judgement.rule),
      .line = expectation.at.line};
  if (judgement.verdict != harness::Verdict::met) {
    test.outcome = CaseOutcome::failed;
    test.message = failure_text(expectation);
  }
  return test;
}

// All of its problems: the first is the message.
JunitCase bad_case(const TestedScenario& scenario) {
  JunitCase test{.name = "is a valid scenario", .outcome = CaseOutcome::broken};
  for (const Diagnostic& problem : scenario.problems) {
    if (test.message.empty()) {
      test.message = problem_text(problem);
      test.line = problem.file == scenario.file ? problem.at.line : 0;
    }
    test.text += placed_problem_text(problem) + '\n';
  }
  return test;
}

// Jenkins takes what stands before the last dot for a package.
std::string class_name(const std::string& file) {
  return file.ends_with(".yaml") ? file.substr(0, file.size() - 5) : file;
}

JunitSuite suite_of(const TestedScenario& scenario) {
  JunitSuite suite{.name = scenario.name.empty() ? scenario.file : scenario.name,
                   .class_name = class_name(scenario.file),
                   .file = scenario.file,
                   .elapsed = scenario.elapsed};
  for (const TestedExpectation& each : scenario.expectations) suite.cases.push_back(case_of(each));
  if (scenario.outcome == TestOutcome::bad) suite.cases.push_back(bad_case(scenario));
  if (scenario.outcome == TestOutcome::skipped) {
    suite.cases.push_back({"expectations", CaseOutcome::skipped, "it expects nothing"});
  }
  if (scenario.outcome == TestOutcome::left_out) {
    suite.cases.push_back(
        {"expectations", CaseOutcome::skipped, "left out after the first failure"});
  }
  return suite;
}

}  // namespace

std::string to_junit(const std::vector<TestedScenario>& all) {
  std::vector<JunitSuite> suites;
  for (const TestedScenario& scenario : all) suites.push_back(suite_of(scenario));
  return to_junit(suites);
}

}  // namespace coalmine::report
