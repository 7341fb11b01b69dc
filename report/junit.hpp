// Test reports in JUnit's XML, as Jenkins, GitLab and others read it.
//
// Nobody wrote that format down. What is here is what the readers agree on: suites of cases, counts
// and seconds as attributes, and a failure both as a message and as text, because Jenkins shows the
// one and GitLab the other. GitLab drops a second case of the same class and name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace coalmine::report {

enum class CaseOutcome : std::uint8_t { passed, failed, broken, skipped };

struct JunitCase {
  std::string name;
  CaseOutcome outcome = CaseOutcome::passed;
  std::string message{};  // why it did not pass: one line
  std::string text{};     // the same at length; empty: the message
  int line = 0;           // in the suite's file; 0: unknown
};

struct JunitSuite {
  std::string name;
  std::string class_name;  // of its cases, which is what GitLab calls the suite
  std::string file{};      // empty: there is none
  std::vector<JunitCase> cases;
  // How long it took. Its cases were done together: each gets an equal part of it, so that readers
  // who add them up are right.
  std::optional<Duration> elapsed{};
};

// One document, ending in a newline. Whatever the texts are, it is well-formed: bytes that are not
// UTF-8, and characters that XML cannot hold, become U+FFFD.
std::string to_junit(const std::vector<JunitSuite>& suites);

}  // namespace coalmine::report
