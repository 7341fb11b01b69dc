// The options that every command has that runs a scenario.
#pragma once

#include <CLI/App.hpp>

#include "app/run.hpp"

namespace coalmine::app {

void add_scenario_options(CLI::App& line, RunCommand& command);

// The same without --json, for a command whose results are not one document.
void add_experiment_options(CLI::App& line, RunCommand& command);

}  // namespace coalmine::app
