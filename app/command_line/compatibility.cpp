#include "app/compatibility.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/values.hpp"

namespace coalmine::app {

Command add_compatibility(CLI::App& app) {
  const auto command = std::make_shared<CompatibilityCommand>();
  CLI::App* compatibility = app.add_subcommand(
      "compatibility", "Say which versions fit together, and in which order functions can move");
  compatibility->add_option("scenario", command->scenario, "Scenario file")
      ->required()
      ->check(file_name());
  compatibility
      ->add_option("--json", command->json,
                   "Also write it to this file; - is standard output, without the text")
      ->check(file_name())
      ->type_name("FILE");
  compatibility->footer(
      "Example:  coalmine compatibility scenarios/food-ordering.yaml\n"
      "Exit:     0 an order avoids every mismatch, 1 none does, 2 bad input");
  return {compatibility, [command] { return show_compatibility(*command); }};
}

}  // namespace coalmine::app
