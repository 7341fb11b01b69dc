// What the run says, in a few sentences, the answer first.
#pragma once

#include <string>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

// One sentence each on who met the canary, who was harmed, what the alarms did, and who stayed on
// the canary after its rollback; those for which there is no data are left out.
std::vector<std::string> summarise(const harness::RunResult& result);

// The same for a reader who has seen no table yet: where anybody was harmed it begins with the
// policy that harmed fewest and the one that harmed most.
std::vector<std::string> answer_first(const harness::RunResult& result);

// Whether the expectations were met, and the first that was not: "1 of 7 expectations is not met:
// ...".
std::string verdict_sentence(const harness::RunResult& result);

}  // namespace coalmine::report
