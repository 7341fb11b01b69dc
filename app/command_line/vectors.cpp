#include "app/vectors.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/command_line/commands.hpp"

namespace coalmine::app {

Command add_vectors(CLI::App& app) {
  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* vectors = app.add_subcommand(
      "vectors", "Recompute what real products decided, from files that recorded it");
  vectors->add_option("file", *files, "Vector files")->required();
  vectors->footer(
      "Example:  coalmine vectors tests/vectors/launchdarkly.json\n"
      "Exit:     0 all cases pass, 1 some do not, 2 a file cannot be checked");
  return {vectors, [files] { return check_vectors(*files); }};
}

}  // namespace coalmine::app
