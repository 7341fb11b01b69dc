// Where a sweep begins: what is to do, and what was done before.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/sweep_file.hpp"
#include "app/sweep_study.hpp"
#include "report/journal.hpp"

namespace coalmine::app {

struct Begun {
  SweepStudy study;
  std::optional<SweepLines> lines;         // of all points, where they were there already;
  std::optional<report::Journal> journal;  // of those that were, otherwise
  std::vector<std::uint32_t> jobs;         // the others
};

// Finds all that can be found wrong before the first point runs. Nothing, and the reason on
// standard error, if none is to.
std::optional<Begun> begin_or_complain(const SweepCommand& command);

}  // namespace coalmine::app
