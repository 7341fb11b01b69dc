// `coalmine man`: the manual page of a command, made from its help.
#pragma once

#include <string>
#include <vector>

#include "app/help/tree.hpp"

namespace coalmine::app {

struct ManCommand {
  std::vector<std::string> words;  // of the command: "baseline", "save"; empty: coalmine itself
  std::string directory;           // where to put the pages of all commands; empty: print one
};

// Returns an ExitCode.
int print_manual(const ManCommand& command, const CommandHelp& root);

}  // namespace coalmine::app
