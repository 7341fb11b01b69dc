// What stands in every HTML report: a script that draws charts, and a style.
//
// build.mjs writes the definitions when the program is built, from page.js, page.css and the
// packages that package-lock.json names.
#pragma once

#include <string_view>

namespace coalmine::report::web {

extern const std::string_view script;         // page.js with Vega, Vega-Lite and vega-embed
extern const std::string_view script_sha256;  // in base64, for a Content-Security-Policy
extern const std::string_view style;
extern const std::string_view licences;  // of what is in the script

}  // namespace coalmine::report::web
