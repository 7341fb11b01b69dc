#include "app/help/completion.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "app/command_line/commands.hpp"
#include "app/exit_code.hpp"

namespace coalmine::app {
namespace {

int print_completion(CLI::App& app, const std::string& shell) {
  const CommandHelp root = help_of(app);
  fmt::print("{}", shell == "bash"  ? bash_completion(root)
                   : shell == "zsh" ? zsh_completion(root)
                                    : fish_completion(root));
  return fine;
}

}  // namespace

Command add_completion(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* completion = app.add_subcommand(
      "completion", "Print a script that completes this command line in a shell");
  completion->add_option("shell", *shell, "Shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->footer(
      "In bash or zsh:  source <(coalmine completion bash)\n"
      "In fish:  coalmine completion fish | source\n"
      "Example:  coalmine completion bash\n"
      "Exit:     0 fine, 2 bad input");
  return {completion, [&app, shell] { return print_completion(app, *shell); }};
}

}  // namespace coalmine::app
