// Completion scripts for shells: sub-commands, options and what can follow them.
#pragma once

#include <string>
#include <string_view>

#include "app/help/tree.hpp"

namespace coalmine::app {

// To be read by the shell when it starts, or put where it looks for them. The root's own name is
// the program's.
std::string bash_completion(const CommandHelp& root);
std::string zsh_completion(const CommandHelp& root);
std::string fish_completion(const CommandHelp& root);

// The text as one word of a POSIX shell, which bash and zsh are: '...'.
std::string shell_word(std::string_view text);

}  // namespace coalmine::app
