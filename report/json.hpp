// The result of a run as JSON: what other programs read, and what golden files are compared with.
//
// Everything in it follows from (scenario, seed, version): no clock, no host, no path. Keys come in
// one order and numbers in their shortest form that reads back as the same double, so two results
// are equal exactly when their bytes are.
#pragma once

#include <string>
#include <string_view>

#include "harness/result.hpp"

namespace coalmine::report {

// One document, ending in a newline. `version` is coalmine's own, for a result that it found
// itself. No data is null.
std::string to_json(const harness::RunResult& result, std::string_view version);

}  // namespace coalmine::report
