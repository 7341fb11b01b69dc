#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>

#include "report/grid.hpp"
#include "report/judges.hpp"
#include "report/judges_text.hpp"
#include "report/quantity.hpp"

namespace coalmine::report {
namespace {

using harness::JudgeComparison;
using harness::JudgeRecord;
using harness::MaskingFigure;
using harness::PolicyRecord;
using harness::Summary;
using ToText = std::function<std::string(double)>;

constexpr const char* no_data = "-";

// A share in percent, with as many digits as tell replications apart.
std::string percent(double share) {
  const std::string text = fmt::format("{:.1f}", 100 * share);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}
std::string percent_with_sign(double share) { return percent(share) + " %"; }
std::string count(double users) { return quantity(users, std::nullopt, "users"); }

// The mean, and its interval below; none where it has no width.
Cell cell_of(const Summary& figure, const ToText& text, const ToText& bound) {
  if (!figure.mean) return {no_data, ""};
  Cell cell{text(*figure.mean), ""};
  if (figure.ci95_low && figure.ci95_high && *figure.ci95_low != *figure.ci95_high) {
    cell.note =
        fmt::format("{}–{}", bound(std::max(0.0, *figure.ci95_low)), bound(*figure.ci95_high));
  }
  return cell;
}

Cell share_cell(const Summary& figure) { return cell_of(figure, percent_with_sign, percent); }
Cell time_cell(const Summary& figure) { return cell_of(figure, time_text, time_text); }
Cell users_cell(const Summary& figure) { return cell_of(figure, count, count); }

// A figure of judges that has a column.
struct Column {
  const char* heading;
  Summary JudgeRecord::*figure;
  Cell (*cell)(const Summary&);
  bool unless_never = false;  // left out where it never happened
};

constexpr Column columns[] = {
    {"detected", &JudgeRecord::detected, share_cell},
    {"missed", &JudgeRecord::missed, share_cell},
    {"held", &JudgeRecord::held, share_cell, true},
    {"false\nrollback", &JudgeRecord::false_rollback, share_cell},
    {"false\nhold", &JudgeRecord::false_hold, share_cell, true},
    {"time to\ndetect", &JudgeRecord::time_to_detect, time_cell},
    {"users\nharmed", &JudgeRecord::harmed_users, users_cell},
};

bool is_shown(const Column& column, const PolicyRecord& policy) {
  const auto& judges = policy.judges;
  const auto happens = [&](const JudgeRecord& judge) {
    return (judge.*column.figure).mean.value_or(0) > 0;
  };
  return !column.unless_never || std::any_of(judges.begin(), judges.end(), happens);
}

std::string table(const PolicyRecord& policy, const Style& style) {
  Grid grid;
  std::vector<const Column*> shown;
  for (const Column& column : columns) {
    if (!is_shown(column, policy)) continue;
    shown.push_back(&column);
    grid.headings.emplace_back(column.heading);
  }
  GridPart& part = grid.parts.emplace_back();
  for (const JudgeRecord& judge : policy.judges) {
    GridRow& row = part.rows.emplace_back(GridRow{judge.judge, {}});
    for (const Column* column : shown) row.cells.push_back(column->cell(judge.*column->figure));
  }
  GridRow& nobody = part.rows.emplace_back(GridRow{"(nobody watches)", {}});
  nobody.cells.resize(shown.size());
  nobody.cells.back() = users_cell(policy.harmed_users);
  return render(grid, style);
}

// One figure of every judge at each factor; without intervals, which the JSON has.
GridPart by_factor(const JudgeComparison& comparison, std::size_t policy, const Column& column,
                   const char* title) {
  GridPart part{title, {}};
  const auto& judges = comparison.traffic.front().policies[policy].judges;
  for (std::size_t i = 0; i < judges.size(); ++i) {
    GridRow& row = part.rows.emplace_back(GridRow{judges[i].judge, {}});
    for (const auto& traffic : comparison.traffic) {
      Cell cell = column.cell(traffic.policies[policy].judges[i].*column.figure);
      row.cells.push_back({cell.text, ""});
    }
  }
  return part;
}

std::string traffic_table(const JudgeComparison& comparison, std::size_t policy,
                          const Style& style) {
  Grid grid;
  for (const auto& traffic : comparison.traffic) {
    grid.headings.push_back(fmt::format("{}\n{} users", factor_text(traffic.factor),
                                        count(static_cast<double>(traffic.users))));
  }
  grid.parts.push_back(by_factor(comparison, policy, columns[0], "detected"));
  grid.parts.push_back(by_factor(comparison, policy, columns[3], "false rollback"));
  grid.parts.push_back(by_factor(comparison, policy, columns[5], "time to detect"));
  grid.parts.push_back(by_factor(comparison, policy, columns[6], "users harmed"));
  GridRow& nobody = grid.parts.back().rows.emplace_back(GridRow{"(nobody watches)", {}});
  for (const auto& traffic : comparison.traffic) {
    nobody.cells.push_back({users_cell(traffic.policies[policy].harmed_users).text, ""});
  }
  return render(grid, style);
}

const MaskingFigure* find(const PolicyRecord& policy, const std::string& name) {
  const auto found = std::find_if(policy.masking.begin(), policy.masking.end(),
                                  [&](const MaskingFigure& figure) { return figure.name == name; });
  return found == policy.masking.end() ? nullptr : &*found;
}

Cell masking_cell(const PolicyRecord& policy, const std::string& name) {
  const MaskingFigure* figure = find(policy, name);
  if (figure == nullptr || !figure->value.mean) return {no_data, ""};
  const Summary& value = figure->value;
  const auto half_width =
      value.ci95_low ? std::optional((*value.ci95_high - *value.ci95_low) / 2) : std::nullopt;
  return {quantity(*value.mean, half_width, figure->unit), ""};
}

bool overlap(const Summary& a, const Summary& b) {
  if (!a.ci95_low || !b.ci95_low) return false;
  return *a.ci95_low <= *b.ci95_high && *b.ci95_low <= *a.ci95_high;
}

// Whether the versions differ by more than chance: of no difference nothing is hidden.
bool differs(const PolicyRecord& policy, const std::string& metric) {
  const MaskingFigure* stable = find(policy, metric + ".stable");
  const MaskingFigure* canary = find(policy, metric + ".canary");
  return stable != nullptr && canary != nullptr && !overlap(stable->value, canary->value);
}

// By version and together, and what part of the difference an alarm on both together sees. A
// weighted alias is all that invokes the function, so that its dimension is the function's, too.
std::string masking(const JudgeComparison& comparison, std::size_t policy, const Style& style) {
  const PolicyRecord& record = comparison.traffic.front().policies[policy];
  Grid grid{{"stable\n(version)", "canary\n(version)", "both\n(alias, function)", "masking\nratio"},
            {{}}};
  const auto add = [&](const char* label, const std::string& metric, const std::string& ratio) {
    GridRow row{label, {}};
    for (const char* version : {"stable", "canary", "alias"}) {
      row.cells.push_back(masking_cell(record, fmt::format("{}.{}", metric, version)));
    }
    row.cells.push_back(differs(record, metric) ? masking_cell(record, ratio) : Cell{no_data, ""});
    grid.parts.front().rows.push_back(std::move(row));
  };
  add("error rate", "errors", "masking.errors");
  for (const std::string p : {"p50", "p95", "p99"}) add(p.c_str(), "latency." + p, "masking." + p);
  std::string text =
      fmt::format("\n{}\n{}", strong("What an alarm on " + comparison.watched + " sees", style),
                  render(grid, style));
  for (const auto& [name, label] : {std::pair{"masking.least_weight", "least weight"},
                                    std::pair{"masking.least_traffic", "least traffic"}}) {
    const Cell cell = masking_cell(record, name);
    if (cell.text != no_data) {
      text +=
          fmt::format("  {} at which the policy's alarm can see the bug: {}\n", label, cell.text);
    }
  }
  return text;
}

std::string plural(std::size_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

std::string title(const JudgeComparison& comparison, std::size_t policy, const Style& style) {
  const PolicyRecord& record = comparison.traffic.front().policies[policy];
  return strong(comparison.scenario, style) +
         fmt::format(": {} under {}, {}, seed {}\n", plural(record.judges.size(), "judge"),
                     record.policy, plural(comparison.replications, "replication"),
                     comparison.seed);
}

std::string legend(const JudgeComparison& comparison, const Style& style) {
  const std::string text =
      comparison.traffic.size() == 1
          ? "Below each figure its 95 % interval. False: the same users and luck without the bug. "
            "Time counts from the first shift; users harmed by requests before a judge stopped the "
            "release, or by the end where it did not."
          : "Means; their intervals are in the JSON. False: the same users and luck without the "
            "bug. Users harmed by requests before a judge stopped the release, or by the end where "
            "it did not. Capacity stays as it is.";
  return faint(wrapped(text, style.columns), style);
}

}  // namespace

std::string to_terminal(const JudgeComparison& comparison, const Style& style) {
  std::string text;
  for (std::size_t policy = 0; policy < comparison.traffic.front().policies.size(); ++policy) {
    if (policy > 0) text += '\n';
    text += title(comparison, policy, style);
    text += wrapped(summarise(comparison, policy), style.columns) + '\n';
    text += comparison.traffic.size() == 1
                ? table(comparison.traffic.front().policies[policy], style)
                : traffic_table(comparison, policy, style);
    text += legend(comparison, style) + masking(comparison, policy, style);
  }
  return text;
}

}  // namespace coalmine::report
