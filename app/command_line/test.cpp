#include "app/test.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/scenario_options.hpp"
#include "app/command_line/values.hpp"

namespace coalmine::app {

Command add_test(CLI::App& app) {
  const auto command = std::make_shared<TestCommand>();
  CLI::App* test =
      app.add_subcommand("test", "Run the scenarios that expect something, and say which get it");
  test->add_option("path", command->paths,
                   "Scenario files, and folders: every *.yaml and *.yml below")
      ->required()
      ->type_name("PATH");
  test->add_option("--filter", command->filter,
                   "Only those whose path or name contains this, or matches it as a whole with * "
                   "and ?")
      ->type_name("TEXT");
  test->add_flag("--fail-fast", command->fail_fast, "Begin no scenario after one that failed");
  add_scenario_options(*test, command->run);
  test->get_option("--json")->description(
      "Also write what was found to this file; - is standard output, with the lines on standard "
      "error");
  test->add_option("--junit", command->junit, "Also write a JUnit report; - likewise")
      ->check(file_name())
      ->type_name("FILE");
  test->footer(
      "With GITHUB_ACTIONS=true each failure is annotated at its line.\n"
      "Example:  coalmine test scenarios/incidents --filter '*cookie*'\n"
      "Exit:     0 all expectations met, 1 one not met or without data, 2 a bad scenario or none "
      "tested");
  return {test, [command] { return test_scenarios(*command); }};
}

}  // namespace coalmine::app
