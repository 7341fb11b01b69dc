#include "app/compatibility.hpp"

#include <fmt/format.h>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "report/compatibility.hpp"
#include "report/file.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {

int show_compatibility(const CompatibilityCommand& command) {
  const auto scenario = spec::load(command.scenario);
  if (!scenario) {
    print(scenario.error());
    return bad_input;
  }
  const harness::Compatibility found = harness::compatibility_of(*scenario);
  const std::string json = report::to_json(found, COALMINE_VERSION);
  const bool json_to_output = command.json == "-";
  if (!command.json.empty() && !json_to_output) {
    if (const auto written = report::write_file(command.json, json); !written) {
      fmt::print(stderr, "coalmine: {}\n", written.error().message);
      return bad_input;
    }
  }
  fmt::print("{}", json_to_output ? json : report::to_text(found));
  return found.has_order() ? fine : expectation_failed;
}

}  // namespace coalmine::app
