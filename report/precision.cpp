#include "report/precision.hpp"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::Reached;

std::string state_of(const Reached& item, const Style& style) {
  const auto word = [&](std::string_view text, fmt::terminal_color colour) {
    return style.colour ? fmt::format(fmt::fg(colour), "{}", text) : std::string(text);
  };
  if (item.is_met()) return word("reached    ", fmt::terminal_color::green);
  return word(item.half_width ? "NOT REACHED" : "NO DATA    ", fmt::terminal_color::yellow);
}

std::string width_text(const std::optional<double>& half_width, const std::string& unit) {
  return half_width ? "± " + quantity(*half_width, std::nullopt, unit) : "no interval";
}

}  // namespace

std::string precision_counts(const harness::RunResult& result) {
  const auto& items = result.precision;
  if (items.empty()) return "";
  const std::string after = counted(result.replications, "replication", "replications");
  const auto met =
      std::count_if(items.begin(), items.end(), [](const Reached& item) { return item.is_met(); });
  if (met == static_cast<std::ptrdiff_t>(items.size())) return "reached after " + after;
  return fmt::format("{} of {} reached after {}", met, items.size(), after);
}

std::string precision_lines(const harness::RunResult& result, const Style& style) {
  int policy_width = 0;
  int metric_width = 0;
  for (const Reached& item : result.precision) {
    policy_width = std::max(policy_width, width_of(item.policy));
    metric_width = std::max(metric_width, width_of(item.metric));
  }
  std::string out;
  for (const Reached& item : result.precision) {
    const std::string unit = unit_of(result, item.metric);
    out += fmt::format("  {}  {:<{}}  {:<{}}  {}, asked ± {} in at most {} replications\n",
                       state_of(item, style), item.policy, policy_width, item.metric, metric_width,
                       width_text(item.half_width, unit),
                       quantity(item.half_width_asked, std::nullopt, unit), item.at_most);
  }
  return out;
}

}  // namespace coalmine::report
