#include "report/terminal.hpp"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "report/precision.hpp"
#include "report/run_tables.hpp"
#include "report/summary.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::Verdict;

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
    out += fmt::format("  {}  {:<{}}  {:<{}}  {:<{}}  found {}\n",
                       verdict_text(judgement.verdict, style), judgement.policy, policy_width,
                       judgement.metric, metric_width, judgement.rule, rule_width,
                       found_text(result, judgement));
  }
  return out;
}

std::string expectations(const harness::RunResult& result, const Style& style) {
  if (result.judgements.empty()) return "";
  return fmt::format("\n{}\n{}", strong("Expectations: " + verdict_counts(result), style),
                     judgement_lines(result, result.judgements, style));
}

std::string precision(const harness::RunResult& result, const Style& style) {
  if (result.precision.empty()) return "";
  return fmt::format("\n{}\n{}", strong("Precision: " + precision_counts(result), style),
                     precision_lines(result, style));
}

std::string differences(const harness::RunResult& result, const Style& style) {
  const Table table = differences_table(result);
  return table.parts.empty() ? "" : '\n' + render(table, style);
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
         precision(result, style) + expectations(result, style) + summary(result, style);
}

std::string failures(const harness::RunResult& result, const Style& style) {
  std::vector<harness::Judgement> failed;
  std::copy_if(result.judgements.begin(), result.judgements.end(), std::back_inserter(failed),
               [](const auto& judgement) { return judgement.verdict != Verdict::met; });
  return judgement_lines(result, failed, style);
}

}  // namespace coalmine::report
