// The command line of coalmine: flags in, exit codes out. What the commands do stands beside it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "app/check.hpp"
#include "app/exit_code.hpp"
#include "app/run.hpp"
#include "app/schema.hpp"

namespace coalmine::app {
namespace {

void add_run(CLI::App& app, RunCommand& command) {
  CLI::App* run = app.add_subcommand("run", "Run every policy of a scenario and compare them");
  run->add_option("scenario", command.scenario, "Scenario file")->required();
  run->add_option("--policy", command.policies, "Only this policy; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  run->add_option("--set", command.set, "Replace a value of the scenario; may be repeated")
      ->allow_extra_args(false)
      ->type_name("PATH=VALUE");
  run->add_option("--seed", command.seed, "Seed of every draw  [default: the scenario's]")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  run->add_option("--replications", command.replications,
                  "How often to run each policy  [default: the scenario's]")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  run->add_option("--jobs", command.jobs, "Threads; changes no result  [default: one a core]")
      ->type_name("N")
      ->check(CLI::Range(1, jobs_max));
  run->add_option("--json", command.json,
                  "Also write every figure to this file; - is standard output, without the table")
      ->type_name("FILE");
  run->add_flag("--quiet", command.quiet, "No table: only the expectations that failed");
  run->footer(
      "Example:  coalmine run scenarios/food-ordering.yaml --seed 7 --set traffic.users=500\n"
      "Exit:     0 expectations met, 1 not met or no data, 2 bad input, 3 a bug in coalmine");
}

void add_check(CLI::App& app, std::vector<std::string>& files) {
  CLI::App* check = app.add_subcommand("check", "Say all that is wrong with scenario files");
  check->add_option("scenario", files, "Scenario files")->required();
  check->footer(
      "Example:  coalmine check scenarios/food-ordering.yaml\n"
      "Exit:     0 all are fine, 2 something is wrong");
}

void add_schema(CLI::App& app) {
  CLI::App* schema = app.add_subcommand(
      "schema", "Print the JSON Schema of the scenario language, for completion in editors");
  schema->footer("Example:  coalmine schema > coalmine.schema.json");
}

int run_command_line(int argc, char** argv) {
  CLI::App app{"coalmine rehearses a canary release before it happens.", "coalmine"};
  app.set_version_flag("--version", "coalmine " COALMINE_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Example:  coalmine run scenarios/food-ordering.yaml\n"
      "Help:     coalmine run --help");
  RunCommand run;
  std::vector<std::string> files_to_check;
  add_run(app, run);
  add_check(app, files_to_check);
  add_schema(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? fine : bad_input;  // --help is 0; CLI11's own codes are 100+
  }
  if (app.got_subcommand("run")) return run_scenario(run);
  if (app.got_subcommand("check")) return check_scenarios(files_to_check);
  return print_schema();
}

// A failed assertion ends here, in whatever thread: so that 3 means a bug, whichever way it shows.
void exit_on_abort(int) {
  constexpr char message[] = "coalmine: this is a bug; please report it with the message above\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message, sizeof message - 1);
  ::_exit(bug);
}

}  // namespace
}  // namespace coalmine::app

int main(int argc, char** argv) {
  std::signal(SIGABRT, coalmine::app::exit_on_abort);
  try {
    const int code = coalmine::app::run_command_line(argc, argv);
    // A full disk behind standard output must not look like success.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::perror("coalmine: cannot write to standard output");
    return coalmine::app::bad_input;
  } catch (const std::system_error& error) {
    // What the machine refused: a full disk, no more threads.
    std::fprintf(stderr, "coalmine: %s\n", error.what());
    return coalmine::app::bad_input;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coalmine: %s\ncoalmine: this is a bug; please report it\n", error.what());
    return coalmine::app::bug;
  }
}
