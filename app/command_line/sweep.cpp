#include "app/sweep.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/scenario_options.hpp"
#include "app/command_line/values.hpp"
#include "harness/sweep/dimension.hpp"

namespace coalmine::app {
namespace {

void add_points(CLI::App& sweep, SweepCommand& command) {
  sweep
      .add_option("--vary", command.vary,
                  "Give these values to a value of the scenario: A..B[:STEPS][:log] or a,b,c; may "
                  "be repeated  [default STEPS: 5]")
      ->allow_extra_args(false)
      ->type_name("PATH=VALUES")
      ->required();
  sweep
      .add_option("--samples", command.samples,
                  "Not every combination, but a Latin hypercube of so many points")
      ->type_name("N")
      ->check(whole_number(2, harness::points_max));
  sweep
      .add_option("--sample-seed", command.sample_seed,
                  "Seed of the hypercube  [default: the scenario's]")
      ->type_name("N")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->needs("--samples");
}

void add_results(CLI::App& sweep, SweepCommand& command) {
  sweep
      .add_option("-o,--output", command.output,
                  "Where to: a line of JSON for each point. Finished points are kept in "
                  "FILE.partial, and not done again")
      ->check(file_name())
      ->type_name("FILE")
      ->required();
  sweep.add_flag("--restart", command.restart,
                 "Begin anew: replace another sweep's file, forget finished points");
  sweep
      .add_option("--metric", command.metrics,
                  "Report this; may be repeated  [default: blast_radius.exposed, "
                  "blast_radius.harmed]")
      ->allow_extra_args(false)
      ->type_name("NAME");
  sweep.add_option("--report", command.report, "Also write a report with charts: .html or .md")
      ->check(file_name())
      ->type_name("FILE");
  sweep.add_flag("--quiet", command.run.quiet, "Nothing on standard output");
}

}  // namespace

Command add_sweep(CLI::App& app) {
  const auto command = std::make_shared<SweepCommand>();
  CLI::App* sweep = app.add_subcommand(
      "sweep", "Run a scenario with other numbers, and say what depends on them");
  sweep->add_option("scenario", command->run.scenario, "Scenario file")->required();
  add_points(*sweep, *command);
  add_results(*sweep, *command);
  sweep->add_option("--policy", command->run.policies, "Only this policy; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  add_experiment_options(*sweep, command->run);
  sweep->footer(
      "Example:  coalmine sweep scenarios/food-ordering.yaml --vary traffic.users=100..1000:3:log\n"
      "              --replications 5 -o users.jsonl\n"
      "Exit:     0 all points are in FILE, 2 bad input or a full disk, 3 a bug in coalmine,\n"
      "          130 or 143 interrupted: the same command goes on");
  return {sweep, [command] { return sweep_scenario(*command); }, /*by_crew=*/true};
}

}  // namespace coalmine::app
