// The command line of coalmine: flags in, exit codes out. The commands stand beside it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cassert>
#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>
#include <vector>

#include "app/command_line/commands.hpp"
#include "app/crew.hpp"
#include "app/exit_code.hpp"

namespace coalmine::app {
namespace {

int run_command_line(int argc, char** argv) {
  CLI::App app{"coalmine rehearses a canary release before it happens.", "coalmine"};
  app.set_version_flag("--version", "coalmine " COALMINE_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Example:  coalmine run scenarios/food-ordering.yaml\n"
      "Help:     coalmine run --help");
  const std::vector<Command> commands = add_commands(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? fine : bad_input;  // --help is 0; CLI11's own codes are 100+
  }
  const auto given = std::find_if(commands.begin(), commands.end(),
                                  [](const Command& command) { return command.line->parsed(); });
  assert(given != commands.end());
  if (refuses_launch(given->by_crew)) return bad_input;
  return given->run();
}

// A failed assertion ends here, in whatever thread: so that 3 means a bug, whichever way it shows.
void exit_on_abort(int) {
  constexpr char message[] = "coalmine: this is a bug; please report it with the message above\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message, sizeof message - 1);
  ::_exit(bug);
}

int run(int argc, char** argv) {
  try {
    const int code = run_command_line(argc, argv);
    // A full disk behind standard output must not look like success.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::perror("coalmine: cannot write to standard output");
    return bad_input;
  } catch (const std::system_error& error) {
    // What the machine refused: a full disk, no more threads.
    std::fprintf(stderr, "coalmine: %s\n", error.what());
    return bad_input;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coalmine: %s\ncoalmine: this is a bug; please report it\n", error.what());
    return bug;
  }
}

}  // namespace
}  // namespace coalmine::app

int main(int argc, char** argv) {
  std::signal(SIGABRT, coalmine::app::exit_on_abort);
  const int code = coalmine::app::run(argc, argv);
  coalmine::app::end_crew(code);
  return code;
}
