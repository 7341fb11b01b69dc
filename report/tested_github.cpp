#include "report/tested.hpp"
#include "report/tested_words.hpp"

namespace coalmine::report {
namespace {

// What is wrong with --set or --policy has no place in a file.
bool is_in_a_file(const Diagnostic& problem) { return !problem.file.starts_with("--"); }

Annotation annotation_of(const TestedScenario& scenario, const Diagnostic& problem) {
  if (is_in_a_file(problem)) {
    return {.file = problem.file,
            .at = problem.at,
            .title = "Not a valid scenario",
            .message = problem_text(problem)};
  }
  return {.file = scenario.file,
          .title = "Not a valid scenario",
          .message = placed_problem_text(problem)};
}

}  // namespace

std::vector<Annotation> annotations_of(const TestedScenario& scenario) {
  std::vector<Annotation> annotations;
  for (const Diagnostic& problem : scenario.problems) {
    annotations.push_back(annotation_of(scenario, problem));
  }
  for (const TestedExpectation& each : scenario.expectations) {
    if (each.judgement.verdict == harness::Verdict::met) continue;
    const bool no_data = each.judgement.verdict == harness::Verdict::no_data;
    annotations.push_back({.file = scenario.file,
                           .at = each.at,
                           .title = no_data ? "Expectation without data" : "Expectation not met",
                           .message = failure_text(each)});
  }
  return annotations;
}

}  // namespace coalmine::report
