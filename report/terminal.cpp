#include "report/terminal.hpp"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "report/quantity.hpp"
#include "report/rows.hpp"
#include "report/summary.hpp"

namespace coalmine::report {
namespace {

using harness::Verdict;

constexpr const char* no_data = "no data";

std::optional<double> half_width(const std::optional<double>& low,
                                 const std::optional<double>& high) {
  return low && high ? std::optional((*high - *low) / 2) : std::nullopt;
}

// "4 policies", "1 replication".
std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

Cell cell_of(const harness::Figure* figure, std::uint32_t replications) {
  if (figure == nullptr || !figure->mean) return {no_data, ""};
  const auto interval = half_width(figure->ci95_low, figure->ci95_high);
  Cell cell{quantity(*figure->mean, interval, figure->unit), ""};
  if (figure->closed_form) {
    cell.note = "exact " + quantity_beside(*figure->closed_form, interval, figure->unit);
  } else if (figure->n < replications) {
    cell.note = fmt::format("in {} of {}", figure->n, replications);
  }
  return cell;
}

Table figures_table(const harness::RunResult& result) {
  Table table;
  for (const auto& policy : result.policies) table.columns.push_back(policy.name);
  for (const Section& section : sections()) {
    Part& part = table.parts.emplace_back(Part{std::string(section.title), {}});
    for (const Row& row : section.rows) {
      for (const std::string& metric : metrics_of(row, result)) {
        if (!is_shown(row, metric, result)) continue;
        Line& line = part.lines.emplace_back(Line{label_of(row, metric), metric, {}});
        for (const auto& policy : result.policies) {
          line.cells.push_back(cell_of(find_figure(policy, metric), result.replications));
        }
      }
    }
  }
  return table;
}

const harness::Difference* find_difference(const harness::RunResult& result,
                                           std::string_view policy, std::string_view metric) {
  const auto& all = result.comparisons;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& difference) {
    return difference.policy == policy && difference.metric == metric &&
           difference.against == result.policies.front().name;
  });
  return found == all.end() ? nullptr : &*found;
}

std::string unit_of(const harness::RunResult& result, std::string_view metric) {
  for (const auto& policy : result.policies) {
    if (const auto* figure = find_figure(policy, metric)) return figure->unit;
  }
  return "";
}

// The paired difference of one metric in every policy but the first; nothing where none differs.
std::optional<Line> difference_line(const harness::RunResult& result, const Row& row) {
  const std::string unit = unit_of(result, row.metric);
  const std::string_view shown_unit = difference_unit(unit);
  Line line{std::string(row.label), std::string(row.metric), {}};
  if (!shown_unit.empty()) line.label += fmt::format(" [{}]", shown_unit);

  bool differs = false;
  for (std::size_t i = 1; i < result.policies.size(); ++i) {
    const auto* difference = find_difference(result, result.policies[i].name, row.metric);
    if (difference == nullptr || !difference->mean) {
      line.cells.push_back({no_data, ""});
      continue;
    }
    differs = differs || *difference->mean != 0;
    line.cells.push_back(
        {signed_quantity(*difference->mean, half_width(difference->ci95_low, difference->ci95_high),
                         unit),
         ""});
  }
  return differs ? std::optional(line) : std::nullopt;
}

std::string differences(const harness::RunResult& result, const Style& style) {
  if (result.policies.size() < 2) return "";
  Table table;
  for (std::size_t i = 1; i < result.policies.size(); ++i) {
    table.columns.push_back(result.policies[i].name);
  }
  Part part{fmt::format("Difference from {}, for the same users, arrivals and luck",
                        result.policies.front().name),
            {}};
  for (const Section& section : sections()) {
    for (const Row& row : section.rows) {
      if (!row.key || !is_shown(row, row.metric, result)) continue;
      if (auto line = difference_line(result, row)) part.lines.push_back(std::move(*line));
    }
  }
  if (part.lines.empty()) return "";
  table.parts.push_back(std::move(part));
  return '\n' + render(table, style);
}

std::string verdict_text(Verdict verdict, const Style& style) {
  const auto coloured = [&](std::string_view text, fmt::terminal_color colour) {
    return style.colour ? fmt::format(fmt::fg(colour), "{}", text) : std::string(text);
  };
  switch (verdict) {
    case Verdict::met:
      return coloured("met    ", fmt::terminal_color::green);
    case Verdict::not_met:
      return coloured("NOT MET", fmt::terminal_color::red);
    case Verdict::no_data:
      return coloured("NO DATA", fmt::terminal_color::yellow);
  }
  return "";
}

// One line each, in columns.
std::string judgement_lines(const harness::RunResult& result,
                            const std::vector<harness::Judgement>& judgements, const Style& style) {
  int policy_width = 0;
  int metric_width = 0;
  int rule_width = 0;
  for (const auto& judgement : judgements) {
    policy_width = std::max(policy_width, width_of(judgement.policy));
    metric_width = std::max(metric_width, width_of(judgement.metric));
    rule_width = std::max(rule_width, width_of(judgement.rule));
  }
  std::string out;
  for (const auto& judgement : judgements) {
    const std::string found = judgement.value ? quantity(*judgement.value, std::nullopt,
                                                         unit_of(result, judgement.metric))
                                              : no_data;
    out += fmt::format("  {}  {:<{}}  {:<{}}  {:<{}}  found {}\n",
                       verdict_text(judgement.verdict, style), judgement.policy, policy_width,
                       judgement.metric, metric_width, judgement.rule, rule_width, found);
  }
  return out;
}

std::string expectations(const harness::RunResult& result, const Style& style) {
  if (result.judgements.empty()) return "";
  const auto count = [&](Verdict verdict) {
    return std::count_if(result.judgements.begin(), result.judgements.end(),
                         [&](const auto& judgement) { return judgement.verdict == verdict; });
  };
  std::string title = fmt::format("Expectations: {} met", count(Verdict::met));
  if (count(Verdict::not_met) > 0) title += fmt::format(", {} not met", count(Verdict::not_met));
  if (count(Verdict::no_data) > 0)
    title += fmt::format(", {} without data", count(Verdict::no_data));
  return fmt::format("\n{}\n{}", strong(title, style),
                     judgement_lines(result, result.judgements, style));
}

std::string summary(const harness::RunResult& result, const Style& style) {
  const std::vector<std::string> sentences = summarise(result);
  if (sentences.empty()) return "";
  return fmt::format("\n{}", wrapped(fmt::format("{}", fmt::join(sentences, " ")), style.columns));
}

std::string title(const harness::RunResult& result, const Style& style) {
  const std::string what =
      fmt::format(": {}, {}, seed {}", counted(result.policies.size(), "policy", "policies"),
                  counted(result.replications, "replication", "replications"), result.seed);
  const std::string legend =
      result.replications < 2
          ? "One replication: no intervals. \"exact\" is calculated, not simulated."
          : "Mean over the replications ± half of its 95 % interval. \"exact\" is calculated, not "
            "simulated.";
  return strong(result.scenario, style) + what + '\n' +
         faint(wrapped(legend, style.columns), style) + '\n';
}

}  // namespace

std::string to_terminal(const harness::RunResult& result, const Style& style) {
  return title(result, style) + render(figures_table(result), style) + differences(result, style) +
         expectations(result, style) + summary(result, style);
}

std::string failures(const harness::RunResult& result, const Style& style) {
  std::vector<harness::Judgement> failed;
  std::copy_if(result.judgements.begin(), result.judgements.end(), std::back_inserter(failed),
               [](const auto& judgement) { return judgement.verdict != Verdict::met; });
  return judgement_lines(result, failed, style);
}

}  // namespace coalmine::report
