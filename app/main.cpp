// The command line of coalmine: flags in, exit codes out. The commands stand beside it.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cassert>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "app/command_line/commands.hpp"
#include "app/crew.hpp"
#include "app/exit_code.hpp"
#include "cluster/launch.hpp"
#include "spec/suggest.hpp"

namespace coalmine::app {
namespace {

// The command that was parsed, or the one of its own.
const CLI::App& innermost(const CLI::App& app) {
  const CLI::App* inner = &app;
  while (!inner->get_subcommands().empty()) inner = inner->get_subcommands().front();
  return *inner;
}

// What is wrong where a command has to stand. The parser only says that there is none.
std::string about_command(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(each->get_name());
  }
  const std::vector<std::string> words = app.remaining();
  const std::string word = words.empty() ? "" : words.front();
  const std::string wrong = word.empty() || word.starts_with('-')
                                ? "a command is missing"
                                : fmt::format("unknown command \"{}\"", word);
  return fmt::format("{}: {}", wrong, spec::suggest(word, names));
}

// --help and --version are also told in this way. Of several processes that were started together
// one tells.
int told(const CLI::App& app, const CLI::ParseError& error) {
  const int code = error.get_exit_code() == 0 ? fine : bad_input;  // CLI11's own are 100+
  if (!speaks()) return code;
  const CLI::App& inner = innermost(app);
  const bool lacks_command =
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) &&
      inner.get_require_subcommand_min() > 0;
  if (lacks_command) {
    fmt::print(stderr, "{}\nRun with --help for more information.\n", about_command(inner));
  } else {
    (void)app.exit(error);
  }
  return code;
}

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
    return told(app, error);
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
  } catch (const cluster::BadLaunch& error) {
    fmt::print(stderr, "coalmine: {}\n", error.what());
    return bad_input;
  } catch (const std::system_error& error) {
    // What the machine refused: a full disk, no more threads. Printing names no file.
    fmt::print(stderr, "coalmine: {}\n",
               std::ferror(stdout) != 0
                   ? "cannot write to standard output: " + error.code().message()
                   : error.what());
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
