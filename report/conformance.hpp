// Which promises a router keeps: for people, for programs, and for continuous integration.
#pragma once

#include <string>
#include <string_view>

#include "conform/suite.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// A line for each promise, with what was found; for a broken one its counter-example.
std::string to_terminal(const conform::Conformance& result, const Style& style);

// One document, ending in a newline. `version` is coalmine's own; `how` says what was tested, as
// the command line did.
std::string to_json(const conform::Conformance& result, const conform::Expected& expected,
                    std::string_view how, std::string_view version);

// JUnit XML, a test case for each promise. One that was not tested is skipped, and so is one that
// fails without being expected to hold; one that was to hold and was not tested fails.
std::string to_junit(const conform::Conformance& result, const conform::Expected& expected);

}  // namespace coalmine::report
