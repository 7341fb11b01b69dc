#include "report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/json_text.hpp"

namespace coalmine::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Of the characters that XML 1.0 cannot hold, not even escaped, those that are UTF-8: controls but
// tab and line ends, U+FFFE and U+FFFF. The length in bytes of the one that `text` begins with, or
// 0.
std::size_t forbidden_at(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return 1;
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF") ? 3 : 0;
}

// The same text in which broken sequences of UTF-8 are replaced: what a JSON library can do.
std::string as_utf8(std::string_view text) {
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace))
      .get<std::string>();
}

enum class Within : std::uint8_t { attribute, text };

// What stands for the character; empty: itself. Readers turn line ends and tabs of attributes into
// blanks, and drop carriage returns anywhere, unless they are written as references.
std::string_view entity_of(char character, Within within) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\r':
      return "&#13;";
    case '\t':
      return within == Within::attribute ? "&#9;" : "";
    case '\n':
      return within == Within::attribute ? "&#10;" : "";
    default:
      return "";
  }
}

std::string escaped(std::string_view text, Within within = Within::attribute) {
  const std::string readable = as_utf8(text);
  std::string out;
  for (std::string_view rest = readable; !rest.empty();) {
    const std::size_t forbidden = forbidden_at(rest);
    const std::string_view entity = entity_of(rest.front(), within);
    if (forbidden > 0) {
      out += replacement;
    } else if (!entity.empty()) {
      out += entity;
    } else {
      out += rest.front();
    }
    rest.remove_prefix(std::max<std::size_t>(forbidden, 1));
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? "" : fmt::format(" {}=\"{}\"", name, escaped(value));
}

std::string time_attribute(const std::optional<Duration>& time) {
  return time ? fmt::format(" time=\"{:.3f}\"", in_seconds(*time)) : "";
}

std::string_view element_of(CaseOutcome outcome) {
  switch (outcome) {
    case CaseOutcome::passed:
      break;
    case CaseOutcome::failed:
      return "failure";
    case CaseOutcome::broken:
      return "error";
    case CaseOutcome::skipped:
      return "skipped";
  }
  return {};
}

// What stands within a test case; empty: it passed.
std::string verdict(const JunitCase& test) {
  const std::string_view element = element_of(test.outcome);
  if (element.empty()) return "";
  const std::string& text = test.text.empty() ? test.message : test.text;
  // A skipped case has no text: some readers take it for output.
  if (test.outcome == CaseOutcome::skipped) {
    return fmt::format("<{} message=\"{}\"/>", element, escaped(test.message));
  }
  return fmt::format("<{0} message=\"{1}\">{2}</{0}>", element, escaped(test.message),
                     escaped(text, Within::text));
}

std::string case_xml(const JunitSuite& suite, const JunitCase& test) {
  std::optional<Duration> time = suite.elapsed;
  if (time) *time /= static_cast<std::int64_t>(suite.cases.size());
  const std::string line = test.line > 0 ? fmt::format(" line=\"{}\"", test.line) : "";
  return fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}{}{}>{}</testcase>\n",
                     escaped(suite.class_name), escaped(test.name), attribute("file", suite.file),
                     line, time_attribute(time), verdict(test));
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;

  void add(const JunitSuite& suite) {
    const auto count = [&](CaseOutcome outcome) {
      return static_cast<std::size_t>(
          std::count_if(suite.cases.begin(), suite.cases.end(),
                        [&](const JunitCase& test) { return test.outcome == outcome; }));
    };
    tests += suite.cases.size();
    failures += count(CaseOutcome::failed);
    errors += count(CaseOutcome::broken);
    skipped += count(CaseOutcome::skipped);
  }

  std::string attributes() const {
    return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\"", tests, failures, errors);
  }
};

std::string suite_xml(const JunitSuite& suite) {
  Counts counts;
  counts.add(suite);
  std::string out = fmt::format("  <testsuite name=\"{}\"{} skipped=\"{}\"{}{}>\n",
                                escaped(suite.name), counts.attributes(), counts.skipped,
                                attribute("file", suite.file), time_attribute(suite.elapsed));
  for (const JunitCase& test : suite.cases) out += case_xml(suite, test);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string to_junit(const std::vector<JunitSuite>& suites) {
  Counts counts;
  std::optional<Duration> elapsed;
  std::string body;
  for (const JunitSuite& suite : suites) {
    counts.add(suite);
    if (suite.elapsed) elapsed = elapsed.value_or(Duration{0}) + *suite.elapsed;
    body += suite_xml(suite);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites{}{}>\n{}</testsuites>\n",
      counts.attributes(), time_attribute(elapsed), body);
}

}  // namespace coalmine::report
