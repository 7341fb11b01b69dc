#include <fmt/format.h>

#include <string>
#include <string_view>

#include "report/conformance.hpp"

namespace coalmine::report {
namespace {

using conform::Finding;
using conform::Outcome;

// For attributes and text. Control characters have no place in XML, not even escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

// What stands within a test case; empty: it passed.
std::string verdict_of(const Finding& finding, bool expected) {
  if (finding.outcome == Outcome::holds) return "";
  std::string message = finding.outcome == Outcome::not_tested
                            ? "not tested: " + finding.why_not
                            : "fails: " + to_text(finding.counter_example.value());
  if (expected) return fmt::format("<failure message=\"{}\"/>", escaped(message));
  if (finding.outcome == Outcome::fails) message += " (not expected to hold)";
  return fmt::format("<skipped message=\"{}\"/>", escaped(message));
}

}  // namespace

std::string to_junit(const conform::Conformance& result, const conform::Expected& expected) {
  std::string cases;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  for (const Finding& finding : result.findings) {
    const std::string verdict = verdict_of(finding, conform::is_expected(finding, expected));
    failures += verdict.starts_with("<failure") ? 1 : 0;
    skipped += verdict.starts_with("<skipped") ? 1 : 0;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\">{}</testcase>\n",
                         escaped(result.router), conform::info_of(finding.promise).title, verdict);
  }
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
                                         result.findings.size(), failures, skipped);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites {0}>\n  <testsuite name=\"coalmine conform: {1}\" {0}>\n{2}"
      "  </testsuite>\n</testsuites>\n",
      counts, escaped(result.router), cases);
}

}  // namespace coalmine::report
