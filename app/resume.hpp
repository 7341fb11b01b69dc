// Keeps the finished replications of a run in a file, so that a run that was killed can go on.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "harness/experiment.hpp"
#include "report/journal.hpp"
#include "spec/scenario.hpp"

namespace coalmine::app {

class KeptRun {
 public:
  // Opens the file that an earlier run of the scenario and seed has left, or begins it. How many
  // replications it did may differ. Error: it is of other work, or cannot be written.
  static Checked<std::unique_ptr<KeptRun>> open(std::string path, const spec::Scenario& scenario);

  // What the file lets a run do. Valid as long as this is.
  harness::RunSupport support();

  // How many there are, in a sentence; from any thread.
  std::string told() const;

  // The results are where they belong. Error: the file cannot be removed.
  Checked<void> remove() { return journal_.remove(); }

 private:
  KeptRun(std::string path, report::Journal journal);

  std::string path_;
  report::Journal journal_;
  std::atomic<std::size_t> kept_;
};

}  // namespace coalmine::app
