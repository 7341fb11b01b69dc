// The commands of coalmine: each adds itself to the command line, with its options and its help.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <vector>

namespace coalmine::app {

struct Command {
  CLI::App* line;            // what is parsed
  std::function<int()> run;  // what was parsed; returns an ExitCode
  bool by_crew = false;      // the processes that mpirun started share the work (app/crew.hpp)
};

Command add_baseline(CLI::App& app);
Command add_bucket(CLI::App& app);
Command add_check(CLI::App& app);
Command add_compatibility(CLI::App& app);
Command add_completion(CLI::App& app);
Command add_conform(CLI::App& app);
Command add_judges(CLI::App& app);
Command add_man(CLI::App& app);
Command add_report(CLI::App& app);
Command add_route(CLI::App& app);
Command add_run(CLI::App& app);
Command add_schema(CLI::App& app);
Command add_sweep(CLI::App& app);
Command add_test(CLI::App& app);
Command add_vectors(CLI::App& app);

// All of them, in the order in which the help lists them.
std::vector<Command> add_commands(CLI::App& app);

}  // namespace coalmine::app
