// The file of a sweep: what is in it when a sweep begins, and what is put there when it is done.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "app/sweep_study.hpp"
#include "base/result.hpp"

namespace coalmine::app {

using SweepLines = std::map<std::uint32_t, std::string>;  // by point

// Where finished points are kept until all are there.
std::string journal_path(const std::string& output);

// The points that are in the file `output` already: all of this sweep's, or nothing where there is
// no file or, with `restart`, where it does not count.
// Error: it is something that this sweep must not replace; with `restart`, only what is no sweep.
Checked<std::optional<SweepLines>> find_sweep_file(const std::string& output,
                                                   const SweepStudy& study, bool restart);

// Puts the file there, whole or not at all. Precondition: a line for each point.
Checked<void> write_sweep_file(const std::string& output, const SweepStudy& study,
                               const SweepLines& lines);

// What the lines of all points say of the metrics that are reported. Error: one is damaged.
Checked<harness::SweepResult> read_points(const SweepStudy& study, const SweepLines& lines);

}  // namespace coalmine::app
