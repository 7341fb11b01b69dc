#include "app/judges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/progress.hpp"
#include "app/terminal.hpp"
#include "harness/judges/comparison.hpp"
#include "harness/judges/engines.hpp"
#include "report/file.hpp"
#include "report/judges.hpp"
#include "spec/parse.hpp"
#include "spec/standard_judges.hpp"

namespace coalmine::app {
namespace {

int complain(const std::string& message) {
  fmt::print(stderr, "coalmine: {}\n", message);
  return bad_input;
}

int print_machines(const std::string& engine) {
  std::vector<harness::EngineInfo> shown;
  std::string known;
  for (harness::EngineInfo& info : harness::engines()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", info.name);
    if (engine.empty() || info.name == engine) shown.push_back(std::move(info));
  }
  if (shown.empty())
    return complain(fmt::format("unknown engine \"{}\": one of {}", engine, known));
  fmt::print("{}", report::machines_markdown(shown));
  return fine;
}

Result<spec::Scenario> scenario_of(const JudgesCommand& command) {
  spec::Overrides overrides = overrides_of(command.run);
  overrides.standard_judges = true;
  auto scenario = spec::load(command.run.scenario, overrides);
  // Without --policy only the first, which is what the others are compared with.
  if (scenario && command.run.policies.empty()) {
    scenario->policies.erase(scenario->policies.begin() + 1, scenario->policies.end());
  }
  return scenario;
}

int compare(const JudgesCommand& command) {
  const RunCommand& run = command.run;
  const bool json_to_output = run.json == "-";
  const bool writes_file = !run.json.empty() && !json_to_output;
  const auto scenario = scenario_of(command);
  if (!scenario) {
    print(scenario.error());
    return bad_input;
  }
  if (writes_file) {
    if (const auto writable = report::check_writable(run.json); !writable) {
      return complain(writable.error().message);
    }
  }

  harness::ComparisonOptions options{.judges = command.judges, .functions = command.functions};
  if (!command.traffic.empty()) options.traffic = command.traffic;
  options.run.threads = threads_of(run);
  ProgressBar progress;
  options.run.progress = progress.callback();
  const auto comparison = harness::compare_judges(*scenario, options);
  progress.finish();
  if (!comparison) return complain(comparison.error().message);

  const std::string json = report::to_json(*comparison, COALMINE_VERSION);
  if (writes_file) {
    if (const auto written = report::write_file(run.json, json); !written) {
      return complain(written.error().message);
    }
  }
  fmt::print("{}", json_to_output ? json : report::to_terminal(*comparison, style_of(stdout)));
  return fine;
}

}  // namespace

int compare_judges(const JudgesCommand& command) {
  if (command.standard) {
    fmt::print("{}", spec::standard_judges());
    return fine;
  }
  if (command.list) {
    fmt::print("{}", report::engine_list(harness::engines()));
    return fine;
  }
  if (command.machines) return print_machines(*command.machines);
  if (command.run.scenario.empty()) return complain("judges needs a scenario; see --help");
  return compare(command);
}

}  // namespace coalmine::app
