#include "app/man.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"

namespace coalmine::app {

Command add_man(CLI::App& app) {
  const auto command = std::make_shared<ManCommand>();
  CLI::App* man = app.add_subcommand("man", "Print the manual page of a command");
  auto* words = man->add_option("command", command->words,
                                "Command, such as baseline save; without one, coalmine itself");
  man->add_option("--directory", command->directory,
                  "Instead: put the pages of all commands into this folder")
      ->excludes(words)
      ->type_name("DIR");
  man->footer(
      "Read it with:  coalmine man run | man -l -\n"
      "Example:  coalmine man run\n"
      "Exit:     0 fine, 2 no such command, or a folder that cannot be written to");
  return {man, [&app, command] { return print_manual(*command, help_of(app)); }};
}

}  // namespace coalmine::app
