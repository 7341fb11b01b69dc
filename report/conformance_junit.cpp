#include <string>

#include "report/conformance.hpp"
#include "report/junit.hpp"

namespace coalmine::report {
namespace {

using conform::Finding;
using conform::Outcome;

JunitCase case_of(const Finding& finding, bool expected) {
  JunitCase test{.name = std::string(conform::info_of(finding.promise).title)};
  if (finding.outcome == Outcome::holds) return test;
  test.outcome = expected ? CaseOutcome::failed : CaseOutcome::skipped;
  test.message = finding.outcome == Outcome::not_tested
                     ? "not tested: " + finding.why_not
                     : "fails: " + to_text(finding.counter_example.value());
  if (!expected && finding.outcome == Outcome::fails) test.message += " (not expected to hold)";
  return test;
}

}  // namespace

std::string to_junit(const conform::Conformance& result, const conform::Expected& expected) {
  JunitSuite suite{.name = "coalmine conform: " + result.router, .class_name = result.router};
  for (const Finding& finding : result.findings) {
    suite.cases.push_back(case_of(finding, conform::is_expected(finding, expected)));
  }
  return to_junit({suite});
}

}  // namespace coalmine::report
