#include "app/run.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/scenario_options.hpp"
#include "app/command_line/values.hpp"

namespace coalmine::app {

Command add_run(CLI::App& app) {
  const auto command = std::make_shared<RunCommand>();
  CLI::App* run = app.add_subcommand("run", "Run every policy of a scenario and compare them");
  run->add_option("scenario", command->scenario, "Scenario file")->required();
  run->add_option("--policy", command->policies, "Only this policy; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  add_scenario_options(*run, *command);
  run->add_option("--report", command->reports,
                  "Also write a report: .html, .md or .csv; may be repeated")
      ->allow_extra_args(false)
      ->check(file_name())
      ->type_name("FILE");
  run->add_option("--resume", command->resume,
                  "Keep finished replications in FILE until all are; if there are some, go on "
                  "from there")
      ->check(file_name())
      ->type_name("FILE");
  run->add_flag("--quiet", command->quiet, "No table: only the expectations that failed");
  run->footer(
      "Example:  coalmine run scenarios/food-ordering.yaml --seed 7 --set traffic.users=500\n"
      "Exit:     0 expectations met, 1 not met or no data, 2 bad input, 3 a bug in coalmine");
  return {run, [command] { return run_scenario(*command); }, /*by_crew=*/true};
}

}  // namespace coalmine::app
