#include "report/tested_words.hpp"

#include <fmt/format.h>

namespace coalmine::report {

std::string failure_text(const TestedExpectation& expectation) {
  const harness::Judgement& judgement = expectation.judgement;
  const std::string found =
      judgement.verdict == harness::Verdict::no_data ? "has no data" : "is " + expectation.found;
  return fmt::format("{}: {} {}, expected {}", judgement.policy, judgement.metric, found,
                     judgement.rule);
}

std::string problem_text(const Diagnostic& problem) {
  return problem.hint.empty() ? problem.message
                              : fmt::format("{} ({})", problem.message, problem.hint);
}

std::string placed_problem_text(const Diagnostic& problem) {
  const std::string place = problem.at.line > 0 ? fmt::format("{}:{}:{}", problem.file,
                                                              problem.at.line, problem.at.column)
                                                : problem.file;
  return fmt::format("{}: error: {}", place, problem_text(problem));
}

}  // namespace coalmine::report
