#include "app/schema.hpp"

#include <CLI/CLI.hpp>

#include "app/command_line/commands.hpp"

namespace coalmine::app {

Command add_schema(CLI::App& app) {
  CLI::App* schema = app.add_subcommand(
      "schema", "Print the JSON Schema of the scenario language, for completion in editors");
  schema->footer("Example:  coalmine schema > coalmine.schema.json");
  return {schema, [] { return print_schema(); }};
}

}  // namespace coalmine::app
