#include "app/check.hpp"

#include <fmt/format.h>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {

int check_scenarios(const std::vector<std::string>& files) {
  int code = fine;
  for (const std::string& file : files) {
    const auto scenario = spec::load(file);
    if (scenario) {
      fmt::print("{}: ok\n", file);
    } else {
      print(scenario.error());
      code = bad_input;
    }
  }
  return code;
}

}  // namespace coalmine::app
