#include "app/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "app/crew.hpp"
#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/outputs.hpp"
#include "app/progress.hpp"
#include "app/report_file.hpp"
#include "app/resume.hpp"
#include "app/stop.hpp"
#include "app/terminal.hpp"
#include "harness/experiment.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {
namespace {

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

// What would fail after a long run is refused before it.
Checked<void> check_files(const RunCommand& command) {
  std::vector<Output> outputs{{"--json", command.json}};
  for (const std::string& report : command.reports) {
    if (auto possible = check_report(report); !possible) return possible;
    outputs.push_back({"--report", report});
  }
  if (auto possible = check_outputs(outputs, {command.scenario}); !possible) return possible;
  // A journal has reasons of its own not to be written.
  outputs.push_back({"--resume", command.resume});
  return check_apart(outputs, {command.scenario});
}

Checked<void> write_outputs(const harness::RunResult& result, const RunCommand& command) {
  const std::string json = command.json.empty() ? "" : report::to_json(result, COALMINE_VERSION);
  if (auto written = write_output(command.json, json); !written) return written;
  for (const std::string& report : command.reports) {
    if (auto written = write_report({&result, 1}, report); !written) return written;
  }
  print_for_people(result, command);
  return {};
}

// A run that may begin, in the process that leads.
struct Begun {
  spec::Scenario scenario;
  std::unique_ptr<KeptRun> kept;  // null without --resume
};

// Nothing, and the reason on standard error, where it may not.
std::optional<Begun> begin(Result<spec::Scenario> scenario, const RunCommand& command) {
  if (!scenario) {
    print(scenario.error());
    return std::nullopt;
  }
  if (const auto possible = check_files(command); !possible) {
    complain(possible.error());
    return std::nullopt;
  }
  Begun begun{std::move(*scenario), nullptr};
  if (command.resume.empty()) return begun;
  auto kept = KeptRun::open(command.resume, begun.scenario);
  if (!kept) {
    complain(kept.error());
    return std::nullopt;
  }
  begun.kept = std::move(*kept);
  return begun;
}

// What all processes of a crew must have in common.
std::string work_of(const spec::Scenario& scenario) {
  return fmt::format("run {} {} {}", scenario.digest, scenario.seed, scenario.replications);
}

Checked<std::optional<harness::RunResult>> run_and_keep(const Begun& begun, harness::Crew& crew) {
  ProgressBar bar;
  harness::RunSupport support = begun.kept ? begun.kept->support() : harness::RunSupport{};
  support.progress = bar.callback();
  std::optional<StopOnSignal> stop;
  if (begun.kept) {
    if (!support.found.empty()) {
      fmt::print(stderr, "coalmine: {}, and not done again\n", begun.kept->told());
    }
    stop.emplace([&] {
      return fmt::format("{}coalmine: interrupted\ncoalmine: {}; the same command goes on\n",
                         is_terminal(stderr) ? "\n" : "", begun.kept->told());
    });
  }
  auto result = harness::run(begun.scenario, crew, support);
  bar.finish();
  return result;
}

int lead(Result<spec::Scenario> scenario, const RunCommand& command, harness::Crew& crew) {
  const auto begun = begin(std::move(scenario), command);
  if (!agree(crew, begun ? std::optional(work_of(begun->scenario)) : std::nullopt)) {
    return bad_input;
  }
  const auto run = run_and_keep(*begun, crew);
  if (!run) return complain(run.error());
  const harness::RunResult& result = **run;
  if (const auto written = write_outputs(result, command); !written) {
    return complain(written.error());
  }
  // What did not reach standard output is kept; main says why.
  if (begun->kept && std::fflush(stdout) == 0) {
    if (const auto removed = begun->kept->remove(); !removed) return complain(removed.error());
  }
  const bool all_met =
      std::all_of(result.judgements.begin(), result.judgements.end(),
                  [](const auto& judgement) { return judgement.verdict == harness::Verdict::met; });
  return all_met ? fine : expectation_failed;
}

// In a process that does not lead: no word and no file.
int help(const Result<spec::Scenario>& scenario, harness::Crew& crew) {
  if (!agree(crew, scenario ? std::optional(work_of(*scenario)) : std::nullopt)) return fine;
  const auto nothing = harness::run(*scenario, crew);
  assert(nothing);
  return fine;
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
  // A file that may not become longer is an error like a full disk, and no reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  const auto crew = make_crew(command.jobs);
  auto scenario = spec::load(command.scenario, overrides_of(command));
  return crew->leads() ? lead(std::move(scenario), command, *crew) : help(scenario, *crew);
}

}  // namespace coalmine::app
