// What the run says, in a few sentences, the answer first.
#pragma once

#include <string>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

// One sentence each on who met the canary, who was harmed, what the alarms did, and who stayed on
// the canary after its rollback; those for which there is no data are left out.
std::vector<std::string> summarise(const harness::RunResult& result);

}  // namespace coalmine::report
