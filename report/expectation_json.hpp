// What became of an expectation, as JSON: the same in the result of a run and of a test.
#pragma once

#include "harness/result.hpp"
#include "report/json_text.hpp"

namespace coalmine::report {

// {"policy", "metric", "rule", "value", "verdict": "met", "not met" or "no data"}; no data is null.
Json expectation_json(const harness::Judgement& judgement);

}  // namespace coalmine::report
