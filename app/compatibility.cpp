#include "app/compatibility.hpp"

#include <fmt/format.h>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/outputs.hpp"
#include "report/compatibility.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {
namespace {

int complain(const Error& error) {
  fmt::print(stderr, "coalmine: {}\n", error.message);
  return bad_input;
}

}  // namespace

int show_compatibility(const CompatibilityCommand& command) {
  const auto scenario = spec::load(command.scenario);
  if (!scenario) {
    print(scenario.error());
    return bad_input;
  }
  if (auto possible = check_outputs({{"--json", command.json}}, {command.scenario}); !possible) {
    return complain(possible.error());
  }
  const harness::Compatibility found = harness::compatibility_of(*scenario);
  const std::string json = report::to_json(found, COALMINE_VERSION);
  if (const auto written = write_output(command.json, json); !written) {
    return complain(written.error());
  }
  if (command.json != standard_output) fmt::print("{}", report::to_text(found));
  return found.has_order() ? fine : expectation_failed;
}

}  // namespace coalmine::app
