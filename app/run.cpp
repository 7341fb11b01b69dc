#include "app/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/progress.hpp"
#include "app/terminal.hpp"
#include "harness/experiment.hpp"
#include "report/file.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {
namespace {

constexpr const char* standard_output = "-";

harness::RunResult run_with_progress(const spec::Scenario& scenario, const RunCommand& command) {
  ProgressBar progress;
  harness::RunResult result =
      harness::run(scenario, {.threads = threads_of(command), .progress = progress.callback()});
  progress.finish();
  return result;
}

// Where failed expectations are told: in the table if there is one; never between the lines of a
// JSON document.
void print_for_people(const harness::RunResult& result, const RunCommand& command) {
  if (command.json == standard_output) {
    fmt::print(stderr, "{}", report::failures(result, style_of(stderr)));
  } else if (command.quiet) {
    fmt::print("{}", report::failures(result, style_of(stdout)));
  } else {
    fmt::print("{}", report::to_terminal(result, style_of(stdout)));
  }
}

int complain(const Error& error) {
  fmt::print(stderr, "coalmine: {}\n", error.message);
  return bad_input;
}

}  // namespace

spec::Overrides overrides_of(const RunCommand& command) {
  spec::Overrides overrides{.set = command.set, .policies = command.policies};
  if (command.seed) overrides.set.push_back(fmt::format("seed={}", *command.seed));
  if (command.replications) {
    overrides.set.push_back(fmt::format("replications={}", *command.replications));
  }
  return overrides;
}

std::uint32_t threads_of(const RunCommand& command) {
  return command.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
}

int run_scenario(const RunCommand& command) {
  const bool writes_file = !command.json.empty() && command.json != standard_output;
  const auto scenario = spec::load(command.scenario, overrides_of(command));
  if (!scenario) {
    print(scenario.error());
    return bad_input;
  }
  if (writes_file) {
    if (const auto writable = report::check_writable(command.json); !writable) {
      return complain(writable.error());
    }
  }

  const harness::RunResult result = run_with_progress(*scenario, command);
  if (!command.json.empty()) {
    const std::string json = report::to_json(result, COALMINE_VERSION);
    if (!writes_file) {
      fmt::print("{}", json);
    } else if (const auto written = report::write_file(command.json, json); !written) {
      return complain(written.error());
    }
  }
  print_for_people(result, command);

  const bool all_met =
      std::all_of(result.judgements.begin(), result.judgements.end(),
                  [](const auto& judgement) { return judgement.verdict == harness::Verdict::met; });
  return all_met ? fine : expectation_failed;
}

}  // namespace coalmine::app
