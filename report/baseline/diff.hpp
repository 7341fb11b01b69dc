// What a comparison with a baseline found: for people, for programs, for a pull request and for
// GitHub.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/baseline/diff.hpp"
#include "report/github.hpp"
#include "report/page/page.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// What it does to users first; then a line for each judged figure that changed beyond chance, the
// names of the others that did, and how many did not.
std::string to_terminal(const harness::BaselineDiff& diff, const Style& style);

// One document, ending in a newline. `version` is coalmine's own.
std::string to_json(const harness::BaselineDiff& diff, std::string_view version);

// The same as the terminal says, with a table of every change.
Page to_page(const harness::BaselineDiff& diff);

// An error for each change that fails the comparison, about `file`.
std::vector<Annotation> annotations_of(const harness::ScenarioDiff& scenario,
                                       const std::string& file);

}  // namespace coalmine::report
