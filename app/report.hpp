// `coalmine report`: results in, a report for people out.
#pragma once

#include <string>
#include <vector>

namespace coalmine::app {

struct ReportCommand {
  std::vector<std::string> results;  // files of run --json
  std::string output;                // where to; "-" is standard output
  std::string format;                // "html", "md" or "csv"; empty: by the output's ending
  bool values = false;               // CSV of every replication
};

// Returns an ExitCode.
int report_results(const ReportCommand& command);

}  // namespace coalmine::app
