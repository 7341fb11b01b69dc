// The file of a sweep: what is in it when a sweep begins, and what is put there when it is done.
#pragma once

#include <map>
#include <cstdint>
#include <string>
#include <vector>

#include "app/sweep_study.hpp"
#include "base/result.hpp"

namespace coalmine::app {

// Where finished points are kept until all are there.
std::string journal_path(const std::string& output);

struct SweepFile {
  bool is_done = false;            // all points of this sweep are in it
  std::vector<std::string> lines;  // of the points, then
};

// What is at `output` already. Error: something that this sweep must not replace. With `restart`
// another sweep may be replaced, and nothing counts as done.
Checked<SweepFile> find_sweep_file(const std::string& output, const SweepStudy& study,
                                   bool restart);

// Puts the file there, whole or not at all. Precondition: a line for each point.
Checked<void> write_sweep_file(const std::string& output, const SweepStudy& study,
                               const std::map<std::uint32_t, std::string>& lines);

// What the lines of all points say of the metrics that are reported.
Checked<harness::SweepResult> read_points(const SweepStudy& study,
                                          const std::vector<std::string>& lines);

}  // namespace coalmine::app
