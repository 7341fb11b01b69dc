// `coalmine check`: says all that is wrong with scenario files, without running them.
#pragma once

#include <string>
#include <vector>

namespace coalmine::app {

// Returns an ExitCode: bad_input if anything is wrong with any of them.
int check_scenarios(const std::vector<std::string>& files);

}  // namespace coalmine::app
