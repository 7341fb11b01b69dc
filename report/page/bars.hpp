// Bars with intervals: some figures of every policy beside each other, and what theory says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/result.hpp"
#include "report/json_text.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

struct BarKind {
  std::string metric;
  std::string label;   // "met the canary"
  std::string colour;  // "#dd8a1e"; empty: the theme's
};

// A bar of each kind for each policy that has data: its mean, a line for its 95 % interval, a
// diamond for the exact value. All kinds have one unit. Empty spec and table where nobody has data.
struct Bars {
  Json spec;
  DataTable table;
  std::string alt;  // "weighted: met the canary 63.2 % ± 0.3 (exact 63.2 %); ..."
};
Bars bars_of(const harness::RunResult& result, const std::vector<BarKind>& kinds);

// Them as a chart without a title yet, whose text says how to read them. `what` are the bars, in a
// sentence for who does not see them. Nothing where nobody has data.
std::optional<Chart> bar_chart(const harness::RunResult& result, const std::vector<BarKind>& kinds,
                               std::string id, std::string_view what);

}  // namespace coalmine::report
