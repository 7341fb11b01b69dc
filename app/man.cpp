#include "app/man.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/exit_code.hpp"
#include "app/help/roff.hpp"
#include "report/file.hpp"

namespace coalmine::app {
namespace {

// Null if there is none of that name.
const CommandHelp* command_named(const CommandHelp& root, const std::vector<std::string>& words) {
  const CommandHelp* command = &root;
  for (const std::string& word : words) {
    const auto found =
        std::find_if(command->commands.begin(), command->commands.end(),
                     [&](const CommandHelp& below) { return below.words.back() == word; });
    if (found == command->commands.end()) return nullptr;
    command = &*found;
  }
  return command;
}

Checked<void> write_pages(const std::string& directory, const CommandHelp& root) {
  for (const CommandHelp* command : all_commands(root)) {
    const auto path = std::filesystem::path(directory) / man_file(*command);
    auto written = report::write_file(path.string(), man_page(*command, root, COALMINE_VERSION));
    if (!written) return written;
  }
  return {};
}

}  // namespace

int print_manual(const ManCommand& command, const CommandHelp& root) {
  if (!command.directory.empty()) {
    const auto written = write_pages(command.directory, root);
    if (written) return fine;
    fmt::print(stderr, "coalmine: {}\n", written.error().message);
    return bad_input;
  }
  const CommandHelp* named = command_named(root, command.words);
  if (named == nullptr) {
    fmt::print(stderr, "coalmine: no command \"{}\"; coalmine --help lists them\n",
               joined(command.words));
    return bad_input;
  }
  fmt::print("{}", man_page(*named, root, COALMINE_VERSION));
  return fine;
}

}  // namespace coalmine::app
