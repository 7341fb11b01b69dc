#include "app/baseline.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/scenario_options.hpp"
#include "app/command_line/values.hpp"

namespace coalmine::app {
namespace {

CLI::App* add_save(CLI::App& baseline, SaveCommand& command) {
  CLI::App* save = baseline.add_subcommand("save", "Run a scenario and store its result");
  save->add_option("scenario", command.run.scenario,
                   "Scenario file, or a folder: every *.yaml and *.yml below")
      ->required()
      ->type_name("SCENARIO");
  save->add_option("-o,--output", command.to,
                   "Where to: a file, or a folder with a file for each scenario")
      ->required()
      ->check(file_name())
      ->type_name("FILE");
  add_experiment_options(*save, command.run);
  save->footer(
      "Example:  coalmine baseline save scenarios/food-ordering.yaml -o food-ordering.json "
      "--replications 20\n"
      "Exit:     0 saved, 2 bad input, 3 a bug in coalmine");
  return save;
}

void add_judgement(CLI::App& diff, DiffCommand& command) {
  diff.add_option("--level", command.level,
                  "Chance of any false regression, where nothing changed, among all that is judged")
      ->capture_default_str()
      ->type_name("SHARE");
  diff.add_option("--metric", command.metrics,
                  "Judge this figure instead of the default ones; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  diff.add_option(
          "--tolerance", command.tolerances,
          "How much worse is no regression: METRIC or all, = 0, 5%, 0.5points, 30s, 10; may "
          "be repeated  [default: 0.5points of shares, 5% of all else]")
      ->allow_extra_args(false)
      ->type_name("METRIC=VALUE");
}

CLI::App* add_diff(CLI::App& baseline, DiffCommand& command) {
  CLI::App* diff = baseline.add_subcommand(
      "diff", "Say what changed beyond chance, and fail if something became worse");
  diff->add_option("old", command.before, "Result, or a folder of them: every *.json below")
      ->required()
      ->type_name("OLD");
  diff->add_option("new", command.after,
                   "Result, or a scenario that is run as OLD was; or a folder of them")
      ->required()
      ->type_name("NEW");
  add_judgement(*diff, command);
  add_experiment_options(*diff, command.run);
  diff->get_option("--seed")->description("Seed of every draw  [default: OLD's, which pairs them]");
  diff->get_option("--replications")
      ->description("How often to run each policy  [default: as often as OLD]");
  diff->add_option("--json", command.run.json,
                   "Also write what was found to this file; - is standard output, with the text on "
                   "standard error")
      ->check(file_name())
      ->type_name("FILE");
  diff->add_option("--markdown", command.markdown, "Also write it for a pull request; - likewise")
      ->check(file_name())
      ->type_name("FILE");
  diff->footer(
      "With GITHUB_ACTIONS=true each regression is annotated.\n"
      "Example:  coalmine baseline diff results/false-rollback.json scenarios/false-rollback.yaml\n"
      "Exit:     0 no regression, 1 a regression, 2 bad input or nothing to judge by");
  return diff;
}

}  // namespace

Command add_baseline(CLI::App& app) {
  const auto save_command = std::make_shared<SaveCommand>();
  const auto diff_command = std::make_shared<DiffCommand>();
  CLI::App* baseline = app.add_subcommand(
      "baseline", "Store what scenarios find, and fail if it becomes worse than that");
  CLI::App* save = add_save(*baseline, *save_command);
  add_diff(*baseline, *diff_command);
  baseline->require_subcommand(1);
  baseline->footer(
      "Example:  coalmine baseline save scenarios/food-ordering.yaml -o food-ordering.json "
      "--replications 20\n"
      "Help:     coalmine baseline diff --help");
  return {baseline, [=] {
            return save->parsed() ? save_baseline(*save_command) : diff_baseline(*diff_command);
          }};
}

}  // namespace coalmine::app
