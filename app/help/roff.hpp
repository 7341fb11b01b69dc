// Man pages, in the macros of man(7).
#pragma once

#include <string>
#include <string_view>

#include "app/help/tree.hpp"

namespace coalmine::app {

// The page of one command. `root` is the whole help, for what else there is to see; `version` is
// coalmine's own.
std::string man_page(const CommandHelp& command, const CommandHelp& root, std::string_view version);

// The name of its file, and of the page: "coalmine-baseline-save.1".
std::string man_file(const CommandHelp& command);

// The text, so that a formatter prints it as it is: no request at the start of a line, no escape,
// hyphens that can be copied.
std::string roff_escaped(std::string_view text);

}  // namespace coalmine::app
