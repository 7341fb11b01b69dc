// Reads results of `coalmine run --json` back, whole or not at all.
//
// What is read can be relied on as what was run: names that results refer to exist, every list is
// as long as it has to be, and sums and squares of its numbers are finite. So nobody behind this
// checks again.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "harness/result.hpp"

namespace coalmine::report {

// What to_json wrote; `file` names it in errors. Keys that are not known are skipped, so that an
// older coalmine reads the results of a newer one as long as the schema is the same. What the first
// results did not have yet is empty where it is missing: the scenario's text, the system, users and
// their fates, alarms, judges, bands and precision.
// Error: no JSON ("FILE:LINE:COLUMN: ..."), or no result ("FILE: policies[2].metrics[...]: ...").
Checked<harness::RunResult> from_json(std::string_view text, const std::string& file);

// The same for a file. Error: also if it cannot be read, or is longer than 1 GiB.
Checked<harness::RunResult> read_result(const std::string& path);

}  // namespace coalmine::report
