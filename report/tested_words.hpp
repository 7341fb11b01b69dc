// What went wrong in a test, in the words that JUnit and GitHub share.
#pragma once

#include <string>

#include "report/tested.hpp"

namespace coalmine::report {

// "sticky: blast_radius.exposed is 34.6 %, expected mean < 20%", or "... has no data, ...".
std::string failure_text(const TestedExpectation& expectation);

// "unknown key \"bogus\" (did you mean ...)"; with its place, as a compiler says it.
std::string problem_text(const Diagnostic& problem);
std::string placed_problem_text(const Diagnostic& problem);

}  // namespace coalmine::report
