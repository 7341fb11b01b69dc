#include "app/command_line/commands.hpp"

namespace coalmine::app {

std::vector<Command> add_commands(CLI::App& app) {
  return {add_run(app),     add_report(app),     add_test(app),    add_baseline(app),
          add_sweep(app),   add_judges(app),     add_check(app),   add_compatibility(app),
          add_conform(app), add_bucket(app),     add_vectors(app), add_route(app),
          add_schema(app),  add_completion(app), add_man(app)};
}

}  // namespace coalmine::app
