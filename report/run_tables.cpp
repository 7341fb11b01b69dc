#include "report/run_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "harness/find.hpp"
#include "report/quantity.hpp"
#include "report/rows.hpp"

namespace coalmine::report {
namespace {

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

}  // namespace

std::optional<double> half_width(const std::optional<double>& low,
                                 const std::optional<double>& high) {
  return low && high ? std::optional((*high - *low) / 2) : std::nullopt;
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

Table differences_table(const harness::RunResult& result) {
  Table table;
  if (result.policies.size() < 2) return table;
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
  if (!part.lines.empty()) table.parts.push_back(std::move(part));
  return table;
}

std::string verdict_counts(const harness::RunResult& result) {
  const auto count = [&](harness::Verdict verdict) {
    return std::count_if(result.judgements.begin(), result.judgements.end(),
                         [&](const auto& judgement) { return judgement.verdict == verdict; });
  };
  const auto not_met = count(harness::Verdict::not_met);
  const auto without_data = count(harness::Verdict::no_data);
  std::string text = fmt::format("{} met", count(harness::Verdict::met));
  if (not_met > 0) text += fmt::format(", {} not met", not_met);
  if (without_data > 0) text += fmt::format(", {} without data", without_data);
  return text;
}

std::string found_text(const harness::RunResult& result, const harness::Judgement& judgement) {
  if (!judgement.value) return no_data;
  return quantity(*judgement.value, std::nullopt, unit_of(result, judgement.metric));
}

}  // namespace coalmine::report
