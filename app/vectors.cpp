#include "app/vectors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "conform/vectors.hpp"

namespace coalmine::app {
namespace {

constexpr std::size_t mismatches_shown_max = 10;  // of one file

void print(const std::string& file, const conform::VectorReport& report) {
  fmt::print("{}: {} passed, {} failed\n", file, report.passed, report.failed);
  const std::size_t shown = std::min(report.mismatches.size(), mismatches_shown_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const conform::Mismatch& mismatch = report.mismatches[i];
    fmt::print("  case {}: {} expected {}, got {}\n", mismatch.case_number, mismatch.field,
               mismatch.expected, mismatch.got);
  }
  if (shown < report.mismatches.size()) {
    fmt::print("  ... and {} more\n", report.mismatches.size() - shown);
  }
}

}  // namespace

int check_vectors(const std::vector<std::string>& files) {
  std::size_t passed = 0;
  std::size_t failed = 0;
  Diagnostics problems;
  for (const std::string& file : files) {
    const auto report = conform::check_vector_file(file);
    if (report) {
      print(file, *report);
      passed += report->passed;
      failed += report->failed;
    } else {
      problems.insert(problems.end(), report.error().begin(), report.error().end());
    }
  }
  fmt::print("total: {} passed, {} failed\n", passed, failed);
  if (!problems.empty()) {
    print(problems);
    return bad_input;
  }
  return failed == 0 ? fine : expectation_failed;
}

}  // namespace coalmine::app
