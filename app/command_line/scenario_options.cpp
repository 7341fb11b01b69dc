#include "app/command_line/scenario_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>

#include "app/command_line/values.hpp"

namespace coalmine::app {

void add_experiment_options(CLI::App& run, RunCommand& command) {
  run.add_option("--set", command.set, "Replace a value of the scenario; may be repeated")
      ->allow_extra_args(false)
      ->type_name("PATH=VALUE");
  run.add_option("--seed", command.seed, "Seed of every draw  [default: the scenario's]")
      ->type_name("N")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
  run.add_option("--replications", command.replications,
                 "How often to run each policy  [default: the scenario's]")
      ->type_name("N")
      ->check(whole_number(1, std::numeric_limits<std::uint32_t>::max()));
  run.add_option("--jobs", command.jobs, "Threads; changes no result  [default: one a core]")
      ->type_name("N")
      ->check(whole_number(1, jobs_max));
}

void add_scenario_options(CLI::App& run, RunCommand& command) {
  add_experiment_options(run, command);
  run.add_option("--json", command.json,
                 "Also write every figure to this file; - is standard output, without the table")
      ->check(file_name())
      ->type_name("FILE");
}

}  // namespace coalmine::app
