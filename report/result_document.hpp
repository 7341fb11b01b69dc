// The document that a result is, as a value: the other direction of report/json.cpp.
#pragma once

#include "harness/result.hpp"
#include "report/json_place.hpp"

namespace coalmine::report {

// Of this schema. What is wrong is noted in `document`, and the result is of no use then.
harness::RunResult result_from(const JsonPlace& document);

}  // namespace coalmine::report
