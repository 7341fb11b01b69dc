// Which judges a comparison is about, and what they watch.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// Lets judges watch only these functions, of those that they watch, and figures be about the first.
// The judges' places stay, and with them their draws. Empty: nothing changes.
// Error: a function that is not there or has no canary.
Checked<void> watch_only(const std::vector<std::string>& functions, spec::Scenario& scenario);

// Places of the judges with these names in the order of the scenario; empty: of all. Those that
// watch nothing are left out.
// Error: a name that is not there; nobody is left.
Checked<std::vector<std::size_t>> judges_of(const std::vector<std::string>& names,
                                            const spec::Scenario& scenario);

}  // namespace coalmine::harness
