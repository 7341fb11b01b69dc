// Runs every policy of a scenario side by side on the same draws, and judges what was expected.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "harness/crew/crew.hpp"
#include "harness/parallel.hpp"
#include "harness/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// What may be done beside a run, in the process that leads its crew.
struct RunSupport {
  // Called after each replication, from one thread at a time: how many of all are done. With
  // `precision:`, all that are certain so far.
  std::function<void(std::uint32_t done, std::uint32_t all)> progress;
  // What replications found that an earlier run of this scenario and seed did, by their numbers;
  // they are not done again.
  std::map<std::uint32_t, std::string> found;
  // Takes what each other replication found, a line of text, for `found` of a later run. An error
  // ends the run.
  std::function<Checked<void>(std::uint32_t replication, std::string found)> keep;
};

// A pure function of the scenario: crew and support change no bit of the result. Every process of
// the crew calls it; the result is there in the one that leads.
// Error: `found` is not of this scenario; or that of `keep`.
Checked<std::optional<RunResult>> run(const spec::Scenario& scenario, Crew& crew,
                                      const RunSupport& support = {});

// The same by threads of this process.
RunResult run(const spec::Scenario& scenario, const RunOptions& options = {});

}  // namespace coalmine::harness
