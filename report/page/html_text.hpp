// Text that has to stand inside HTML without being any.
#pragma once

#include <string>
#include <string_view>

#include "report/json_text.hpp"

namespace coalmine::report {

// `text` as a browser shows it: in an element, or in an attribute between quotes.
std::string escaped(std::string_view text);

// `json` inside a script element, which ends at the first "</script" whatever the language in it.
// Text that is not UTF-8 becomes U+FFFD.
std::string in_script(const Json& json);

}  // namespace coalmine::report
