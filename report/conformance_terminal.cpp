#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "report/conformance.hpp"

namespace coalmine::report {
namespace {

using conform::Check;
using conform::Finding;
using conform::grouped;
using conform::Outcome;

constexpr int title_width = 30;
constexpr int outcome_width = 12;
constexpr int text_width_min = 30;  // below this the lines are rather too long

std::size_t count(const conform::Conformance& result, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(result.findings.begin(), result.findings.end(),
                    [&](const Finding& finding) { return finding.outcome == outcome; }));
}

std::string text_of(const Check& check) {
  return fmt::format("{}: {}; allowed {}", check.what, check.found, check.allowed);
}

// Whoever holds a promise has little to explain; every figure is in the JSON.
std::vector<std::string> lines_of(const Finding& finding) {
  if (finding.outcome == Outcome::not_tested) return {finding.why_not};
  if (finding.outcome == Outcome::holds) {
    return {fmt::format("{} users, {} requests; would find {}", grouped(finding.users),
                        grouped(finding.requests), finding.finds)};
  }
  std::vector<std::string> lines{to_text(finding.counter_example.value())};
  if (finding.broken_for > 0) {
    lines.push_back(
        fmt::format("so for {} of {} users", grouped(finding.broken_for), grouped(finding.users)));
  }
  for (const Check& check : finding.checks) {
    if (!check.passed) lines.push_back(text_of(check));
  }
  return lines;
}

// The lines of a finding, broken, with the first beside `head`.
std::string beside(const std::string& head, int head_width, const std::vector<std::string>& lines,
                   const Style& style) {
  std::string out = head;
  const std::string margin(static_cast<std::size_t>(head_width), ' ');
  bool first = true;
  for (const std::string& line : lines) {
    const std::string text = wrapped(line, std::max(text_width_min, style.columns - head_width));
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      out += (first ? "" : margin) + text.substr(begin, end - begin) + '\n';
      first = false;
      begin = end + 1;
    }
  }
  return out;
}

}  // namespace

std::string to_terminal(const conform::Conformance& result, const Style& style) {
  std::string out =
      strong(fmt::format("{}: {} promises hold, {} fail, {} not tested", result.router,
                         count(result, Outcome::holds), count(result, Outcome::fails),
                         count(result, Outcome::not_tested)),
             style);
  out += '\n' + wrapped(fmt::format("Seed {}. A router that keeps every promise is called wrong "
                                    "with a probability of at most {:g}.",
                                    result.options.seed, result.options.alpha),
                        style.columns);
  for (const Finding& finding : result.findings) {
    const bool fails = finding.outcome == Outcome::fails;
    const std::string title =
        fmt::format("  {:<{}}", conform::info_of(finding.promise).title, title_width - 2);
    const std::string outcome = fails ? "FAILS" : std::string(name_of(finding.outcome));
    const std::string padding(static_cast<std::size_t>(outcome_width) - outcome.size(), ' ');
    out += beside(title + (fails ? strong(outcome, style) : outcome) + padding,
                  title_width + outcome_width, lines_of(finding), style);
  }
  return out;
}

}  // namespace coalmine::report
