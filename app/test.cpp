#include "app/test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/github.hpp"
#include "app/outputs.hpp"
#include "app/progress.hpp"
#include "app/scenario_files.hpp"
#include "app/side_by_side.hpp"
#include "app/terminal.hpp"
#include "report/tested.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {
namespace {

using report::TestedScenario;
using report::TestOutcome;

constexpr int file_columns_max = 72;

int complain(std::string_view message) {
  fmt::print(stderr, "coalmine: {}\n", message);
  return bad_input;
}

// A scenario that cannot be read has no name: its path has to match.
bool is_meant(const Candidate& candidate, const std::string& filter) {
  return filter.empty() || matches(candidate.file, filter) ||
         (candidate.scenario && matches(candidate.scenario->name, filter));
}

std::vector<Candidate> load(const std::vector<std::string>& files, const TestCommand& command) {
  std::vector<Candidate> candidates;
  for (const std::string& file : files) {
    Candidate candidate{file, spec::load(file, overrides_of(command.run))};
    if (is_meant(candidate, command.filter)) candidates.push_back(std::move(candidate));
  }
  return candidates;
}

// Tells people of each scenario as soon as it is known. On a terminal a bar shows that there is
// more to come.
class Teller {
 public:
  Teller(std::FILE* stream, const std::vector<Candidate>& candidates)
      : stream_(stream), progress_(bar_.callback()) {
    for (const Candidate& each : candidates) {
      columns_ = std::max(columns_, std::min(report::width_of(each.file), file_columns_max));
    }
  }

  void announce(const TestedScenario& tested, const std::string& failures) {
    bar_.finish();
    fmt::print(stream_, "{}{}", report::line_of(tested, columns_, style_of(stream_)), failures);
    std::fflush(stream_);
    if (!tested.problems.empty()) print(tested.problems);
    for (report::Annotation& annotation : report::annotations_of(tested)) {
      annotate(std::move(annotation));
    }
  }

  void show_progress(std::uint32_t done, std::uint32_t all) {
    if (progress_) progress_(done, all);
  }

 private:
  std::FILE* stream_;
  ProgressBar bar_;
  std::function<void(std::uint32_t, std::uint32_t)> progress_;
  int columns_ = 0;
};

std::string_view why_nothing(const std::vector<std::string>& files,
                             const std::vector<Candidate>& candidates) {
  if (files.empty()) return "no *.yaml or *.yml file is there";
  return candidates.empty() ? "no scenario matches --filter" : "no scenario expects anything";
}

int exit_code(const std::vector<TestedScenario>& all) {
  const auto has = [&](TestOutcome outcome) { return report::count_of(all, outcome) > 0; };
  if (has(TestOutcome::bad)) return bad_input;
  return has(TestOutcome::failed) ? expectation_failed : fine;
}

}  // namespace

int test_scenarios(const TestCommand& command) {
  const std::vector<std::string> files = scenario_files(command.paths);
  const auto possible =
      check_outputs({{"--json", command.run.json}, {"--junit", command.junit}}, files);
  if (!possible) return complain(possible.error().message);
  const std::vector<Candidate> candidates = load(files, command);
  const bool for_programs = command.run.json == standard_output || command.junit == standard_output;
  std::FILE* const stream = for_programs ? stderr : stdout;

  Teller teller(stream, candidates);
  const std::vector<TestedScenario> all = test_side_by_side(
      candidates,
      {.threads = threads_of(command.run),
       .fail_fast = command.fail_fast,
       .style = style_of(stream),
       .announce = [&](const auto& tested, const auto& lines) { teller.announce(tested, lines); },
       .progress = [&](auto done, auto of) { teller.show_progress(done, of); }});
  fmt::print(stream, "{}", report::counts_line(all));

  for (const auto& [path, text] :
       {std::pair{command.run.json, report::to_json(all, COALMINE_VERSION)},
        {command.junit, report::to_junit(all)}}) {
    if (const auto written = write_output(path, text); !written) {
      return complain(written.error().message);
    }
  }
  const std::size_t not_run = report::count_of(all, TestOutcome::skipped);
  if (not_run == all.size()) {
    return complain(fmt::format("nothing was tested: {}", why_nothing(files, candidates)));
  }
  return exit_code(all);
}

}  // namespace coalmine::app
