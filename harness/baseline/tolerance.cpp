#include "harness/baseline/tolerance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/time.hpp"
#include "harness/baseline/gate.hpp"
#include "spec/metrics.hpp"
#include "spec/values.hpp"

namespace coalmine::harness {
namespace {

constexpr std::string_view points = "points";

bool is_time(std::string_view unit) { return unit == "s" || unit == "ms"; }

// "0.5points" or "0.5 points" as a share.
std::optional<double> points_from(std::string_view text) {
  if (!text.ends_with(points)) return std::nullopt;
  text.remove_suffix(points.size());
  if (text.ends_with(' ')) text.remove_suffix(1);
  const auto share = spec::percentage_from(std::string(text) + "%");
  return share ? std::optional(*share) : std::nullopt;
}

// What can be written for a figure of this unit.
std::string_view expected_for(std::string_view unit) {
  if (unit == "share") return "0.5points, or 5% of the baseline";
  if (is_time(unit)) return "30s, or 5% of the baseline";
  if (unit.empty()) return "0, or 5% of the baseline";
  return "10, or 5% of the baseline";
}

// `unit` is empty for all metrics.
std::optional<Tolerance> value_from(std::string_view text, std::string_view unit) {
  if (const auto number = spec::number_from(text); number && *number == 0) return Tolerance{};
  if (const auto share = spec::percentage_from(text)) return Tolerance{.relative = *share};
  if (unit == "share") {
    const auto share = points_from(text);
    return share ? std::optional(Tolerance{.absolute = *share}) : std::nullopt;
  }
  if (is_time(unit)) {
    const auto time = spec::duration_from(text);
    if (!time) return std::nullopt;
    return Tolerance{.absolute = in_seconds(*time) * (unit == "ms" ? 1000 : 1)};
  }
  if (unit.empty()) return std::nullopt;
  const auto number = spec::number_from(text);
  return number ? std::optional(Tolerance{.absolute = *number}) : std::nullopt;
}

const ToleranceRule* last_rule(const std::vector<ToleranceRule>& rules, std::string_view metric) {
  const auto found = std::find_if(rules.rbegin(), rules.rend(),
                                  [&](const ToleranceRule& rule) { return rule.metric == metric; });
  return found == rules.rend() ? nullptr : &*found;
}

}  // namespace

Tolerance default_tolerance(std::string_view unit) {
  return unit == "share" ? Tolerance{.absolute = 0.005} : Tolerance{.relative = 0.05};
}

Checked<ToleranceRule> tolerance_from(std::string_view text) {
  const std::size_t sign = text.find('=');
  const std::string_view metric = text.substr(0, sign);
  if (sign == std::string_view::npos || metric.empty()) {
    return tl::unexpected(Error{fmt::format(
        "\"{}\" is no tolerance: write METRIC=VALUE, as in blast_radius.exposed=1points or all=0",
        text)});
  }
  std::string_view unit;
  if (metric != all_metrics) {
    if (const auto judged = check_judged(metric); !judged) return tl::unexpected(judged.error());
    unit = spec::find_metric(metric)->unit;
  }
  const std::string_view written = text.substr(sign + 1);
  const auto tolerance = value_from(written, unit);
  if (!tolerance) {
    return tl::unexpected(
        Error{fmt::format("\"{}\" is no tolerance of {}: write {}", written,
                          metric == all_metrics ? "all metrics" : metric, expected_for(unit))});
  }
  if (tolerance->absolute < 0 || tolerance->relative < 0) {
    return tl::unexpected(Error{fmt::format("a tolerance is 0 or more, not {}", written)});
  }
  return ToleranceRule{std::string(metric), *tolerance};
}

Tolerance tolerance_of(std::string_view metric, std::string_view unit,
                       const std::vector<ToleranceRule>& rules) {
  if (const ToleranceRule* rule = last_rule(rules, metric)) return rule->tolerance;
  if (const ToleranceRule* rule = last_rule(rules, all_metrics)) return rule->tolerance;
  return default_tolerance(unit);
}

}  // namespace coalmine::harness
