// Which figures can fail a comparison with a baseline.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::harness {

// What is judged unless somebody chooses. What users feel, and what the policy promises, each once:
// the level is shared by all that is judged, so a figure that says the same in another unit, by
// version, by window or by step would cost the others their sharpness. docs/BASELINES.md argues
// each.
std::span<const std::string_view> default_gate();

// Whether a figure is judged: where somebody chose, what was chosen, else the default gate.
bool is_judged(std::string_view metric, std::span<const std::string> chosen);

// Error: no such metric, or one that nobody can call better or worse.
Checked<void> check_judged(std::string_view metric);

// Whether replications have the figure only where their rollout was rolled back, or where their
// release has a bug, or has none. That such a figure has no data any more may be good news:
// alarm.missed and alarm.false_rollback say whether it is.
bool has_data_by_outcome(std::string_view metric);

}  // namespace coalmine::harness
