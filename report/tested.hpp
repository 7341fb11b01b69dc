// What `coalmine test` found: for people, for programs, for continuous integration and for GitHub.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "harness/result.hpp"
#include "report/github.hpp"
#include "report/table.hpp"

namespace coalmine::report {

enum class TestOutcome : std::uint8_t {
  ok,        // every expectation was met
  failed,    // one was not met, or had no data
  bad,       // the scenario is not a valid one: it was not run
  skipped,   // it expects nothing: it was not run
  left_out,  // it comes after the first that failed, where the test ends with that
};

struct TestedExpectation {
  harness::Judgement judgement;
  std::string found;  // the value with its unit, or "no data"
  Position at;        // of its rule in the scenario's file; line 0: --set replaced it
};

struct TestedScenario {
  std::string file;  // as it was named, or found
  TestOutcome outcome = TestOutcome::left_out;
  Diagnostics problems{};                         // of a bad one
  std::vector<TestedExpectation> expectations{};  // of one that was run, and so are these:
  std::string name{};
  std::string digest{};
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  Duration elapsed{};  // by the clock. Not in the JSON, which is a function of scenarios and seeds
};

// What a run found. `places` are those of the rules, one for each judgement.
TestedScenario tested(std::string file, const harness::RunResult& result,
                      const std::vector<Position>& places);

// How many there are of one outcome.
std::size_t count_of(const std::vector<TestedScenario>& all, TestOutcome outcome);

// "ok       scenarios/coffee.yaml  7 expectations  0.4 s": one line for each, whose second column
// is `file_columns` wide; and a line that counts them.
std::string line_of(const TestedScenario& scenario, int file_columns, const Style& style);
std::string counts_line(const std::vector<TestedScenario>& all);

// One document, ending in a newline. `version` is coalmine's own.
std::string to_json(const std::vector<TestedScenario>& all, std::string_view version);

// JUnit XML: a suite for each scenario, a case for each expectation. One that was not run has a
// single case: an error if it is bad, else skipped.
std::string to_junit(const std::vector<TestedScenario>& all);

// An error at the rule of each expectation that was not met, and at each diagnostic.
std::vector<Annotation> annotations_of(const TestedScenario& scenario);

}  // namespace coalmine::report
