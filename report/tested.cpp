#include "report/tested.hpp"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "report/run_tables.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::Verdict;

std::size_t count_of(const TestedScenario& scenario, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(scenario.expectations.begin(), scenario.expectations.end(),
                    [&](const auto& each) { return each.judgement.verdict == verdict; }));
}

// "2 of 7 expectations not met, 1 without data".
std::string failed_text(const TestedScenario& scenario) {
  const std::size_t not_met = count_of(scenario, Verdict::not_met);
  const std::size_t without_data = count_of(scenario, Verdict::no_data);
  const std::string all = counted(scenario.expectations.size(), "expectation", "expectations");
  if (without_data == 0) return fmt::format("{} of {} not met", not_met, all);
  if (not_met == 0) return fmt::format("{} of {} without data", without_data, all);
  return fmt::format("{} of {} not met, {} without data", not_met, all, without_data);
}

struct Shown {
  std::string_view word;
  fmt::terminal_color colour;
  std::string what;
};

Shown shown(const TestedScenario& scenario) {
  using fmt::terminal_color;
  switch (scenario.outcome) {
    case TestOutcome::ok:
      return {"ok", terminal_color::green,
              counted(scenario.expectations.size(), "expectation", "expectations")};
    case TestOutcome::failed:
      return {"FAILED", terminal_color::red, failed_text(scenario)};
    case TestOutcome::bad:
      return {"ERROR", terminal_color::red,
              counted(scenario.problems.size(), "problem", "problems")};
    case TestOutcome::skipped:
      return {"skipped", terminal_color::yellow, "it expects nothing"};
    case TestOutcome::left_out:
      return {"left out", terminal_color::yellow, "it comes after the first failure"};
  }
  assert(false);
  return {};
}

bool was_run(const TestedScenario& scenario) {
  return scenario.outcome == TestOutcome::ok || scenario.outcome == TestOutcome::failed;
}

}  // namespace

TestedScenario tested(std::string file, const harness::RunResult& result,
                      const std::vector<Position>& places) {
  assert(places.size() == result.judgements.size());
  TestedScenario scenario{.file = std::move(file),
                          .outcome = TestOutcome::ok,
                          .name = result.scenario,
                          .digest = result.digest,
                          .seed = result.seed,
                          .replications = result.replications};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const harness::Judgement& judgement = result.judgements[i];
    if (judgement.verdict != Verdict::met) scenario.outcome = TestOutcome::failed;
    scenario.expectations.push_back({judgement, found_text(result, judgement), places[i]});
  }
  return scenario;
}

std::size_t count_of(const std::vector<TestedScenario>& all, TestOutcome outcome) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const auto& each) { return each.outcome == outcome; }));
}

std::string line_of(const TestedScenario& scenario, int file_columns, const Style& style) {
  const auto [word, colour, what] = shown(scenario);
  std::string line = fmt::format("{:<8}", word);
  if (style.colour) line = fmt::format(fmt::fg(colour), "{}", line);
  const int blanks = std::max(file_columns - width_of(scenario.file), 0);
  line += fmt::format(" {}{:{}}  {}", scenario.file, "", blanks, what);
  if (was_run(scenario)) line += fmt::format("  {:.1f} s", in_seconds(scenario.elapsed));
  return line + '\n';
}

std::string counts_line(const std::vector<TestedScenario>& all) {
  std::string line = counted(all.size(), "scenario", "scenarios") + ':';
  std::string_view separator = " ";
  for (const auto& [outcome, word] : {std::pair{TestOutcome::ok, "ok"},
                                      {TestOutcome::failed, "failed"},
                                      {TestOutcome::bad, "bad"},
                                      {TestOutcome::skipped, "skipped"},
                                      {TestOutcome::left_out, "left out"}}) {
    const std::size_t count = count_of(all, outcome);
    if (count == 0 && outcome != TestOutcome::ok) continue;
    line += fmt::format("{}{} {}", separator, count, word);
    separator = ", ";
  }
  return line + '\n';
}

}  // namespace coalmine::report
