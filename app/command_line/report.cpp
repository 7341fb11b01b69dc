#include "app/report.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/values.hpp"

namespace coalmine::app {

Command add_report(CLI::App& app) {
  const auto command = std::make_shared<ReportCommand>();
  CLI::App* report =
      app.add_subcommand("report", "Make a report of results: charts and figures for people");
  report
      ->add_option("results", command->results, "Results of run --json, a part of the report each")
      ->required()
      ->check(file_name())
      ->type_name("FILE...");
  report
      ->add_option("-o,--output", command->output,
                   "Where to: .html, .md or .csv; - is standard output")
      ->required()
      ->check(file_name())
      ->type_name("FILE");
  report
      ->add_option("--format", command->format,
                   "What to write, whatever the file's name  [default: by its ending]")
      ->check(CLI::IsMember({"html", "md", "csv"}));
  report->add_flag("--values", command->values,
                   "CSV only: what each replication found, instead of means and intervals");
  report->footer(
      "Example:  coalmine report results/food-ordering.json results/nasa-1995.json -o - --format "
      "md\n"
      "Exit:     0 written, 2 bad input, 3 a bug in coalmine");
  return {report, [command] { return report_results(*command); }};
}

}  // namespace coalmine::app
