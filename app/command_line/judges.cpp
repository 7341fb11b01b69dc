#include "app/judges.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/scenario_options.hpp"

namespace coalmine::app {

Command add_judges(CLI::App& app) {
  const auto command = std::make_shared<JudgesCommand>();
  CLI::App* judges = app.add_subcommand(
      "judges", "Say what each judge would have done: detect, miss, or roll back a good release");
  judges->add_option("scenario", command->run.scenario, "Scenario file");
  judges
      ->add_option("--policy", command->run.policies,
                   "Under this policy; may be repeated  [default: the first]")
      ->allow_extra_args(false)
      ->type_name("NAME");
  judges->add_option("--judge", command->judges, "Only this judge; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  judges->add_option("--function", command->functions, "They watch only this; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  judges
      ->add_option("--traffic", command->traffic,
                   "With so many times the users and requests, one after the other  [default: 1]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FACTOR,...");
  add_scenario_options(*judges, command->run);
  auto* instead = judges->add_option_group("instead", "Instead of a comparison");
  instead->add_flag("--standard", command->standard,
                    "Print the judges of a scenario that names none, to copy and change");
  instead->add_flag("--list", command->list, "Print the engines, a line each");
  instead
      ->add_option("--machines", command->machines,
                   "Print the state machines of this engine, or of all, as Markdown")
      ->expected(0, 1)
      ->type_name("[ENGINE]");
  instead->require_option(0, 1);
  judges->footer(
      "Example:  coalmine judges scenarios/food-ordering.yaml --replications 20 --function "
      "receipts\n"
      "Exit:     0 fine, 2 bad input, 3 a bug in coalmine");
  return {judges, [command] { return compare_judges(*command); }};
}

}  // namespace coalmine::app
