#include "app/check.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/command_line/commands.hpp"

namespace coalmine::app {

Command add_check(CLI::App& app) {
  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* check = app.add_subcommand("check", "Say all that is wrong with scenario files");
  check->add_option("scenario", *files, "Scenario files")->required();
  check->footer(
      "Example:  coalmine check scenarios/food-ordering.yaml\n"
      "Exit:     0 all are fine, 2 something is wrong");
  return {check, [files] { return check_scenarios(*files); }};
}

}  // namespace coalmine::app
