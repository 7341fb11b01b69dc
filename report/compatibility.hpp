// Which versions fit together and in which order functions can move, for people and for programs.
#pragma once

#include <string>
#include <string_view>

#include "harness/compatibility.hpp"

namespace coalmine::report {

// A matrix for each two functions that share data, then an order that avoids every mismatch and
// what it does not avoid, or why there is none. At most 80 columns wide where names are short.
std::string to_text(const harness::Compatibility& compatibility);

// One document, ending in a newline. `version` is coalmine's own. No order is null.
std::string to_json(const harness::Compatibility& compatibility, std::string_view version);

}  // namespace coalmine::report
