// Exact expectations, where theory has one, to be printed beside the simulated figures.
//
// They hold for a rollout that no alarm stops. Formulas, sources and limits: docs/MODELS.md,
// "Closed forms".
#pragma once

#include <optional>
#include <string_view>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Nothing where the figure has no closed form in this scenario. The last digits of a double depend
// on the order of operations, so values are rounded to 12 significant digits.
std::optional<double> closed_form(const Setup& setup, const spec::Policy& policy,
                                  std::string_view metric);

}  // namespace coalmine::harness
